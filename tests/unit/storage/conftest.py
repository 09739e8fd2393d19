import sqlite3

import pytest

from storage.fields import Keys
from storage.sqlite import SqliteStore


@pytest.fixture
def keys():
    return Keys.fresh()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "recours.db"


@pytest.fixture
async def store(path, keys):
    store = SqliteStore(path, keys)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def tamper(path):
    """Run SQL as somebody who holds the file and takes the triggers off."""

    def run(*statements):
        connection = sqlite3.connect(path)
        try:
            for statement in (
                "DROP TRIGGER audit_is_not_edited",
                "DROP TRIGGER audit_is_not_removed",
                *statements,
            ):
                connection.execute(statement)
            connection.commit()
        finally:
            connection.close()

    return run
