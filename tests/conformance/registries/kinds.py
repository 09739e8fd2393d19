"""The two kinds of registry that keep what was imported, under one set of names."""

import sqlite3
from contextlib import closing

import psycopg

from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.registry.postgres import PostgresRegistry, TableGenerations


class FileKind:
    """A file of its own in a folder."""

    def __init__(self, folder, _request):
        self.path = folder / "data" / "registry.db"
        self.place = f"FileGenerations(Path({str(self.path)!r}))"

    @property
    def generations(self):
        return FileGenerations(self.path)

    def registry(self, vault):
        return EmbeddedRegistry(self.path, vault, look_again=0.0)

    def tamper(self, statement):
        with closing(sqlite3.connect(self.path)) as hand:
            hand.execute(statement.format(cases="cases", nothing="zeroblob(length(sealed))"))
            hand.commit()

    def stolen(self):
        """All that a thief of this registry gets to see."""
        return self.path.read_bytes()

    def there(self):
        """What lies where generations lie."""
        return {file.name for file in self.path.parent.iterdir()} - {"registry.db.lock", "registry.db"}


class TableKind:
    """Tables of a database in the tests' server."""

    def __init__(self, _folder, request):
        self.url = request.getfixturevalue("cluster").fresh()
        self.place = f"TableGenerations({self.url!r})"

    @property
    def generations(self):
        return TableGenerations(self.url)

    def registry(self, vault):
        return PostgresRegistry(self.url, vault)

    def tamper(self, statement):
        nothing = "decode(repeat('00', length(sealed)), 'hex')"
        [(number,)] = self.asked("SELECT generation FROM registry.standing")
        self.asked(statement.format(cases=f"registry.cases_{number}", nothing=nothing))

    def stolen(self):
        """All that a thief of this registry gets to see."""
        rows = [row for table in self.tables() for row in self.asked(f"SELECT * FROM registry.{table}")]
        values = [value for row in rows for value in row]
        return b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in values)

    def tables(self):
        return {
            name for (name,) in self.asked("SELECT tablename FROM pg_tables WHERE schemaname = 'registry'")
        }

    def there(self):
        """What lies where generations lie."""
        [(number,)] = self.asked("SELECT generation FROM registry.standing")
        return self.tables() - {"standing", f"cases_{number}", f"phones_{number}"}

    def asked(self, statement):
        with psycopg.connect(self.url, autocommit=True) as server:
            done = server.execute(statement)
            return done.fetchall() if done.description else []


KINDS = {"file": FileKind, "postgres": TableKind}
