"""Several processes on one PostgreSQL: each message one turn, in its phone's order, whoever dies or is cut off."""

import asyncio
import contextlib
import re
import time

import psycopg
import pytest
from msgspec.structs import replace

from storage import sql
from storage.errors import NotDurableError, SessionMovedError, StoreClosedError, StoreError
from storage.fields import Keys, KeysError
from storage.postgres import PostgresStore, dialect
from storage.postgres.connection import connect
from storage.postgres.presence import LOCK_CLASS
from storage.postgres.schema import bring_up_to_date
from storage.records import AuditEntry, MtState, NewWakeup, SendResult
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_turn, an_mo, an_mt, claim_one
from tests.peers.postgres import cluster  # noqa: F401 - a fixture

LOOK = 0.1


@pytest.fixture
def url(cluster):  # noqa: F811 - the fixture
    return cluster.fresh()


@contextlib.asynccontextmanager
async def opened(url, keys, number=1):
    stores = [PostgresStore(url, keys, now=lambda: NOW, look_seconds=LOOK) for _ in range(number)]
    for store in stores:
        await store.open()
    try:
        yield stores
    finally:
        for store in stores:
            await store.close()


async def until(true, within=20.0):
    end = time.monotonic() + within
    while not await true():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.02)


def cut_off(url, store):
    """The server hangs up on the connection that shows that this process lives."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND classid = %s AND objid = %s",
            (LOCK_CLASS, store._presence_of.holder),
        )


# Every query

#: What the server cannot tell to be a number where a value is bound in two places.
NUMBERS = {"at", "now", "due_at", "not_before", "retry_at"}


@pytest.mark.parametrize("name", sorted(sql.load()))
def test_every_query_is_one_that_postgresql_reads(prepared, name):
    query = dialect.load()[name].replace("{conditions}", "1 = 1").replace("%%", "%")
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", query)))
    for place, bound in enumerate(names, 1):
        query = query.replace(f"%({bound})s", f"${place}{'::bigint' if bound in NUMBERS else ''}")
    prepared.execute(f"PREPARE {name} AS {query}")
    [(types,)] = prepared.execute(
        "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = %s", (name,)
    ).fetchall()
    assert "boolean" not in types  # truth values are 0 and 1 in both engines


@pytest.fixture(scope="module")
def prepared(cluster):  # noqa: F811 - the fixture
    connection = connect(cluster.fresh())
    bring_up_to_date(connection)
    yield connection
    connection.close()


def test_the_schema_is_brought_up_to_date_by_one_of_many_at_once(cluster):  # noqa: F811 - the fixture
    url = cluster.fresh("template0")
    connections = [connect(url) for _ in range(4)]

    async def together():
        await asyncio.gather(*(asyncio.to_thread(bring_up_to_date, one) for one in connections))

    asyncio.run(together())
    [(steps,)] = connections[0].execute("SELECT count(DISTINCT name) FROM schema_steps").fetchall()
    assert steps > 10
    for one in connections:
        one.close()


# Opening


async def test_a_server_that_does_not_commit_durably_is_refused(url):
    store = PostgresStore(f"{url}&options=-csynchronous_commit%3Doff", Keys.fresh())
    with pytest.raises(NotDurableError):
        await store.open()


async def test_a_server_that_is_not_there_is_one_clear_sentence(tmp_path):
    store = PostgresStore(f"postgresql://nobody@/none?host={tmp_path}", Keys.fresh())
    with pytest.raises(StoreError, match="cannot be reached"):
        await store.open()


async def test_other_keys_are_refused(url):
    async with opened(url, Keys.fresh()):
        pass
    store = PostgresStore(url, Keys.fresh())
    with pytest.raises(KeysError):
        await store.open()


async def test_the_audit_is_append_only_here_too(url):
    async with opened(url, Keys.fresh()) as [store]:
        await store.audit([AuditEntry(NOW, "officer:karima", "ticket.read", "12345")])
        with psycopg.connect(url, autocommit=True) as server:
            for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
                with pytest.raises(psycopg.errors.RaiseException):
                    server.execute(statement)
        assert await store.verify_audit() is None


# Many at once

PHONES = [f"+2126000{number:05}" for number in range(50)]
EACH = 12


async def test_four_processes_give_each_message_one_turn_in_its_phones_order(url):
    async with opened(url, Keys.fresh(), 4) as stores:
        sent = [an_mo(phone, str(place)) for place in range(EACH) for phone in PHONES]
        for start in range(0, len(sent), 50):
            await asyncio.gather(
                *(stores[at % 4].accept_mo(mo) for at, mo in enumerate(sent[start : start + 50]))
            )
        heard = []

        async def work(store):
            while len(heard) < len(sent):
                for claimed in await store.claim_mos(8, NOW):
                    session = replace(claimed.session, misses=claimed.session.misses + 1)
                    await store.commit_turn(
                        a_turn(claimed, session=session, messages=(an_mt(claimed.mo.sender),))
                    )
                    heard.append((claimed.mo.sender, int(claimed.mo.text), claimed.session.misses))

        await asyncio.wait_for(asyncio.gather(*map(work, stores)), 120)
        assert len(heard) == len(sent)
        for phone in PHONES:
            assert [line[1:] for line in heard if line[0] == phone] == [
                (place, place) for place in range(EACH)
            ]


async def test_a_message_that_comes_to_several_processes_at_once_is_accepted_once(url):
    async with opened(url, Keys.fresh(), 4) as stores:
        for number in range(20):
            mo = an_mo(AMINA, external_id=f"same-{number}")
            answers = await asyncio.gather(*(store.accept_mo(mo) for store in stores))
            assert sorted(answer.duplicate for answer in answers) == [False, True, True, True]
            assert len({answer.mo_id for answer in answers}) == 1


async def test_each_outgoing_message_is_claimed_by_one(url):
    async with opened(url, Keys.fresh(), 4) as stores:
        ids = await stores[0].enqueue_mts([an_mt(phone) for phone in PHONES * 4])
        taken = []

        async def deliver(store):
            while claimed := await store.claim_mts(LINK, 7, NOW):
                taken.extend(one.mt_id for one in claimed)
                await store.record_sends([SendResult(one.mt_id, MtState.SENT, NOW) for one in claimed])

        await asyncio.gather(*map(deliver, stores))
        assert sorted(taken) == sorted(ids)


async def test_a_wakeup_fires_once_whoever_looks(url):
    async with opened(url, Keys.fresh(), 4) as stores:
        await stores[0].schedule_wakeups(
            [NewWakeup(f"w{n}", NOW, PHONES[n], LINK, "pause") for n in range(40)]
        )
        fired = await asyncio.gather(*(store.fire_wakeups(NOW, 40) for store in stores))
        assert sum(fired) == 40
        assert (await stores[0].counts())["mo:waiting"] == 40


async def test_the_audit_chain_holds_with_many_writers(url):
    async with opened(url, Keys.fresh(), 4) as stores:
        entries = [AuditEntry(NOW, f"officer:{n}", "ticket.read", str(n)) for n in range(80)]
        await asyncio.gather(*(stores[n % 4].audit([entry]) for n, entry in enumerate(entries)))
        assert await stores[1].verify_audit() is None
        assert len([row async for row in stores[2].audit_rows()]) == 80


# Cut off, and gone


async def test_what_a_process_that_is_gone_had_claimed_is_taken_up_by_another(url):
    async with opened(url, Keys.fresh(), 2) as [gone, other]:
        await gone.accept_mo(an_mo(AMINA, "un"))
        claimed = await claim_one(gone)
        assert await other.claim_mos(5, NOW) == []
        cut_off(url, gone)
        taken = []

        async def is_taken():
            taken.extend(await other.claim_mos(5, NOW))
            return bool(taken)

        await until(is_taken)
        assert (taken[0].mo_id, taken[0].attempt) == (claimed.mo_id, 2)
        with pytest.raises(SessionMovedError):  # it lives on, and has lost its claim
            await gone.commit_turn(a_turn(claimed, messages=(an_mt(AMINA),)))
        await other.commit_turn(a_turn(taken[0], messages=(an_mt(AMINA),)))
        assert len(await other.claim_mts(LINK, 10, NOW)) == 1


async def test_what_a_process_that_is_gone_was_sending_is_in_doubt(url):
    async with opened(url, Keys.fresh(), 2) as [gone, other]:
        [mt_id] = await gone.enqueue_mts([an_mt()])
        await gone.claim_mts(LINK, 1, NOW)
        cut_off(url, gone)

        async def is_in_doubt():
            return (await other.mt_states([mt_id]))[mt_id] is MtState.UNKNOWN

        await until(is_in_doubt)


async def test_a_living_process_keeps_what_it_claimed(url):
    async with opened(url, Keys.fresh(), 2) as [busy, other]:
        await busy.accept_mo(an_mo(AMINA))
        claimed = await claim_one(busy)
        await asyncio.sleep(5 * LOOK)
        assert await other.claim_mos(5, NOW) == []
        await busy.commit_turn(a_turn(claimed))


async def test_a_server_that_restarts_loses_nothing_acknowledged(cluster):  # noqa: F811 - the fixture
    url, keys = cluster.fresh(), Keys.fresh()
    accepted = []
    async with opened(url, keys, 2) as stores:

        async def write(store, letter):
            for number in range(60):
                mo = an_mo(BRAHIM, f"{letter}{number}", external_id=f"{letter}{number}")
                try:
                    await store.accept_mo(mo)
                except StoreClosedError:  # refused: the provider sends it again
                    await asyncio.sleep(0.02)
                else:
                    accepted.append(mo.external_id)

        async def restart():
            await asyncio.sleep(0.05)
            await asyncio.to_thread(cluster.down, "immediate")
            await asyncio.to_thread(cluster.up)

        await asyncio.gather(write(stores[0], "a"), write(stores[1], "b"), restart())
        assert accepted

        async def answers():
            with contextlib.suppress(StoreError):
                await stores[0].accept_mo(an_mo(BRAHIM, "fin", external_id="fin"))
                return True
            return False

        await until(answers)
        with psycopg.connect(url) as server:
            [(kept,)] = server.execute("SELECT count(*) FROM mo").fetchall()
        assert kept >= len(accepted) + 1
        heard = []

        async def all_heard():
            for claimed in await stores[1].claim_mos(5, NOW):
                try:
                    await stores[1].commit_turn(a_turn(claimed))
                except SessionMovedError:  # claimed before it had shown anew that it lives
                    continue
                heard.append(claimed.mo.external_id)
            return {"fin", *accepted} <= set(heard)

        await until(all_heard, 60)
        assert len(heard) == len(set(heard))
