"""A store with data, of each earlier schema: upgraded at the next start, all of it readable, and the service goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count

import pytest
from msgspec.structs import replace
from sqlite_utils import Database

from storage.migrations import migrations
from storage.records import (
    AuditEntry,
    NewWakeup,
    Officer,
    Outcome,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import ACCEPTED, LINK, NOW, REFUSED, STRANGER, Conversing

VERSIONS = [migration.name for migration in migrations.pending(Database(memory=True))]
AMINA = Officer("amina", "Amina", "hash", ("officer", "supervisor"), ("03",), "ar", sensitive=True)
FILING = ("je veux contester", "2", "mon fils a encor 20 ans", "1")
PHONES = (ACCEPTED, REFUSED, STRANGER)


async def live(service):
    """Appeals, a decision, an account, an alarm set: something in every table of the first schema."""
    for words in FILING:
        await service.asks(words)
    await service.asks("g recu un refus c pourquoi", REFUSED)
    await service.asks("9999000000", STRANGER)
    [ticket] = await service.tickets()
    store = service.store
    await store.save_officer(AMINA)
    decided = TicketEvent(NOW, "amina", "decided", "Le certificat manque.")
    change = TicketChange(
        ticket.reference, decided, TicketState.NOTIFIED, Outcome.REJECTED, reason="Pas de papier"
    )
    await store.change_ticket([change])
    await store.audit([AuditEntry(NOW, "amina", "ticket.read", ticket.reference)])
    await store.schedule_wakeups([NewWakeup("w1", NOW + 3600, ACCEPTED, LINK, "pause")])
    await store.record_attempt("case", ["phone:x"], NOW)
    # One message waits for its turn, as a stopped service leaves it.
    await service.converser.store.accept_mo(_waiting())


def _waiting():
    from storage.records import MoMessage

    return MoMessage(LINK, "left-open", STRANGER, "5555", "bonjour", NOW)


@pytest.fixture(scope="module")
def lived(tmp_path_factory, households):
    """A service's folder after some conversations, and what its store tells."""
    import asyncio

    folder, keys = households
    home = tmp_path_factory.mktemp("lived")
    (home / "registry.db").write_bytes((folder / "registry.db").read_bytes())

    async def story():
        service = Conversing(home, keys)
        async with service.open():
            await live(service)
        store = SqliteStore(home / "recours.db", keys)
        await store.open()
        try:
            return await told(store)
        finally:
            await store.close()

    return home, keys, asyncio.run(story())


async def told(store):
    """All that officers and phones can be told out of a store."""
    tickets = await store.tickets(TicketQuery(sensitive=None, states=tuple(TicketState)))
    return {
        "tickets": tickets,
        "events": [await store.events(ticket.reference) for ticket in tickets],
        "threads": [await store.thread(phone, 100) for phone in PHONES],
        "persons": [await store.person(phone) for phone in PHONES],
        "officers": await store.officers(),
        "tries": await store.count_attempts("case", "phone:x", 0),
        "waiting": (await store.counts())["mo:waiting"],
        "audit is whole": await store.verify_audit(),
    }


def as_of(version, full, path):
    """The same data in the schema of `version`: what the columns of that time could hold."""
    later = [name for name in VERSIONS if name > version]
    db = Database(path)
    migrations.apply(db, stop_before=later)
    db.execute("ATTACH ? AS new", (str(full),))
    still_there = columns_of(full)
    for table in db.table_names():
        if table.startswith("_") or table not in still_there:  # one that went since, the story left empty
            continue
        columns = ", ".join(column.name for column in db[table].columns)
        db.execute(f"DELETE FROM {table}")
        db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
    db.conn.commit()
    db.execute("DETACH new")
    db.close()


def columns_of(path):
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: connection.execute(f"PRAGMA table_info({table})").fetchall() for table in tables}


@pytest.fixture
def old(lived, tmp_path):
    """A service's folder as the code of an earlier schema left it."""
    home, keys, _told = lived

    def make(version):
        (tmp_path / "registry.db").write_bytes((home / "registry.db").read_bytes())
        as_of(version, home / "recours.db", tmp_path / "recours.db")
        service = Conversing(tmp_path, keys)
        service._numbers = count(1000)  # no message is a copy of one that the earlier service had
        return service

    return make


def test_the_story_fills_the_tables_of_the_first_schema(lived, tmp_path):
    home, _keys, _told = lived
    Database(tmp_path / "first.db").close()
    as_of(VERSIONS[0], home / "recours.db", tmp_path / "first.db")
    with closing(sqlite3.connect(tmp_path / "first.db")) as connection:
        tables = [name for name in columns_of(tmp_path / "first.db") if not name.startswith("_")]
        empty = [
            table for table in tables if not connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        ]
    assert set(empty) <= {"sign_ins", "stray_dlrs", "sqlite_stat1"}


@pytest.mark.parametrize("version", VERSIONS[:-1])
async def test_a_store_of_an_earlier_schema_tells_the_same_after_the_upgrade(old, lived, version):
    service = old(version)
    store = SqliteStore(service.folder / "recours.db", service.keys)
    await store.open()
    try:
        assert await told(store) == lived[2]
    finally:
        await store.close()
    assert columns_of(service.folder / "recours.db").keys() == columns_of(lived[0] / "recours.db").keys()


@pytest.mark.parametrize("version", VERSIONS[:-1])
async def test_the_service_goes_on_where_the_earlier_one_stopped(old, version):
    async with old(version).open() as service:
        waited = await service.hears(2, STRANGER)  # the message that was left waiting has its turn first
        assert len(waited) == 2
        [ticket] = await service.tickets()
        dotted = f"{ticket.reference[:3]}.{ticket.reference[3:6]}.{ticket.reference[6:]}"
        assert dotted in await service.asks("ou en est mon recours")
        for words in ("je veux contester", "le score est faux", "1"):
            await service.asks(words, REFUSED)
        assert len(await service.tickets(REFUSED)) == 1
        await service.store.save_officer(replace(AMINA, name="Amina B."))
        assert await service.store.verify_audit() is None
