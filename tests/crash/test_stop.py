"""SIGTERM under load: a stop finishes or returns every message, and doubles none, which a kill may."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.crash.phones import scripts_for
from tests.crash.service import mortal
from tests.crash.test_kill import check, hold_conversations, numbers, settle

pytestmark = pytest.mark.crash

CROWD, STOPS = 40, 4
PHONES = CROWD * STOPS
#: So many messages of a crowd are taken before the service is told to stop.
MOST_TAKEN = 20
SECONDS_TO_STOP = 60.0


async def stop(service) -> int:
    """As systemd stops it; its exit code."""
    service.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(SECONDS_TO_STOP):
        return await service.process.wait()


def states(database) -> dict[str, int]:
    """How many messages stand where, in both directions, in the file that the stopped service left."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        both = "SELECT 'mo ' || state, count(*) FROM mo GROUP BY 1 UNION ALL SELECT 'mt ' || state, count(*) FROM mt GROUP BY 1"
        return dict(store.execute(both).fetchall())


async def test_stops_under_load_finish_or_return_every_message(tmp_path):
    phones, scripts = numbers(PHONES), scripts_for(PHONES)
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        for life in range(STOPS):
            crowd = slice(life * CROWD, (life + 1) * CROWD)
            taken = len(service.peer.acknowledged)
            talking = asyncio.create_task(hold_conversations(service, phones[crowd], scripts[crowd]))
            while len(service.peer.acknowledged) < taken + MOST_TAKEN:  # in the middle of the crowd
                assert not talking.done(), "the crowd was through before the stop"
                await asyncio.sleep(0.005)
            assert await stop(service) == 0
            left = states(service.database)
            assert not left.keys() & {"mo claimed", "mt sending", "mt unknown"}, left
            assert left["mo done"] >= taken + MOST_TAKEN
            await service.start()
            async with asyncio.timeout(120):
                await talking
        await settle()
        assert await stop(service) == 0
        check(service, phones, scripts)
        turns = sum(len(script.messages) for script in scripts)
        assert (
            sum(service.peer.handed_over.values()) == turns
        )  # exactly once each: no doubt was left by any stop
