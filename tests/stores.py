"""A store in a folder of the test's own."""

import sqlite3
from contextlib import asynccontextmanager, closing
from functools import cache

from sqlite_utils import Database

from storage.fields import Keys
from storage.migrations import migrations
from storage.sqlite import SqliteStore
from storage.sqlite.connection import touch_private


@asynccontextmanager
async def opened_store(folder, keys=None, **options):
    store = SqliteStore(migrated(folder / "recours.db"), keys or Keys.fresh(), **options)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def migrated(path):
    """The path, where a database stands now: an empty one of today's schema, where there was none.

    Twenty migrations take seven times as long as all else that opening does; their own tests walk them.
    """
    if not path.exists():
        touch_private(path)
        path.write_bytes(_empty())
    return path


@cache
def _empty():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.apply(Database(connection))
        return connection.serialize()
