"""SIGKILL to a service that has thinkers, to its thinkers, and to both at random under load."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sms_gateway.bench.process import family
from tests.crash.phones import scripts_for
from tests.crash.service import mortal
from tests.crash.test_kill import check, hold_conversations, numbers, settle

pytestmark = pytest.mark.crash

THINKERS = 2
PHONES = 30
KILLS = int(os.environ.get("RECOURS_KILLS", "6"))


@pytest.fixture(autouse=True)
def thinkers(monkeypatch):
    monkeypatch.setenv("RECOURS_SERVICE__THINKERS", str(THINKERS))


def thinkers_of(service):
    return [pid for pid in family(service.process.pid) if pid != service.process.pid]


async def test_kills_of_thinkers_and_of_their_service_lose_nothing_and_double_nothing(tmp_path):
    phones, scripts = numbers(PHONES), scripts_for(PHONES)
    seed = int(os.environ.get("RECOURS_SEED", str(random.randrange(10**6))))
    chance = random.Random(seed)
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        talking = asyncio.create_task(hold_conversations(service, phones, scripts))
        for kill in range(KILLS):
            await asyncio.sleep(chance.uniform(0.1, 1.0))
            if kill % 3:
                with suppress(ProcessLookupError, IndexError):
                    os.kill(chance.choice(thinkers_of(service)), signal.SIGKILL)
            else:
                await service.kill()
                await service.start()
        async with asyncio.timeout(120):
            await talking
        await settle()
        await service.stop()
        check(service, phones, scripts, told=f"to do this again: RECOURS_SEED={seed}")


async def test_thinkers_outlive_no_service_that_was_killed(tmp_path):
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        pids = thinkers_of(service)
        assert len(pids) == THINKERS
        await service.kill()
        async with asyncio.timeout(20):
            while any(map(_lives, pids)):
                await asyncio.sleep(0.05)


def _lives(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False
