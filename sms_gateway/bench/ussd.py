"""`recours bench ussd`: whole USSD sessions against a running server, each request timed to its screen."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from programmes.synthetic import phone_of
from sms_gateway.bench.process import family_cpu_seconds, family_resident_mib, percentile, yardstick
from sms_gateway.bench.server import SECRET, free_port, served, worst_lag, write_config
from sms_gateway.bench.turns import prepare
from sms_gateway.bench.wire import Connection, Sink, connect

MILLI = 1000
LINK = """
[links.at]
kind = "africastalking"
number = "22384"
ussd_code = "*555#"
secret = "{secret}"
username = "bench"
api_key = "bench"
allow = ["127.0.0.1"]
send_url = "http://127.0.0.1:{sink}/version1/messaging"
"""
#: What is typed after the code, by whoever asks for status, amount, an appeal (filed), or hangs up at once.
SESSIONS = (("1",), ("2",), ("3", "1", "mon fils a encor 20 ans * il es au lycee", "1"), ())


@dataclass(frozen=True, slots=True)
class Plan:
    """Households in the registry, and phones that hold a session at once."""

    households: int = 20_000
    seconds: float = 30.0
    active: int = 8


@dataclass(slots=True)
class Tally:
    """What was asked; `times` are seconds from a request to its screen."""

    sessions: int = 0
    refused: int = 0
    filed: int = 0
    times: list[float] = field(default_factory=list)


async def measure_sessions(plan: Plan) -> str:
    """Set a service up in a folder of its own, dial it, look at what it kept; gives the table."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        folder, port = Path(name), free_port()
        await asyncio.to_thread(prepare, folder, plan.households)
        server = await asyncio.get_running_loop().create_server(lambda: Sink(_heard), "127.0.0.1", 0)
        sink = server.sockets[0].getsockname()[1]
        config = write_config(folder, port, sink)
        config.write_text(config.read_text() + LINK.format(secret=SECRET, sink=sink))
        async with server, served(config, port) as pid:
            await worst_lag(port)
            cpu, began = family_cpu_seconds(pid), time.perf_counter()
            tally = await _dial(plan, port)
            seconds, used = time.perf_counter() - began, family_cpu_seconds(pid) - cpu
            memory, lag = family_resident_mib(pid), await worst_lag(port)
        return _report(plan, tally, seconds, used, memory, lag, _kept(folder / "recours.db"))


def _heard(_fields: dict[str, list[str]]) -> None:
    """A receipt by SMS was sent."""


async def _dial(plan: Plan, port: int) -> Tally:
    tally, end = Tally(), time.perf_counter() + plan.seconds
    numbers = iter(range(plan.households))
    async with asyncio.TaskGroup() as group:
        for _lane in range(plan.active):
            group.create_task(_lane_of(tally, numbers, end, await connect("127.0.0.1", port)))
    return tally


async def _lane_of(tally: Tally, numbers: Iterator[int], end: float, connection: Connection) -> None:
    """One session after the other over a connection of its own."""
    while time.perf_counter() < end and (number := next(numbers, None)) is not None:
        typed = SESSIONS[number % len(SESSIONS)]
        for hops in range(len(typed) + 1):
            began = time.perf_counter()
            status = await connection.get(_target(number, "*".join(typed[:hops])))
            tally.times.append(time.perf_counter() - began)
            tally.refused += status != 200
        tally.sessions += 1
        tally.filed += len(typed) == 4
    connection.close()


def _target(number: int, text: str) -> str:
    return (
        f"/links/at/ussd?secret={SECRET}&sessionId=ATUid_{number}&phoneNumber={quote(phone_of(number))}"
        f"&serviceCode=*555%23&text={quote(text)}"
    )


def _kept(database: Path) -> dict[str, int]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
        counts = {
            "screens": "SELECT count(*) FROM mo WHERE screen IS NOT NULL",
            "tickets": "SELECT count(*) FROM tickets",
        }
        return {name: store.execute(query).fetchone()[0] for name, query in counts.items()}


def _report(
    plan: Plan,
    tally: Tally,
    seconds: float,
    used: float,
    memory: float,
    lag: float,
    kept: dict[str, int],
) -> str:
    requests = len(tally.times)
    p50, p99 = (f"{MILLI * percentile(tally.times, share):.1f}" for share in (0.5, 0.99))
    rows = [
        ("households in the registry", plan.households),
        ("phones in a session at once", plan.active),
        ("sessions/s", f"{tally.sessions / seconds:.0f}"),
        ("requests/s", f"{requests / seconds:.0f}"),
        ("request to screen p50 / p99 (ms)", f"{p50} / {p99}"),
        ("server CPU a request (ms)", f"{MILLI * used / max(1, requests):.3f}"),
        ("event loop late at most (ms)", f"{MILLI * lag:.1f}"),
        ("server memory (MiB)", f"{memory:.0f}"),
        ("this machine's yardstick (ms)", f"{MILLI * yardstick():.1f}"),
        ("refused", tally.refused),
        ("screens kept / requests", f"{kept['screens']} / {requests}"),
        ("tickets kept / that should be", f"{kept['tickets']} / {tally.filed}"),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"| {name:{width}} | {value!s:>20} |" for name, value in rows)
