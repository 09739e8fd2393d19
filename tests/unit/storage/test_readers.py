"""What the readers promise: together what is asked together, nobody behind what takes long, each its own fault."""

import asyncio
import threading

import pytest

from storage.errors import StoreClosedError
from storage.fields import Keys
from storage.sqlite.connection import SqliteDb, connect_reader
from storage.sqlite.readers import Readers


@pytest.fixture
async def readers(store, path):
    dbs = [SqliteDb(connect_reader(path), Keys.fresh()) for _one in range(2)]
    readers = Readers(dbs, asyncio.get_running_loop())
    yield readers
    await readers.close()


def hops(readers, monkeypatch):
    """How many pieces each hop to a thread carries."""
    carried, submit = [], readers._threads.submit
    monkeypatch.setattr(
        readers._threads,
        "submit",
        lambda work, db, group: carried.append(len(group)) or submit(work, db, group),
    )
    return carried


async def test_what_is_asked_together_is_read_in_one_hop_and_answered_in_order(readers, monkeypatch):
    carried = hops(readers, monkeypatch)
    asked = [readers.ask(lambda _db, number=number: number) for number in range(12)]
    assert await asyncio.gather(*asked) == list(range(12))
    assert carried == [12]


async def test_a_phone_is_read_for_while_somebody_searches_through_everything(readers):
    done = threading.Event()
    search = readers.ask(lambda _db: done.wait(30))
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        assert await readers.ask(lambda db: db.execute("SELECT 7").fetchone()[0]) == 7
    assert not search.done()
    done.set()
    assert await search


async def test_what_was_read_is_told_while_the_rest_of_its_group_still_reads(readers):
    done = threading.Event()
    first = readers.ask(lambda _db: threading.Event().wait(0.005))
    second = readers.ask(lambda _db: done.wait(30))
    async with asyncio.timeout(20):
        await first
    assert not second.done()
    done.set()
    assert await second


async def test_a_piece_that_fails_fails_alone_and_a_file_that_cannot_be_read_is_told_as_a_closed_store(
    readers,
):
    def fail(_db):
        raise LookupError

    asked = (
        readers.ask(fail),
        readers.ask(lambda db: db.execute("SELECT * FROM nothing")),
        readers.ask(lambda _db: 7),
    )
    failed, refused, answered = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(failed, LookupError)
    assert isinstance(refused, StoreClosedError)
    assert answered == 7


async def test_who_left_is_not_read_for_and_what_waits_at_the_end_is_read(readers, monkeypatch):
    carried = hops(readers, monkeypatch)
    gone, kept = readers.ask(lambda _db: 1), readers.ask(lambda _db: 2)
    gone.cancel()
    await readers.close()
    assert carried == [1]
    assert kept.result() == 2
    with pytest.raises(StoreClosedError):
        readers.ask(lambda _db: 3)
