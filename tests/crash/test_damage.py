"""A disk that fills, forbids, tears or rots under the store: what was promised stays, what is damaged is noticed."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.fields import Keys
from storage.milestones import read_milestones
from storage.records import AuditEntry, MoMessage
from tests.conformance.given import NOW, a_ticket, a_turn, take_all
from tests.stores import opened_store

pytestmark = pytest.mark.crash

LINK = "kannel"
WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from sms_gateway.shipping import file_target
from storage.fields import Keys
from storage.records import MoMessage
from storage.sqlite import SqliteStore

async def main(folder):
    store = SqliteStore(folder / "recours.db", Keys.load(folder / "recours.keys"))
    await store.open()
    for number in range(40):
        await store.accept_mo(MoMessage("kannel", f"m{number}", "+212600000101", "555", "menu" * 50, 1))
        file_target(folder / "milestones")(str(await store.milestone()))
        with (folder / "told").open("a") as told:
            size = (folder / "recours.db-wal").stat().st_size
            told.write(f"m{number} {size}\\n")
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main(Path(sys.argv[1])))
"""


def mo(name, text="menu"):
    return MoMessage(LINK, name, "+212600000101", "555", text, NOW)


def opened(folder):
    return opened_store(folder, Keys.load(folder / "recours.keys"), now=lambda: NOW)


@pytest.fixture
def folder(tmp_path):
    Keys.create(tmp_path / "recours.keys")
    return tmp_path


async def kept(folder):
    """The ids of the messages that the store gives when it is opened again."""
    async with opened(folder) as store:
        return await take_all(store)


async def test_a_full_disk_refuses_aloud_and_what_was_told_is_there_when_there_is_room(folder):
    told = []
    async with opened(folder) as store:
        [[pages]] = await store._write(lambda db: db.execute("PRAGMA page_count").fetchall())
        await store._write(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 4}").fetchall())
        for number in range(60):
            try:
                await store.accept_mo(mo(f"m{number}", "x" * 2000))
            except StoreError:
                break
            told.append(f"m{number}")
        assert 0 < len(told) < 60
        with pytest.raises(StoreError, match="SQLITE_FULL"):
            await store.accept_mo(mo("again", "x" * 20_000))
        await store._write(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchall())
        await store.accept_mo(mo("with room", "x" * 20_000))
    assert await kept(folder) == [*told, "with room"]


async def test_a_disk_that_may_only_be_read_refuses_aloud_and_loses_nothing(folder):
    async with opened(folder) as store:
        await store.accept_mo(mo("before"))
        await store._write(lambda db: db.execute("PRAGMA query_only = ON").fetchall())
        with pytest.raises(StoreError, match="READONLY"):
            await store.accept_mo(mo("refused"))
    assert await kept(folder) == ["before"]


async def killed_writer(folder):
    """A process that kept forty messages, told each, and was killed; its (id, length of the WAL when told)."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, str(folder))
    assert await process.wait() == -signal.SIGKILL
    lines = (folder / "told").read_text().splitlines()
    return [(name, int(size)) for name, size in map(str.split, lines)]


def copied(folder, name):
    other = folder / name
    other.mkdir()
    for file in ("recours.db", "recours.db-wal", "recours.keys"):
        shutil.copy(folder / file, other / file)
    return other


async def test_a_torn_tail_of_the_wal_takes_nothing_that_lies_before_the_tear(folder):
    told = await killed_writer(folder)
    chance = random.Random(int(os.environ.get("RECOURS_SEED", "4")))
    end = told[-1][1]
    for number in range(12):
        torn = copied(folder, f"torn{number}")
        cut = chance.randrange(told[0][1], end + 1)
        os.truncate(torn / "recours.db-wal", cut)
        whole = [name for name, size in told if size <= cut]
        found = await kept(torn)
        assert found == [name for name, _size in told][: len(found)], "a message in the middle is missing"
        assert found[: len(whole)] == whole, f"cut at {cut} of {end}"


async def test_rubbish_behind_the_last_commit_is_no_message(folder):
    told = await killed_writer(folder)
    with (folder / "recours.db-wal").open("r+b") as wal:
        wal.seek(told[-1][1])
        wal.write(os.urandom(3 * 4120))
    assert await kept(folder) == [name for name, _size in told]


async def with_a_record(folder, tickets=30):
    """A store with tickets and their audit, closed whole: everything lies in the file."""
    async with opened(folder) as store:
        for number in range(tickets):
            await store.accept_mo(mo(f"m{number}"))
            (claimed,) = await store.claim_mos(1, NOW)
            audit = (AuditEntry(NOW, "phone", "ticket.filed", f"{number:09}"),)
            await store.commit_turn(a_turn(claimed, tickets=(a_ticket(f"{number:09}"),), audit=audit))
        assert await store.verify_audit() is None


async def noticed(folder):
    """What says that the file is damaged: it does not open, the check of the file, or the chain of the audit."""
    try:
        async with opened(folder) as store:
            try:
                broken = await store.verify_audit()
            except StoreError:
                return "unreadable"
            if broken is not None:
                return "audit"
            return "file" if await store.integrity_problems() else None
    except (StoreError, sqlite3.Error):
        return "unreadable"


def audit_bytes(database: Path):
    """Where in the file a word of an audit row lies."""
    data = database.read_bytes()
    places, at = [], data.find(b"ticket.filed")
    while at >= 0:
        places.append(at)
        at = data.find(b"ticket.filed", at + 1)
    return places


def flip(file: Path, at: int) -> None:
    with file.open("r+b") as data:
        data.seek(at)
        [byte] = data.read(1)
        data.seek(at)
        data.write(bytes([byte ^ 0x01]))


async def test_one_flipped_bit_in_the_record_is_noticed(folder):
    await with_a_record(folder)
    for number, at in enumerate(audit_bytes(folder / "recours.db")[:10]):
        other = folder / f"flipped{number}"
        other.mkdir()
        for file in ("recours.db", "recours.keys"):
            shutil.copy(folder / file, other / file)
        flip(other / "recours.db", at)
        assert await noticed(other) in {"audit", "file"}


async def test_one_flipped_bit_in_a_committed_frame_of_the_wal_is_never_a_changed_word(folder):
    """SQLite stops reading at a frame whose sum is wrong: what comes behind it is gone, what is left is true."""
    told = await killed_writer(folder)
    chance = random.Random(int(os.environ.get("RECOURS_SEED", "4")))
    for number in range(8):
        other = copied(folder, f"rotten{number}")
        flip(other / "recours.db-wal", chance.randrange(told[1][1], told[-1][1]))
        found = await kept(other)
        assert found == [name for name, _size in told][: len(found)]


async def test_one_flipped_bit_in_a_committed_frame_of_the_wal_is_noticed_against_what_was_shipped(folder):
    """What lies before the last milestone and is gone is named; where nothing is named, nothing is gone."""
    told = await killed_writer(folder)
    shipped = read_milestones(folder / "milestones")
    chance = random.Random(int(os.environ.get("RECOURS_SEED", "4")))
    for number in range(12):
        other = copied(folder, f"rotten{number}")
        flip(other / "recours.db-wal", chance.randrange(told[1][1], told[-1][1]))
        async with opened(other) as store:
            assert await store.verify_audit() is None, "the chain alone cannot know"
            missing = shipped.missing(await store.milestone())
        lost = len(told) - len(await kept(other))
        assert bool(missing) == bool(lost), f"{lost} lost, told: {missing}"


async def test_a_clock_that_jumps_an_hour_fires_no_wakeup_twice_and_loses_no_message(folder):
    from storage.records import MoKind, NewWakeup

    seen = Counter()
    jumps = [0, 3600, -3600, 7200, 0, -3600, 3600, 10_000]
    async with opened(folder) as store:
        wakeups = [
            NewWakeup(f"w{number}", NOW + 900 * number, "+212600000101", LINK, "satisfaction")
            for number in range(9)
        ]
        await store.schedule_wakeups(wakeups)
        for step, jump in enumerate(jumps):
            now = NOW + jump
            await store.fire_wakeups(now, 100)
            await store.accept_mo(mo(f"m{step}"))
            while claimed := await store.claim_mos(10, now):
                for one in claimed:
                    seen[one.mo.external_id] += 1
                    if seen[one.mo.external_id] == 1 and one.mo.kind is not MoKind.WAKEUP:
                        await store.release_mo(one.mo_id, now, "once more", now + 5)
                        break
                    await store.commit_turn(a_turn(one))
        while claimed := await store.claim_mos(10, NOW + 20_000):
            for one in claimed:
                seen[one.mo.external_id] += 1
                await store.commit_turn(a_turn(one))
        assert await store.fire_wakeups(NOW + 20_000, 100) == 0
        assert (await store.counts())["mo:waiting"] == 0
    assert {name: seen[name] for name in seen if name.startswith("w")} == {f"w{n}": 1 for n in range(9)}
    assert {name for name in seen if name.startswith("m")} == {f"m{step}" for step in range(len(jumps))}
