"""`recours bench starvation`: how long others wait before, and while, somebody or something misbehaves."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from programmes.synthetic import phone_of
from sms_gateway.bench.kept import Kept, prepare
from sms_gateway.bench.offered import Offer, Talk
from sms_gateway.bench.payday import config_of
from sms_gateway.bench.scripts import PAYDAY, Script, script_of
from sms_gateway.bench.server import free_port, served
from sms_gateway.bench.tables import milliseconds, table
from sms_gateway.bench.troubles import TROUBLES, Place, Trouble

#: What asks the registry nothing: while that is slow, those who do ask are told so.
MENU = Script("menu", 100, ("menu",))


@dataclass(frozen=True, slots=True)
class Plan:
    """The others' messages a second, for how long before and as long during each trouble."""

    rate: float = 60.0
    seconds: float = 15.0
    households: int = 20_000
    troubles: tuple[str, ...] = tuple(TROUBLES)


async def measure_starvation(plan: Plan) -> str:
    """A table, a line for each trouble; each has a service of its own."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as folder:
        kept = await asyncio.to_thread(prepare, Path(folder), plan.households, 0)
        rows = [await _measured(plan, kept, TROUBLES[name]) for name in plan.troubles]
    head = ("trouble", "before p50 / p95 (ms)", "during p50 / p95 (ms)", "not answered", "what was done")
    return table([head, *rows])


async def _measured(plan: Plan, kept: Kept, trouble: Trouble) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="run-", dir=kept.keys.parent) as name:
        port = free_port()
        place = Place(Path(name), port, kept, free_port())
        offer = Offer(_talks(kept.households, trouble), place.folder.name)
        sink, sink_port = await offer.listen()
        config = config_of(place.folder, port, sink_port, kept)
        quiet = config.read_text().replace('"warning"', '"error"')  # of a trouble that was made on purpose
        config.write_text(quiet + trouble.settings.format(port=place.other_port))
        async with sink, served(config, port):
            await offer.connect(port)
            await offer.round(plan.rate, plan.seconds)  # a first round fills the caches
            before = await offer.round(plan.rate, plan.seconds)
            asked = offer.tally.sent
            async with trouble.made(place) as done:
                during = await offer.round(plan.rate, plan.seconds)
            offer.close()
    missing = offer.tally.sent - asked - len(during)
    return trouble.name, _shown(before), _shown(during), f"{missing}", done()


def _talks(households: int, trouble: Trouble) -> Iterator[Talk]:
    return (
        Talk(phone_of(n % households), MENU if trouble.asks_nothing else script_of(n, PAYDAY))
        for n in count()
    )


def _shown(turns: list[float]) -> str:
    return milliseconds(turns, 0.5, 0.95)
