"""Runs the systems one after the other and prints one table."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sms_gateway.bench.gateway import kannel, recours
from sms_gateway.bench.gateway.flow import Flow
from sms_gateway.bench.gateway.kannel import KannelMissingError
from sms_gateway.bench.gateway.plan import Plan
from sms_gateway.bench.process import yardstick

MICRO = 1_000_000
MILLI = 1000
PERCENT = 100

Row = tuple[str, ...]


async def measure_gateway(plan: Plan, *, beside_kannel: bool = True) -> str:
    """Kannel, then Recours, on a machine that does nothing else; gives the table."""
    before = yardstick()
    systems: list[tuple[str, list[Flow]]] = []
    if beside_kannel:
        try:
            systems.append((kannel.NAME, await kannel.measure(plan)))
        except KannelMissingError as error:
            click.echo(f"{error}: Recours alone.", err=True)
    systems.append((recours.NAME, await recours.measure(plan)))
    idle = await recours.idle_share(plan.links, plan.idle_seconds) if plan.links else None
    heads, columns = zip(*systems, strict=True)
    rows: list[Row] = [("", *heads)]
    for flows in zip(*columns, strict=True):
        rows += _rows(flows)
    rows += _rest(plan, idle, len(heads), (before, yardstick()))
    return _drawn(rows)


def _rows(flows: Sequence[Flow]) -> list[Row]:
    """One way, a column a system."""
    name = flows[0].name
    return [
        (f"{name} a second", *(f"{flow.rate:.0f}" for flow in flows)),
        (f"{name} p50 / p99 (ms)", *(_times(flow) for flow in flows)),
        (f"{name} messages", *(f"{flow.done}" for flow in flows)),
        (f"{name} lost / doubled", *(f"{flow.lost} / {flow.doubled}" for flow in flows)),
        (f"{name} CPU a message (us)", *(f"{MICRO * flow.cpu / max(1, flow.done):.0f}" for flow in flows)),
        (f"{name} memory (MiB)", *(f"{flow.memory:.0f}" for flow in flows)),
    ]


def _times(flow: Flow) -> str:
    return f"{flow.milliseconds(0.5):.1f} / {flow.milliseconds(0.99):.1f}"


def _rest(plan: Plan, idle: float | None, systems: int, yardsticks: tuple[float, float]) -> list[Row]:
    """What is of Recours alone, and of the machine; in the last column."""
    before, after = (f"{MILLI * seconds:.1f}" for seconds in yardsticks)
    facts = [] if idle is None else [(f"{plan.links} idle links (% of a core)", f"{PERCENT * idle:.2f}")]
    facts += [
        ("messages under way at once", f"{plan.active}"),
        ("window of the SMSC", f"{plan.window}"),
        ("asked pace MT, MO (0: as many as go)", f"{plan.mt_pace:g}, {plan.mo_pace:g}"),
        ("this machine's yardstick (ms)", f"{before}, {after}"),
    ]
    return [(name, *[""] * (systems - 1), value) for name, value in facts]


def _drawn(rows: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join((lines[0], f"|{rule}|", *lines[1:]))


def _line(row: Row, widths: Sequence[int]) -> str:
    name, *values = row
    cells = [name.ljust(widths[0]), *map(str.rjust, values, widths[1:])]
    return f"| {' | '.join(cells)} |"
