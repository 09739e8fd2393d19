"""Other people's servers under the words of a payday: Rasa by its REST channel, Kannel relaying them.

Neither does what Recours does with a message: Rasa (with a model that only understands) parses it and keeps
it in memory; Kannel spools it, hands it to an application, and sends back the line that this answers. Each is
asked in a closed loop, so many messages under way at any time.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sms_gateway.bench.fakesmsc import Phones
from sms_gateway.bench.gateway import kannel
from sms_gateway.bench.rasa_server import REST, RasaMissingError, rasa_server
from sms_gateway.bench.scripts import PAYDAY, script_of
from sms_gateway.bench.server import free_port
from sms_gateway.bench.tables import MILLI, milliseconds, table
from sms_gateway.bench.watch import Used, watched
from sms_gateway.bench.wire import Sink

FAKE_SMSC = """group = smsc
smsc = fake
smsc-id = fake
port = {smsc}
connect-allow-ip = 127.0.0.1
"""
#: What the application answers is sent back, unlike where it is a gateway of its own.
KANNEL = (
    kannel.CONFIG[: kannel.CONFIG.index("group = smsc\n")].replace("messages = 0", "messages = 1") + FAKE_SMSC
)

#: Sends one message (phone, text) and returns when it was answered.
Ask = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many messages are under way at once, for how long; where Rasa's project and environment are."""

    seconds: float = 30.0
    under_way: int = 64
    rasa: Path | None = None


@dataclass(slots=True)
class Peer:
    """What came out of one of them; times in seconds."""

    name: str
    turns: list[float] = field(default_factory=list)
    seconds: float = 0.0
    used: list[Used] = field(default_factory=list)


async def measure_peers(plan: Plan) -> str:
    """The table; a peer that is not installed is a line that says so."""
    rows = []
    for name, ways in (("Rasa, REST channel", _rasa), ("Kannel, relaying", _kannel)):
        try:
            rows.append(_row(await ways(plan, Peer(name))))
        except (kannel.KannelMissingError, RasaMissingError) as error:
            rows.append((name, "not measured", f"{error}", "", ""))
    return table([("the same texts", "turns/s", "p50 / p95 / p99 (ms)", "CPU a turn (ms)", "MiB"), *rows])


def _row(peer: Peer) -> tuple[str, ...]:
    turns = max(1, len(peer.turns))
    cpu, memory = sum(used.cpu for used in peer.used), sum(used.most for used in peer.used)
    times = milliseconds(peer.turns, 0.5, 0.95, 0.99)
    return peer.name, f"{turns / peer.seconds:.0f}", times, f"{MILLI * cpu / turns:.2f}", f"{memory:.0f}"


def texts() -> Iterator[tuple[str, str]]:
    """Phones and what they write, in the mix of a payday."""
    for number in count():
        for message in script_of(number, PAYDAY).messages:
            yield f"+2126{number % 10**8:08d}", message


async def _asked(peer: Peer, plan: Plan, ask: Ask) -> Peer:
    """Keep so many messages under way."""
    messages, began = texts(), time.perf_counter()
    end = began + plan.seconds

    async def lane() -> None:
        while (start := time.perf_counter()) < end:
            await ask(*next(messages))
            peer.turns.append(time.perf_counter() - start)

    async with asyncio.TaskGroup() as group:
        for _lane in range(plan.under_way):
            group.create_task(lane())
    peer.seconds = time.perf_counter() - began
    return peer


async def _rasa(plan: Plan, peer: Peer) -> Peer:
    async with rasa_server(plan.rasa) as (pid, session):

        async def ask(phone: str, text: str) -> None:
            words = {"sender": phone, "message": text}
            async with session.post(REST, json=words) as answer:
                answer.raise_for_status()
                await answer.read()

        await ask("warm", "bonjour")
        async with watched(pid) as used:
            peer.used.append(used)
            return await _asked(peer, plan, ask)


async def _kannel(plan: Plan, peer: Peer) -> Peer:
    loop = asyncio.get_running_loop()
    application = await loop.create_server(lambda: Sink(lambda _fields: None), "127.0.0.1", 0)
    sink, smsc = application.sockets[0].getsockname()[1], free_port()
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        boxes = kannel.running(Path(name), smsc, sink, plan.under_way, KANNEL)
        async with application, boxes as (pids, _sendsms):
            await kannel.listening(smsc)
            _transport, phones = await loop.create_connection(Phones, "127.0.0.1", smsc)
            await phones.ask("+212600000000", "menu")
            async with watched(pids[0]) as bearerbox, watched(pids[1]) as smsbox:
                peer.used += [bearerbox, smsbox]
                await _asked(peer, plan, phones.ask)
            phones.close()
    return peer
