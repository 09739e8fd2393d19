"""`recours bench officers`: how long phones wait for their answers alone, and while an office works."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sms_gateway.bench.kept import Kept, prepare
from sms_gateway.bench.offered import Offer, talks
from sms_gateway.bench.office_files import Staff, fill_office
from sms_gateway.bench.officer_at_work import OfficerAtWork, Seen
from sms_gateway.bench.payday import config_of
from sms_gateway.bench.process import family_cpu_seconds
from sms_gateway.bench.server import free_port, served
from sms_gateway.bench.tables import milliseconds, table

_PERCENTILES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Plan:
    """Messages a second, for how long alone and as long beside the officers, who pause `think` between pages.

    The officers' tickets are of households that do not write meanwhile.
    """

    rate: float = 200.0
    seconds: float = 60.0
    officers: int = 50
    think: float = 5.0
    households: int = 50_000
    tickets: int = 10_000


@dataclass(frozen=True, slots=True)
class Round:
    """One round of messages: seconds of the turns that were answered, how many were not, the server's CPU."""

    turns: list[float]
    missing: int
    cpu: float


async def measure_officers(plan: Plan) -> str:
    """Two tables: the turns alone and beside the officers; what the officers waited for."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder = Path(name)
        kept = await asyncio.to_thread(prepare, folder, plan.households, 0)
        staff = await fill_office(folder / "recours.db", kept, plan.officers, plan.tickets)
        rounds, seen = await _measured(plan, kept, folder, staff)
    return f"{_of_phones(plan, rounds)}\n\n{_of_pages(plan, seen)}"


async def _measured(plan: Plan, kept: Kept, folder: Path, staff: Staff) -> tuple[dict[str, Round], Seen]:
    port, seen = free_port(), Seen()
    offer = Offer(talks(plan.households - plan.tickets), folder.name)
    sink, sink_port = await offer.listen()
    async with sink, served(config_of(folder, port, sink_port, kept), port) as pid:
        await offer.connect(port)
        await _offered(offer, plan, pid)  # a first round fills the caches
        rounds = {"alone": await _offered(offer, plan, pid)}
        async with _office(f"http://127.0.0.1:{port}", staff, plan.think, seen):
            rounds[f"beside {plan.officers} officers"] = await _offered(offer, plan, pid)
        offer.close()
    return rounds, seen


async def _offered(offer: Offer, plan: Plan, pid: int) -> Round:
    asked, before = offer.tally.sent, family_cpu_seconds(pid)
    turns = await offer.round(plan.rate, plan.seconds)
    used = (family_cpu_seconds(pid) - before) / plan.seconds
    return Round(turns, offer.tally.sent - asked - len(turns), used)


@asynccontextmanager
async def _office(address: str, staff: Staff, think: float, seen: Seen) -> AsyncIterator[None]:
    """All sign in, one after the other as their passwords are checked; then they work until the end."""
    async with AsyncExitStack() as stack:
        officers = [OfficerAtWork(address, login, staff, seen, think) for login in staff.logins]
        for officer in officers:
            stack.push_async_callback(officer.leave)
            await officer.sign_in()
        working = [asyncio.create_task(officer.work()) for officer in officers]
        try:
            yield
        finally:
            for one in working:
                one.cancel()
            await asyncio.gather(*working, return_exceptions=True)


def _of_phones(plan: Plan, rounds: dict[str, Round]) -> str:
    head = (f"turns, {plan.rate:g} a second", "p50 / p95 / p99 (ms)", "not answered", "CPU (% of a core)")
    rows = (
        (name, milliseconds(one.turns, *_PERCENTILES), f"{one.missing}", f"{one.cpu:.0%}")
        for name, one in rounds.items()
    )
    return table([head, *rows])


def _of_pages(plan: Plan, seen: Seen) -> str:
    head = (f"pages, {plan.tickets} open tickets", "number", "p50 / p95 (ms)")
    pages = (
        (kind, f"{len(spent)}", milliseconds(spent, 0.5, 0.95)) for kind, spent in sorted(seen.pages.items())
    )
    counts = {"replies": seen.replies, "lines held": seen.lines, "told something": seen.news}
    errors = {f"error: {what}": number for what, number in seen.errors.items()} or {"errors": 0}
    return table([head, *pages, *((name, f"{number}", "") for name, number in (counts | errors).items())])
