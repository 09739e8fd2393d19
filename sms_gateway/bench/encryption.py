"""`recours bench encryption`: what sealing, opening and keyed hashes cost of a turn's CPU.

Whole turns run in this process, without HTTP, so that the share is not made smaller by what stands around
them. The CPU of a turn is taken with nothing counted; the calls are counted in a second run, with their
sizes; what one call costs is measured alone, at that size.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import fmean

from programmes.synthetic import phone_of
from sms_gateway.app import Service, open_service
from sms_gateway.bench.scripts import script_of
from sms_gateway.bench.tables import table
from sms_gateway.bench.turns import prepare
from sms_gateway.settings import Settings
from storage.fields import Keys
from storage.records import ClaimedMt, MoMessage, MtState, SendResult

LINK, COLUMN = "bench", b"mo.text"
OPERATIONS = ("seal_bytes", "unseal_bytes", "lookup")
NAMES = {"seal_bytes": "seal", "unseal_bytes": "open", "lookup": "keyed hash"}
ALONE = 20_000
MICRO = 1_000_000
ANSWER_SECONDS = 30.0

Sizes = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Turns in each of the two runs, phones at once, households in the registry."""

    turns: int = 2000
    active: int = 32
    households: int = 10_000


@dataclass(slots=True)
class Sink:
    """A channel that takes every message and tells who waits for it."""

    kind: str = "bench"
    link: str = LINK
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Taken."""
        waiting = self.waiting.pop(claimed.mt.recipient, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        return SendResult(claimed.mt_id, MtState.SENT, now, smsc_id=str(claimed.mt_id))


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one operation: calls and bytes a turn, seconds a call."""

    calls: float
    size: float
    seconds: float

    @property
    def a_turn(self) -> float:
        """Seconds a turn."""
        return self.calls * self.seconds


async def measure_encryption(plan: Plan) -> str:
    """The table."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        await asyncio.to_thread(prepare, folder, plan.households)
        sink, phones = Sink(), count()
        async with open_service(
            Settings(service={"data_folder": folder}), lambda _store: {LINK: sink}
        ) as service:
            await _talk(service, sink, phones, plan.active, plan.active)  # what is done once is done
            whole = await _cpu(_talk(service, sink, phones, plan.turns, plan.active))
            with counted() as sizes:
                turns = await _talk(service, sink, phones, plan.turns, plan.active)
        keys = Keys.load(folder / "recours.keys")
        costs = {one: _cost(keys, one, sizes[one], turns) for one in OPERATIONS}
    return report(costs, whole)


async def _cpu(talk: Awaitable[int]) -> float:
    began = time.process_time()
    turns = await talk
    return (time.process_time() - began) / turns


async def _talk(service: Service, sink: Sink, phones: Iterator[int], turns: int, active: int) -> int:
    """Conversations until so many turns were had; how many."""
    done = 0

    async def talker() -> None:
        nonlocal done
        while done < turns:
            number = next(phones)
            for place, words in enumerate(script_of(number).messages):
                await _turn(service, sink, phone_of(number), words, f"{number}-{place}")
                done += 1

    await asyncio.gather(*(talker() for _one in range(active)))
    return done


async def _turn(service: Service, sink: Sink, phone: str, words: str, external_id: str) -> None:
    answered = sink.waiting[phone] = asyncio.get_running_loop().create_future()
    now = int(time.time())
    accept = service.receiver.accept or service.store.accept_mo
    await accept(MoMessage(LINK, external_id, phone, "5555", words, now))
    async with asyncio.timeout(ANSWER_SECONDS):
        await answered


@contextmanager
def counted() -> Iterator[Sizes]:
    """The sizes of what every `Keys` seals, opens and hashes inside, by operation."""
    sizes: Sizes = {name: [] for name in OPERATIONS}
    originals = {name: getattr(Keys, name) for name in OPERATIONS}
    for name, original in originals.items():
        setattr(Keys, name, _counting(original, sizes[name]))
    try:
        yield sizes
    finally:
        for name, original in originals.items():
            setattr(Keys, name, original)


def _counting(
    original: Callable[[Keys, bytes, bytes | str], bytes], sizes: list[int]
) -> Callable[..., bytes]:
    def call(keys: Keys, kind: bytes, value: bytes | str) -> bytes:
        sizes.append(len(value))
        return original(keys, kind, value)

    return call


def _cost(keys: Keys, operation: str, sizes: list[int], turns: int) -> Cost:
    size = round(fmean(sizes)) if sizes else 0
    return Cost(len(sizes) / turns, size, _alone(keys, operation, size))


def _alone(keys: Keys, operation: str, size: int) -> float:
    """Seconds of CPU that one call takes, many in a row."""
    value: bytes | str = "x" * size if operation == "lookup" else bytes(size)
    if operation == "unseal_bytes":
        value = keys.seal_bytes(COLUMN, bytes(max(0, size - 29)))
    call = getattr(keys, operation)
    began = time.process_time()
    for _again in range(ALONE):
        call(COLUMN, value)
    return (time.process_time() - began) / ALONE


def report(costs: dict[str, Cost], whole: float) -> str:
    """The table, and the share."""
    rows = [("", "calls a turn", "bytes", "microseconds each", "microseconds a turn")]
    rows += [
        (
            NAMES[name],
            f"{cost.calls:.1f}",
            f"{cost.size:.0f}",
            f"{MICRO * cost.seconds:.2f}",
            f"{MICRO * cost.a_turn:.1f}",
        )
        for name, cost in costs.items()
    ]
    spent = sum(cost.a_turn for cost in costs.values())
    rows.append(("together", "", "", "", f"{MICRO * spent:.1f}"))
    rows.append(("a whole turn, without HTTP", "", "", "", f"{MICRO * whole:.1f}"))
    return f"{table(rows)}\n\n{100 * spent / whole:.1f} % of a turn's CPU"
