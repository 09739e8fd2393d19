"""Stubborn phones behind a stubborn provider: what is not acknowledged is sent again until it is, as Kannel does."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from sms_gateway.bench.scripts import SCRIPTS, Script
from sms_gateway.bench.wire import Sink

PATIENCE = 60.0


@dataclass
class Peer:
    """The provider's own log: what was acknowledged, what was handed over, and each phone's last news."""

    port: int = 0
    acknowledged: set[str] = field(default_factory=set)
    handed_over: Counter[str] = field(default_factory=Counter)
    _news: dict[str, asyncio.Event] = field(default_factory=dict)
    _reports: set[asyncio.Task] = field(default_factory=set)
    _sinks: list[Sink] = field(default_factory=list)

    def sink(self) -> Sink:
        """What the service's sendsms requests reach."""
        self._sinks.append(Sink(self.hear))
        return self._sinks[-1]

    async def hang_up(self) -> None:
        """Close what the service's connections left open here, before the loop ends."""
        for sink in self._sinks:
            sink.close()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await asyncio.sleep(0)

    def hear(self, fields: dict[str, list[str]]) -> None:
        """Take a message, report it delivered, tell the phone."""
        number = "+" + fields["to"][0].removeprefix("+")
        self.handed_over[number] += 1
        report = asyncio.get_running_loop().create_task(self._report(fields["dlr-url"][0]))
        self._reports.add(report)
        report.add_done_callback(self._reports.discard)
        self.news(number).set()

    async def _report(self, dlr_url: str) -> None:
        """Say that it was delivered; a provider does not insist on that."""
        try:
            async with aiohttp.ClientSession() as client, client.get(dlr_url.replace("%d", "1")):
                pass
        except aiohttp.ClientError:
            pass

    def news(self, number: str) -> asyncio.Event:
        return self._news.setdefault(number, asyncio.Event())

    async def converse(self, client: aiohttp.ClientSession, target: str, number: str, script: Script) -> None:
        """Hold one conversation to its end, whatever dies meanwhile."""
        for step, text in enumerate(script.messages):
            self.news(number).clear()
            message_id = f"{number}-{step}"
            await self._deliver(client, target, number, message_id, text)
            async with asyncio.timeout(PATIENCE):
                await self.news(number).wait()

    async def _deliver(self, client, target, number, message_id, text) -> None:
        fields = {"from": number, "id": message_id, "text": text}
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with client.get(target, params=fields) as answer:
                        if answer.status == 200:
                            self.acknowledged.add(message_id)
                            return
                except (aiohttp.ClientError, ConnectionError):
                    pass
                await asyncio.sleep(0.05)


def scripts_for(count: int) -> list[Script]:
    """Conversations for `count` phones; every third files a recours."""
    filing = [script for script in SCRIPTS if script.files]
    others = [script for script in SCRIPTS if not script.files]
    return [filing[n // 3 % len(filing)] if n % 3 == 0 else others[n % len(others)] for n in range(count)]
