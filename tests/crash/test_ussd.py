"""SIGKILL around a USSD request: the provider asks again, and is shown the screen that was kept."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import aiohttp
import pytest

from sms_gateway.bench.server import SECRET
from sms_gateway.bench.ussd import LINK
from tests.crash.launcher import USSD_POINTS
from tests.crash.phones import PATIENCE
from tests.crash.service import mortal
from tests.crash.test_kill import SIGKILLED, numbers, settle

pytestmark = pytest.mark.crash

PHONES = 3
#: What is typed after the code, step by step: an appeal, told and confirmed.
TYPED = ("3", "1", "mon fils est au lycee", "1")


class Provider:
    """Africa's Talking, stubborn: a request without an answer is sent again."""

    def __init__(self, client, port):
        self._client, self._port = client, port

    async def dials(self, number):
        """Hold one whole session; its screens."""
        return [await self.asks(number, hops) for hops in range(len(TYPED) + 1)]

    async def asks(self, number, hops):
        form = {"sessionId": f"s{number}", "phoneNumber": number, "serviceCode": "*555#"}
        address = f"http://127.0.0.1:{self._port}/links/at/ussd?secret={SECRET}"
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with self._client.post(
                        address, data={**form, "text": "*".join(TYPED[:hops])}
                    ) as answer:
                        if answer.status == 200:
                            return await answer.text()
                except (aiohttp.ClientError, ConnectionError):
                    pass
                await asyncio.sleep(0.05)


def kept(database):
    """Requests done, those with a screen, tickets, rows of the audit about tickets filed."""
    count = (
        "SELECT count(*) FROM mo WHERE kind = 'ussd' AND state = 'done'",
        "SELECT count(*) FROM mo WHERE screen IS NOT NULL",
        "SELECT count(*) FROM mo",
        "SELECT count(*) FROM tickets",
        "SELECT count(*) FROM audit WHERE action = 'ticket.filed'",
    )
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        return [store.execute(query).fetchone()[0] for query in count]


@pytest.mark.parametrize("point", USSD_POINTS)
async def test_a_kill_in_a_session_leaves_one_turn_and_one_screen_a_request(point, tmp_path):
    phones = numbers(PHONES)
    async with mortal(tmp_path, datetime.now(UTC).date(), LINK.format(secret=SECRET, sink=9)) as service:
        dying = asyncio.create_task(service.live_on(point, nth=5))
        async with aiohttp.ClientSession() as client:
            provider = Provider(client, service.port)
            shown = await asyncio.gather(*map(provider.dials, phones))
            async with asyncio.timeout(30):
                assert await dying == SIGKILLED, "the service never came to this point"
            again = [[await provider.asks(phone, hops) for hops in range(len(TYPED) + 1)] for phone in phones]
        await settle()
        await service.stop()
    requests = PHONES * (len(TYPED) + 1)
    assert all("Enregistr" in screens[-1] for screens in shown), [screens[-3:] for screens in shown]
    assert kept(service.database) == [requests, requests, requests, PHONES, PHONES]
    assert again == shown
