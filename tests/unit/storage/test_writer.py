"""What the writer promises: durable before told, a group's pieces apart, never a false success."""

import asyncio
import resource
import sqlite3
import time

import pytest

from storage import line
from storage.errors import NotDurableError, StoreBusyError, StoreClosedError
from storage.records import Accepted, TicketQuery
from storage.sqlite import SqliteStore
from storage.sqlite.connection import SqliteDb, assert_durable
from storage.sqlite.writer import HOLD_SECONDS, Writer
from tests.conformance.given import NOW, a_ticket, a_turn, an_mo, claim_one, take_all


def waiting(path):
    """What another connection sees: only what was committed."""
    other = sqlite3.connect(path)
    try:
        return other.execute("SELECT count(*) FROM mo").fetchone()[0]
    finally:
        other.close()


class CommitsCounted(SqliteDb):
    commits = 0

    def __init__(self, db):
        super().__init__(db.connection, db.keys)
        self.execute = self._counting

    def _counting(self, statement, values=()):
        self.commits += statement == "COMMIT"
        return self.connection.execute(statement, values)


async def test_nobody_is_told_before_the_commit(store, path):
    for number in range(1, 6):
        await store.accept_mo(an_mo())
        assert waiting(path) == number


async def test_waiting_work_is_committed_in_groups(store):
    db = CommitsCounted(store._db)
    writer = Writer(db, asyncio.get_running_loop())
    asked = [writer.do(lambda _db, number=number: number) for number in range(100)]
    assert await asyncio.gather(*asked) == list(range(100))
    await writer.close()
    assert db.commits <= 3


async def test_a_group_lets_go_of_the_loop_between_its_pieces_and_is_one_commit(store):
    db = CommitsCounted(store._db)
    loop = asyncio.get_running_loop()
    writer, done, seen = Writer(db, loop), [], []

    def long(_db):
        time.sleep(HOLD_SECONDS)
        done.append(len(done))
        loop.call_soon(lambda: seen.append(len(done)))  # something else that is ready

    await asyncio.gather(*(writer.do(long) for _ in range(6)))
    await writer.close()
    assert seen == [1, 2, 3, 4, 5, 6], "each had its go before the next piece"
    assert db.commits == 1


async def test_a_piece_that_fails_in_the_middle_of_a_long_group_takes_back_only_itself(store, path):
    def half_done(db):
        db.execute("INSERT INTO key_checks VALUES ('half', x'00')")
        raise LookupError

    pieces = [store._write(lambda _db: time.sleep(HOLD_SECONDS)) for _ in range(3)]
    pieces += [store.accept_mo(an_mo()), store._write(half_done), store.accept_mo(an_mo())]
    answers = await asyncio.gather(*pieces, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers[3:]] == ["Accepted", "LookupError", "Accepted"]
    assert waiting(path) == 2


async def test_work_that_was_begun_is_done_before_a_crowd_of_messages_that_came_first(store):
    order = []
    writer = Writer(store._db, asyncio.get_running_loop())
    new = [writer.do(lambda _db, n=n: order.append(("new", n)), new=True) for n in range(600)]
    begun = [writer.do(lambda _db, n=n: order.append(("begun", n))) for n in range(30)]
    await asyncio.gather(*new, *begun)
    await writer.close()
    assert [n for kind, n in order if kind == "begun"] == list(range(30))
    assert [n for kind, n in order if kind == "new"] == list(range(600))
    places = [place for place, (kind, _n) in enumerate(order) if kind == "begun"]
    assert places[-1] < 30 * 4 // 3 + 1


async def test_more_messages_than_may_wait_are_refused_and_those_that_wait_are_kept(store, path, monkeypatch):
    monkeypatch.setattr(line, "MOST_NEW", 50)
    sent = [an_mo() for _ in range(80)]
    answers = await asyncio.gather(*map(store.accept_mo, sent), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Accepted] * 50 + [StoreBusyError] * 30
    assert waiting(path) == 50
    assert await take_all(store) == [mo.external_id for mo in sent[:50]]  # what was begun is never refused
    again = await asyncio.gather(*map(store.accept_mo, sent[50:]))
    assert [one.duplicate for one in again] == [False] * 30


async def test_a_file_that_another_process_holds_is_waited_for_without_the_loop(store, path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    accepting = asyncio.ensure_future(store.accept_mo(an_mo()))
    await asyncio.sleep(0.05)
    assert not accepting.done()
    other.execute("COMMIT")
    other.close()
    assert not (await accepting).duplicate


async def test_a_failing_piece_takes_back_only_itself(store, path):
    def half_done(db):
        db.execute("INSERT INTO key_checks VALUES ('half', x'00')")
        raise LookupError

    pieces = [store.accept_mo(an_mo()), store._write(half_done), store.accept_mo(an_mo())]
    answers = await asyncio.gather(*pieces, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["Accepted", "LookupError", "Accepted"]
    assert waiting(path) == 2
    [[halves]] = await store._read(
        lambda db: db.execute("SELECT count(*) FROM key_checks WHERE name = 'half'").fetchall()
    )
    assert halves == 0


async def test_a_group_whose_transaction_is_lost_fails_whole(store, path):
    def lose(db):
        db.execute("ROLLBACK")
        raise LookupError

    pieces = [store.accept_mo(an_mo()), store._write(lose), store.accept_mo(an_mo())]
    answers = await asyncio.gather(*pieces, return_exceptions=True)
    kept = sum(not isinstance(answer, Exception) for answer in answers)
    assert kept == waiting(path)
    assert not (await store.accept_mo(an_mo())).duplicate


async def test_a_full_disk_is_never_a_success_and_is_got_over(store, path):
    await store.accept_mo(an_mo())
    mo = an_mo(text="x" * 20_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal, limits[1]))
    try:
        answers = await asyncio.gather(*(store.accept_mo(mo) for _ in range(3)), return_exceptions=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [type(answer) for answer in answers] == [StoreClosedError] * 3
    assert waiting(path) == 1
    assert not (await store.accept_mo(mo)).duplicate
    assert waiting(path) == 2


async def test_an_error_repeats_no_value(store):
    await store.accept_mo(an_mo("+212698765432"))
    statement = "INSERT INTO mo SELECT * FROM mo"
    with pytest.raises(sqlite3.Error) as refused:
        await store._write(lambda db: db.execute(statement))
    assert "698765432" not in str(refused.value)


@pytest.mark.parametrize(("mode", "synchronous"), [("wal", "NORMAL"), ("wal", "OFF"), ("memory", "FULL")])
def test_a_connection_that_is_not_durable_is_refused(path, mode, synchronous):
    other = sqlite3.connect(path)
    [mode] = other.execute(f"PRAGMA journal_mode = {mode}").fetchone()
    other.execute(f"PRAGMA synchronous = {synchronous}")
    with pytest.raises(NotDurableError):
        assert_durable(other, mode)
    other.close()


async def test_the_writer_commits_with_full_synchronisation(store):
    [[full]] = await store._write(lambda db: db.execute("PRAGMA synchronous").fetchall())
    [[wal]] = await store._write(lambda db: db.execute("PRAGMA journal_mode").fetchall())
    [[erase]] = await store._write(lambda db: db.execute("PRAGMA secure_delete").fetchall())
    assert (full, wal, erase) == (2, "wal", 1)


async def test_the_readers_connection_cannot_write(store):
    with pytest.raises(StoreClosedError, match="SQLITE_READONLY"):
        await store._read(lambda db: db.execute("DELETE FROM mo"))


async def test_a_long_read_stalls_no_write(store):
    reading = asyncio.Event()
    loop = asyncio.get_running_loop()
    release = asyncio.Event()

    def slowly(_db):
        loop.call_soon_threadsafe(reading.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    read = store._read(slowly)
    await reading.wait()
    await store.accept_mo(an_mo())
    release.set()
    await read


async def test_what_waits_is_done_before_the_store_closes(path, keys):
    store = SqliteStore(path, keys)
    await store.open()
    pieces = [asyncio.ensure_future(store.accept_mo(an_mo())) for _ in range(50)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*pieces)
    assert waiting(path) == 50


async def test_a_caller_that_gave_up_harms_nobody(store):
    given_up = asyncio.ensure_future(store.accept_mo(an_mo()))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    await store.accept_mo(an_mo())


async def test_a_store_is_closed_twice_without_harm(store):
    await store.close()
    await store.close()
    with pytest.raises(StoreClosedError):
        await store.tickets(TicketQuery())


async def test_a_read_sees_what_was_written_before_it(store):
    for number in range(20):
        await store.accept_mo(an_mo())
        reference = f"{number:09}"
        await store.commit_turn(a_turn(await claim_one(store, NOW), tickets=(a_ticket(reference),)))
        assert (await store.ticket(reference)).reference == reference
