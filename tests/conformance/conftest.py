"""Every test here runs against every engine: a second one is a second entry of ENGINES."""

import pytest

from storage.fields import Keys
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from tests.conformance.given import NOW
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.stores import migrated


class SqliteEngine:
    """One database in a folder; `store()` opens it as a fresh process would."""

    words_of = None

    def __init__(self, folder, keys, _request):
        self._path = folder / "recours.db"
        self._keys = keys

    def store(self):
        words = {"words_of": self.words_of} if self.words_of else {}
        return SqliteStore(migrated(self._path), self._keys, now=lambda: NOW, **words)


class PostgresEngine:
    """A database of its own in the tests' server."""

    words_of = None

    def __init__(self, _folder, keys, request):
        self.url = request.getfixturevalue("cluster").fresh()
        self._keys = keys

    def store(self):
        words = {"words_of": self.words_of} if self.words_of else {}
        return PostgresStore(self.url, self._keys, now=lambda: NOW, **words)


ENGINES = {"sqlite": SqliteEngine, "postgres": PostgresEngine}


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    return ENGINES[request.param](tmp_path, Keys.fresh(), request)


@pytest.fixture
async def store(engine):
    store = engine.store()
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def restart(engine, store):
    """Close the store as a crash leaves it (claims stay claimed) and open it anew."""
    opened = []

    async def again():
        await (opened[-1] if opened else store).close()
        opened.append(engine.store())
        await opened[-1].open()
        return opened[-1]

    yield again
    for later in opened:
        await later.close()
