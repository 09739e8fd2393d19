"""The schema's steps on PostgreSQL: the same files as SQLite's, then this engine's own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import psycopg

from storage import migrations
from storage.postgres.dialect import schema_of

#: This engine's own steps, which follow the shared ones; a step that others have taken never changes.
OWN = ("own", "history")
#: One process at a time changes the schema.
LOCK = "SELECT pg_advisory_xact_lock(7251)"
_STEPS = (
    "CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now())"
)


def bring_up_to_date(connection: psycopg.Connection[Any]) -> None:
    """Apply what is missing, all or nothing."""
    with connection.transaction():
        connection.execute(LOCK)
        connection.execute(_STEPS)
        done = {name for (name,) in connection.execute("SELECT name FROM schema_steps").fetchall()}
        for name, script in _steps():
            if name in done:
                continue
            for statement in script:
                connection.execute(statement)
            connection.execute("INSERT INTO schema_steps (name) VALUES (%s)", (name,))


def _steps() -> Iterator[tuple[str, list[str]]]:
    shared = files(migrations)
    for name in sorted(file.name for file in shared.iterdir() if file.name.endswith(".sql")):
        statements = migrations.split_statements(shared.joinpath(name).read_text("utf-8"))
        yield name, [ours for statement in statements if (ours := schema_of(statement)) is not None]
    for name in OWN:
        yield name, [files(__name__.rpartition(".")[0]).joinpath(f"{name}.sql").read_text("utf-8")]
