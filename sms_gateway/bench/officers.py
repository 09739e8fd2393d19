"""`recours bench officers`: how long phones wait for their answers alone, and while an office works.

Rounds alone and beside the office alternate, so that one sees by how much the rounds alone differ.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sms_gateway.bench.kept import Kept, prepare
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.office import Hired, opened_office
from sms_gateway.bench.office_files import Staff, fill_office
from sms_gateway.bench.officer_at_work import Seen
from sms_gateway.bench.payday import config_of
from sms_gateway.bench.process import family_cpu_seconds
from sms_gateway.bench.server import free_port, served, worst_lag


@dataclass(frozen=True, slots=True)
class Plan:
    """Messages a second, for how long alone and as long beside the officers, who pause `think` between pages.

    So many `rounds` of both. The officers' tickets are of households that do not write meanwhile.
    """

    rate: float = 200.0
    seconds: float = 60.0
    rounds: int = 3
    officers: int = 50
    think: float = 5.0
    households: int = 50_000
    tickets: int = 10_000


@dataclass(frozen=True, slots=True)
class Round:
    """One round of messages: seconds of the turns that were answered, how many were not.

    `cpu` is the server's share of a core, `lag` for how many seconds its event loop was late at most.
    """

    turns: list[float]
    missing: int
    cpu: float
    lag: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The rounds alone and beside the office, in the order of time, and what the officers saw."""

    plan: Plan
    alone: list[Round]
    beside: list[Round]
    seen: Seen


async def measure_officers(plan: Plan) -> Measured:
    """Serve an office and phones, and time both."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        kept = await asyncio.to_thread(prepare, folder, plan.households, 0)
        staff = await fill_office(folder / "recours.db", kept, plan.officers, plan.tickets)
        return await _measured(plan, kept, folder, staff)


async def _measured(plan: Plan, kept: Kept, folder: Path, staff: Staff) -> Measured:
    port, alone, beside = free_port(), list[Round](), list[Round]()
    offer = Offer(talks(plan.households - plan.tickets), folder.name)
    sink, sink_port = await offer.listen()
    async with sink, served(config_of(folder, port, sink_port, kept), port) as pid:
        await offer.connect(port)
        hired = Hired(f"http://127.0.0.1:{port}", staff, plan.think)
        async with opened_office(hired) as office:
            async with office.at_work():
                await offer.round(plan.rate, plan.seconds)  # fills the caches
            for _round in range(plan.rounds):
                alone.append(await _offered(offer, plan, port, pid))
                async with office.at_work():
                    beside.append(await _offered(offer, plan, port, pid))
            seen = await office.leave()
        offer.close()
    return Measured(plan, alone, beside, seen)


async def _offered(offer: Offer, plan: Plan, port: int, pid: int) -> Round:
    await worst_lag(port)  # what was before is not this round's
    asked, before = offer.tally.sent, family_cpu_seconds(pid)
    turns = await offer.round(plan.rate, plan.seconds)
    used = (family_cpu_seconds(pid) - before) / plan.seconds
    return Round(turns, offer.tally.sent - asked - len(turns), used, await worst_lag(port))
