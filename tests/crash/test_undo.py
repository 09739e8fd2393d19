"""SIGKILL right behind an officer's reply: what rests is neither lost nor doubled, and can still be taken back."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.fields import Keys
from storage.records import AuditEntry, TicketEvent
from storage.sqlite import SqliteStore
from tests.conformance.given import LINK, NOW

pytestmark = pytest.mark.crash

HELD = NOW + 15
REFERENCE = "123456789"
PROJECT = Path(__file__).parent.parent.parent
DIES = f"""
import asyncio, os, signal, sys
from pathlib import Path
from storage.fields import Keys
from storage.records import TicketChange, TicketEvent
from storage.sqlite import SqliteStore
from tests.conformance.given import NOW, a_ticket, an_mt, file_tickets

async def reply():
    folder = Path(sys.argv[1])
    store = SqliteStore(folder / "recours.db", Keys.load(folder / "keys"), now=lambda: NOW)
    await store.open()
    await file_tickets(store, a_ticket())
    held = an_mt(ticket="{REFERENCE}", not_before={HELD}, text="Bonjour")
    change = TicketChange("{REFERENCE}", TicketEvent(NOW, "salma", "replied", "Bonjour"))
    await store.change_ticket([change], [held])
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(reply())
"""


@pytest.fixture
async def survivor(tmp_path):
    """The store that a killed process left behind, opened by the next one."""
    keys = Keys.create(tmp_path / "keys")
    died = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=PROJECT, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    store = SqliteStore(tmp_path / "recours.db", keys, now=lambda: NOW)
    await store.open()
    yield store
    await store.close()


async def test_a_reply_that_rests_goes_once_after_the_kill(survivor):
    assert await survivor.claim_mts(LINK, 10, HELD - 1) == []
    [claimed] = await survivor.claim_mts(LINK, 10, HELD)
    assert claimed.mt.text == "Bonjour"
    assert await survivor.claim_mts(LINK, 10, HELD + 999) == []


async def test_a_reply_that_rests_is_still_taken_back_after_the_kill(survivor):
    [line] = [line for line in await survivor.thread("+212600000001") if not line.inbound]
    entry = AuditEntry(NOW, "salma", "ticket.unsent", REFERENCE)
    assert await survivor.unsend(line.mt_id, TicketEvent(NOW, "salma", "unsent"), entry)
    assert await survivor.claim_mts(LINK, 10, HELD + 999) == []
