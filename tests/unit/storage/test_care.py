import asyncio
import stat

import pytest

from storage.errors import BackupError
from storage.sqlite import SqliteStore
from tests.conformance.given import AMINA, NOW, a_ticket, an_mo, file_tickets


async def test_a_backup_made_under_load_is_a_whole_store(store, tmp_path, keys):
    await file_tickets(store, a_ticket())
    target = tmp_path / "backups.db"
    under_way = [asyncio.ensure_future(store.accept_mo(an_mo(f"+2126{n:08}"))) for n in range(300)]
    await store.backup(target)
    await asyncio.gather(*under_way)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    restored = SqliteStore(target, keys)
    await restored.open()
    assert (await restored.ticket("123456789")).phone == AMINA
    assert await restored.integrity_problems() == []
    assert await restored.verify_audit() is None
    await restored.claim_mos(10, NOW)
    await restored.close()


async def test_a_backup_overwrites_nothing(store, tmp_path):
    (tmp_path / "kept").write_text("precious")
    with pytest.raises(BackupError):
        await store.backup(tmp_path / "kept")
    assert (tmp_path / "kept").read_text() == "precious"


async def test_a_sound_file_has_no_problems_and_a_damaged_one_has(store, path, keys):
    for number in range(200):
        await store.accept_mo(an_mo(f"+2126{number:08}", "x" * 500))
    assert await store.integrity_problems() == []
    await store.close()
    pages = bytearray(path.read_bytes())
    root = len(pages) * 3 // 4 // 4096 * 4096  # among the messages, behind the schema
    pages[root : root + 64] = bytes(64)
    path.write_bytes(pages)
    damaged = SqliteStore(path, keys)
    await damaged.open()
    assert await damaged.integrity_problems() != []
    await damaged.close()
