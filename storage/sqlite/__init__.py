"""The embedded engine: one SQLite file, one writer thread, durable commits in groups."""

from storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
