"""The gateway's half of a service in a process of its own: links, inbox and outbox, without turns.

`python -m sms_gateway.bench.gateway.half CONFIG` keeps the links up; each line `SECONDS ACTIVE PACE` on its
input puts messages into the outbox for so long and prints their flow as JSON. A message's time is from
putting it into the outbox until what became of it is recorded, two durable commits and the claim between.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import orjson
import uvloop

from sms_gateway.bench.gateway.flow import Flow, Window
from sms_gateway.bench.gateway.smsc import WORDS
from sms_gateway.channels.base import Channel, Line
from sms_gateway.deliver import Deliverer
from sms_gateway.inbox import StoreInbox
from sms_gateway.links import open_channels
from sms_gateway.logs import configure_logs
from sms_gateway.metrics import Metrics
from sms_gateway.settings import Settings, load_settings
from storage.fields import Keys
from storage.records import MtMessage, MtState, SendResult
from storage.sqlite import SqliteStore

EXPIRY_SECONDS = 3600


class Recorded(Metrics):
    """Hears what was recorded, after its durable commit."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[int, int] = {}
        self.window: Window | None = None

    def sent(self, link: str, results: Iterable[SendResult]) -> None:
        """Messages were handed to the provider, or could not be."""
        results = list(results)
        super().sent(link, results)
        for result in results:
            if self.window and result.state is MtState.SENT and result.mt_id in self.numbers:
                self.window.arrived(self.numbers.pop(result.mt_id))


class Outbox:
    """Puts messages into a link's outbox, each in a transaction of its own as an answer is."""

    def __init__(self, store: SqliteStore, deliverer: Deliverer, recorded: Recorded) -> None:
        self._store = store
        self._deliverer = deliverer
        self._recorded = recorded
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, seconds: float, active: int, pace: float) -> Flow:
        """Keep `active` messages under way."""
        window = self._recorded.window = Window(self._begin, active, pace)
        return await window.run("MT", seconds)

    def _begin(self, number: int) -> None:
        task = asyncio.create_task(self._put(number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _put(self, number: int) -> None:
        now = int(time.time())
        message = MtMessage(
            link=self._deliverer.channel.link,
            recipient=f"+2126{number:08d}",
            sender="5757",
            text=WORDS.format(number),
            language="fr",
            parts=1,
            expires_at=now + EXPIRY_SECONDS,
        )
        (mt_id,) = await self._store.enqueue_mts([message])
        self._recorded.numbers[mt_id] = number
        self._deliverer.notify()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Outbox]:
    """Store, links and deliverers until the end of the context; gives the first link's outbox."""
    store = SqliteStore(settings.database, Keys.load(settings.keys))
    await store.open()
    recorded = Recorded()
    inbox = StoreInbox(store, metrics=recorded)
    channels = open_channels(settings, store)
    deliverers = [_deliverer(settings, store, channel, recorded) for channel in channels.values()]
    loops = [deliverer.run() for deliverer in deliverers]
    loops += [channel.listen(inbox) for channel in channels.values() if isinstance(channel, Line)]
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield Outbox(store, deliverers[0], recorded)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()


def _deliverer(settings: Settings, store: SqliteStore, channel: Channel, metrics: Metrics) -> Deliverer:
    link = settings.links[channel.link]
    return Deliverer(
        store, channel, pace=link.pace, in_flight=link.in_flight, tries=link.tries, metrics=metrics
    )


async def _main(config: Path) -> None:
    settings = load_settings(config)
    configure_logs(settings.service.log_level, settings.links)
    async with running(settings) as outbox:
        while line := await asyncio.to_thread(sys.stdin.readline):
            seconds, active, pace = line.split()
            flow = await outbox.run(float(seconds), int(active), float(pace))
            sys.stdout.buffer.write(orjson.dumps(asdict(flow)) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(_main(Path(sys.argv[1])))
