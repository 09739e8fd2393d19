"""A store in a folder of the test's own."""

from contextlib import asynccontextmanager

from storage.fields import Keys
from storage.sqlite import SqliteStore


@asynccontextmanager
async def opened_store(folder, keys=None, **options):
    store = SqliteStore(folder / "recours.db", keys or Keys.fresh(), **options)
    await store.open()
    try:
        yield store
    finally:
        await store.close()
