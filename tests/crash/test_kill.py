"""SIGKILL at each of the eight steps, and at random under load: what PROMISES of a message's way hold afterwards."""

from __future__ import annotations

import asyncio
import os
import random
from datetime import UTC, datetime

import aiohttp
import pytest

from storage.fields import Keys
from tests.crash.checker import broken_promises
from tests.crash.launcher import POINTS
from tests.crash.phones import scripts_for
from tests.crash.service import mortal

pytestmark = pytest.mark.crash

PHONES = 9
RANDOM_PHONES = 60
RANDOM_KILLS = int(os.environ.get("RECOURS_KILLS", "6"))
SIGKILLED = -9


def numbers(count: int) -> list[str]:
    """Households of the demo that are accepted, each with a phone of its own that has no second case."""
    from programmes.demo import demo_cases
    from programmes.household import CaseStatus

    cases = list(demo_cases(datetime.now(UTC).date()))
    known = [phone for case in cases for phone in case.phones]
    accepted = [case for case in cases if case.status is CaseStatus.ACCEPTED and len(case.phones) == 1]
    single = [case.phones[0] for case in accepted if known.count(case.phones[0]) == 1]
    strangers = [f"+2126990{n:05d}" for n in range(count)]
    return (single + strangers)[:count]


def filed(scripts, phones) -> int:
    """Tickets due: a stranger is asked to identify first, so only known phones file."""
    return sum(script.files for script, phone in zip(scripts, phones, strict=True) if phone < "+212699")


async def hold_conversations(service, phones, scripts) -> None:
    async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as group:
        for phone, script in zip(phones, scripts, strict=True):
            group.create_task(service.peer.converse(client, service.target, phone, script))


async def settle() -> None:
    """The last delivery reports and records."""
    await asyncio.sleep(0.5)


def check(service, phones, scripts, told="") -> None:
    faults = broken_promises(
        service.database,
        Keys.load(service.folder / "recours.keys"),
        service.peer,
        phones=len(phones),
        turns=sum(len(script.messages) for script in scripts),
        tickets=filed(scripts, phones),
    )
    assert not faults, told


async def talk_through_a_kill(service, point, nth, phones, scripts):
    """Whole conversations with a service that dies at the `nth` call of a point, and is begun again."""
    dying = asyncio.create_task(service.live_on(point, nth=nth))
    await hold_conversations(service, phones, scripts)
    async with asyncio.timeout(30):
        assert await dying == SIGKILLED, "the service never came to this point"
    await settle()
    await service.stop()
    check(service, phones, scripts)


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_this_step_loses_nothing_and_doubles_nothing(point, tmp_path):
    phones, scripts = numbers(PHONES), scripts_for(PHONES)
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await talk_through_a_kill(service, point, 4, phones, scripts)


async def test_kills_at_random_under_load_lose_nothing_and_double_nothing(tmp_path):
    phones, scripts = numbers(RANDOM_PHONES), scripts_for(RANDOM_PHONES)
    seed = int(os.environ.get("RECOURS_SEED", str(random.randrange(10**6))))
    chance = random.Random(seed)
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await service.start()
        talking = asyncio.create_task(hold_conversations(service, phones, scripts))
        for _kill in range(RANDOM_KILLS):
            await asyncio.sleep(chance.uniform(0.05, 0.8))
            await service.kill()
            await service.start()
        async with asyncio.timeout(120):
            await talking
        await settle()
        await service.stop()
        check(service, phones, scripts, told=f"to do this again: RECOURS_SEED={seed}")
