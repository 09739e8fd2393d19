"""A connection to the server, with the registry's queries at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, NamedTuple

import psycopg

from programmes.programme import RegistryUnavailableError
from programmes.registry.counts import Counts, unpacked
from programmes.registry.rows import FORMAT
from storage.sql import read

QUERIES = read(files(__name__.rpartition(".")[0]).joinpath("queries.sql").read_text("utf-8"))
#: What a server that is gone is given to answer in.
CONNECT_SECONDS = 5
#: What there is before the first import.
NONE_YET = (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName)


class Row(NamedTuple):
    """The one row of `registry.standing`."""

    generation: int
    format: int
    changed_at: int
    told: int | None


class Server:
    """Runs the named queries; each is a transaction of its own, durable as the server is."""

    def __init__(self, url: str) -> None:
        with said():
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)

    def run(self, name: str, values: Mapping[str, Any] | None = None, **generations: int) -> Any:
        """What a query gives; the numbers of the generations that it names are put in."""
        return self.connection.execute(QUERIES[name].format(**generations), values)

    def standing(self) -> Row | None:
        """Which generation is in use; None before the first import."""
        try:
            found = self.run("standing").fetchone()
        except NONE_YET:
            return None
        return Row(*found) if found else None

    def counts(self) -> Counts | None:
        """What was counted of the generation in use; None where it was not."""
        try:
            found = self.run("counts").fetchone()
        except (*NONE_YET, psycopg.errors.UndefinedColumn):
            return None
        return unpacked(found[0]) if found else None

    def in_use(self) -> Row:
        """The same. Raises `RegistryUnavailableError` where there is none, or one of another form."""
        standing = self.standing()
        if standing is None:
            raise RegistryUnavailableError("nothing was imported into this database yet")
        if standing.format != FORMAT:
            raise RegistryUnavailableError("the registry is of another version: import again")
        return standing


@contextmanager
def said() -> Iterator[None]:
    """A server that is gone or refuses, as `RegistryUnavailableError` with its class of error."""
    try:
        yield
    except psycopg.Error as error:
        raise RegistryUnavailableError(f"PostgreSQL does not answer ({type(error).__name__})") from None
