"""A disk that is really full, or turns read-only under the open store, refuses aloud; what was told is there after."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager

import pytest

from storage.errors import StoreError
from storage.fields import Keys
from storage.records import MoMessage
from storage.sqlite import SqliteStore
from tests.conformance.given import NOW, take_all
from tests.crash.disks import disk, fail, fill, run

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("disks")]

MOST = 4000


@asynccontextmanager
async def opened(path, keys):
    store = SqliteStore(path, keys, now=lambda: NOW)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def told_until_refused(store, start=0):
    """Ids that were acknowledged, until the store refused one."""
    told = []
    for number in range(start, start + MOST):
        message = MoMessage("kannel", f"m{number}", "+212600000101", "555", "x" * 3000, NOW)
        try:
            await store.accept_mo(message)
        except StoreError:
            return told
        told.append(message.external_id)
    pytest.fail("the disk never refused")


async def test_a_full_disk_refuses_aloud_and_takes_up_its_work_when_there_is_room(tmp_path):
    keys = Keys.fresh()
    with disk(tmp_path, 12) as place:
        async with opened(place / "recours.db", keys) as store:
            told = await told_until_refused(store)
            assert told
            with pytest.raises(StoreError):
                await store.accept_mo(MoMessage("kannel", "again", "+212600000101", "555", "y" * 9000, NOW))
        shutil.copy(place / "recours.db", tmp_path)
        for file in place.glob("recours.db-wal"):
            shutil.copy(file, tmp_path)
        async with opened(tmp_path / "recours.db", keys) as store:  # on a larger disk
            assert await take_all(store) == told
            assert await store.integrity_problems() == []


async def test_others_that_fill_the_disk_are_waited_out(tmp_path):
    keys = Keys.fresh()
    with disk(tmp_path, 24) as place:
        async with opened(place / "recours.db", keys) as store:
            await store.accept_mo(MoMessage("kannel", "before", "+212600000101", "555", "menu", NOW))
            filler = fill(place)
            told = await told_until_refused(store)
            filler.unlink()
            await store.accept_mo(MoMessage("kannel", "after", "+212600000101", "555", "menu", NOW))
            assert await take_all(store) == ["before", *told, "after"]
            assert await store.integrity_problems() == []


async def test_a_disk_that_turns_read_only_under_the_store_refuses_aloud_and_loses_nothing_told(tmp_path):
    keys = Keys.fresh()
    with disk(tmp_path, 24) as place:
        async with opened(place / "recours.db", keys) as store:
            for number in range(5):
                await store.accept_mo(MoMessage("kannel", f"m{number}", "+212600000101", "555", "menu", NOW))
            fail(place)
            with pytest.raises(StoreError):
                await store.accept_mo(MoMessage("kannel", "refused", "+212600000101", "555", "menu", NOW))
            with pytest.raises(StoreError):
                await store.claim_mos(10, NOW)
        run("umount", "-l", place)
        run("mount", "-o", "loop", tmp_path / "disk.img", place)  # mended: the journal is played
        async with opened(place / "recours.db", keys) as store:
            assert await take_all(store) == [f"m{number}" for number in range(5)]
            assert await store.integrity_problems() == []


async def test_a_store_on_a_read_only_disk_does_not_open_and_says_so(tmp_path):
    keys = Keys.fresh()
    with disk(tmp_path, 24) as place:
        async with opened(place / "recours.db", keys):
            """It is there now."""
        fail(place)
        with pytest.raises(StoreError, match="Read-only"):
            await SqliteStore(place / "recours.db", keys).open()
