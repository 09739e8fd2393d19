"""SIGKILL while the service speaks first: it asks how it was served, once, and news waits for the answer."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime

import pytest

from bot.later import SATISFACTION_SECONDS, satisfaction
from sms_gateway.bench.scripts import Script
from storage.fields import Keys
from storage.records import NewWakeup, TicketChange, TicketEvent, TicketQuery, TicketState
from storage.sqlite import SqliteStore
from tests.crash.launcher import ASKING_POINTS
from tests.crash.service import mortal
from tests.crash.test_kill import SIGKILLED, hold_conversations, numbers, settle

pytestmark = pytest.mark.crash

PHONES = 3
FILING = Script("filing", 0, ("je veux contester", "3", "mon fils est au lycee", "1"), files=True)


@asynccontextmanager
async def store_of(service):
    store = SqliteStore(service.database, Keys.load(service.folder / "recours.keys"))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def schedule(service) -> int:
    """While the service is down: each ticket is closed, and each phone has news of its case; how many wakeups."""
    now = int(time.time())
    async with store_of(service) as store:
        tickets = await store.tickets(TicketQuery())
        for ticket in tickets:
            closing_ = TicketChange(
                ticket.reference, TicketEvent(now, "salma", "closed"), state=TicketState.CLOSED
            )
            asked = satisfaction(ticket, now - SATISFACTION_SECONDS - 60)
            told = {"case": ticket.case_id, "change": "accepted"}
            news = NewWakeup(f"news:{ticket.reference}", now, ticket.phone, ticket.link, "news", told)
            await store.change_ticket([closing_], wakeups=[*asked, news])
    return 2 * len(tickets)


async def fired(database, count: int) -> None:
    """Wait until the clock has had its turns."""
    async with asyncio.timeout(60):
        while rows(database, "SELECT count(*) FROM mo WHERE link = 'clock' AND state = 'done'") < count:
            await asyncio.sleep(0.1)


def rows(database, query: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        return store.execute(query).fetchone()[0]


@pytest.mark.parametrize("point", ASKING_POINTS)
async def test_a_kill_while_the_service_speaks_first_neither_loses_nor_doubles_a_word(point, tmp_path):
    phones = numbers(PHONES)
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        await hold_conversations(service, phones, [FILING] * PHONES)
        await settle()
        await service.stop()
        answers = rows(service.database, "SELECT count(*) FROM mt")
        wakeups = await schedule(service)
        assert await service.live_on(point, nth=2) == SIGKILLED
        await fired(service.database, wakeups)
        await settle()
        await service.stop()
        assert wakeups == 2 * PHONES
        assert rows(service.database, "SELECT count(*) FROM wakeups WHERE kind <> 'end'") == PHONES
        assert rows(service.database, "SELECT count(*) FROM mt") == answers + PHONES
        assert rows(service.database, "SELECT count(*) FROM wakeups WHERE kind = 'news'") == PHONES
        assert rows(service.database, "SELECT count(*) FROM mo WHERE link = 'clock'") == wakeups
