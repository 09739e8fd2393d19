"""Hours of it: phones that never stop talking, by SMS and USSD, while the service is killed again and again.

SOAK_MINUTES says how long (`make soak SOAK_MINUTES=240`); without it this is not run. What is checked afterwards is
checker.py's, the milestones that were shipped, and that memory of the last life is what the first one's was.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from datetime import UTC, datetime

import aiohttp
import pytest

from programmes.registry.embedded import FileGenerations
from programmes.synthetic import phone_of
from sms_gateway.bench.households import write_registry
from sms_gateway.bench.process import resident_mib
from sms_gateway.bench.scripts import PAYDAY, script_of
from sms_gateway.bench.server import SECRET
from sms_gateway.bench.ussd import LINK
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from storage.milestones import read_milestones
from storage.sqlite import SqliteStore
from tests.crash.checker import broken_promises, promises
from tests.crash.service import mortal
from tests.crash.test_kill import settle
from tests.crash.test_ussd import TYPED, Provider

MINUTES = float(os.environ.get("SOAK_MINUTES", "0"))
HOUSEHOLDS = 200_000
SMS_LANES, USSD_LANES = 8, 4
AUDIT = """
[audit]
file = "{file}"
rows = 5
seconds = 1
"""

pytestmark = [pytest.mark.crash, pytest.mark.skipif(MINUTES <= 0, reason="SOAK_MINUTES says how long")]


class Talkers:
    """Each lane holds one conversation after the other, each of a phone that has said nothing yet."""

    def __init__(self, service, client):
        self._service, self._client = service, client
        self.end = time.monotonic() + 60 * MINUTES
        self.said = Counter()

    def _next(self):
        self.said["phones"] += 1
        return self.said["phones"], phone_of(self.said["phones"])

    async def texts(self):
        while time.monotonic() < self.end:
            number, phone = self._next()
            script = script_of(number, PAYDAY)
            await self._service.peer.converse(self._client, self._service.target, phone, script)
            self.said["sms"] += len(script.messages)
            self.said["tickets"] += script.files

    async def dials(self):
        while time.monotonic() < self.end:
            _number, phone = self._next()
            shown = await Provider(self._client, self._service.port).dials(phone)
            assert "Enregistr" in shown[-1]
            self.said["screens"] += len(TYPED) + 1
            self.said["tickets"] += 1


async def kill_again_and_again(service, said, end, chance):
    """Kill at any moment; tell each minute how it goes."""
    memory, told = [], time.monotonic()
    while time.monotonic() < end:
        await asyncio.sleep(chance.uniform(0.2, 6.0))
        memory.append(resident_mib(service.process.pid))
        await service.kill()
        await service.start()
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{service.lives} lives, {dict(said)}, {memory[-1]:.0f} MiB", flush=True)  # noqa: T201
    return memory


async def test_hours_of_talk_and_kills_break_no_promise(tmp_path):
    seed = int(os.environ.get("RECOURS_SEED", str(random.randrange(10**6))))
    milestones = tmp_path / "milestones"
    links = LINK.format(secret=SECRET, sink=9) + AUDIT.format(file=milestones)
    async with mortal(tmp_path, datetime.now(UTC).date(), links) as service:
        keys = Keys.load(tmp_path / "recours.keys")
        write_registry(
            FileGenerations(tmp_path / "registry.db"), vault_of(keys), HOUSEHOLDS, lambda _done, _total: None
        )
        await service.start()
        async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as group:
            talkers = Talkers(service, client)
            for _lane in range(SMS_LANES):
                group.create_task(talkers.texts())
            for _lane in range(USSD_LANES):
                group.create_task(talkers.dials())
            killing = kill_again_and_again(service, talkers.said, talkers.end, random.Random(seed))
            group.create_task(killing)
        await settle()
        await service.stop()
        said = talkers.said
        figures = (said["phones"], said["sms"], said["tickets"], said["screens"])
        faults = broken_promises(service.database, keys, service.peer, *figures)
        assert not faults, f"to do this again: RECOURS_SEED={seed}"
        store = SqliteStore(service.database, keys)
        await store.open()
        shipped = read_milestones(milestones)
        assert await store.verify_audit(shipped) is None
        assert shipped.missing(await store.milestone()) == []
        proved = sorted({one.row for one in promises(store._db.connection, keys, service.peer, *figures)})
        await store.close()
    print(f"{service.lives} lives, {dict(said)}; proved: {'; '.join(proved)}")  # noqa: T201
