"""`recours bench`: measure, and print tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sms_gateway.cli.common import run

#: Phones at once, in the loops that find what a service bears.
CLOSED_LOOPS = (8, 16, 32, 64, 128)
#: As long as a peer is asked, at most.
PEER_SECONDS = 30.0


@click.group()
def command() -> None:
    """Measure, and print tables."""


@command.command()
@click.option(
    "--households", type=click.IntRange(1), default=100_000, show_default=True, help="In the registry."
)
@click.option("--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help="For so long.")
@click.option(
    "--active", type=click.IntRange(1), default=64, show_default=True, help="Messages under way at once."
)
@click.option(
    "--pace", type=click.FloatRange(0), default=0.0, help="Messages a second; left out: as many as go."
)
def turns(households: int, seconds: float, active: int, pace: float) -> None:
    """Whole turns against a running server: accept, understand, converse, commit, deliver to a sink.

    The generator runs on the same machine; its own CPU is not in the server's figure.
    """
    from sms_gateway.bench.turns import Plan, measure_turns, report

    plan = Plan(households, seconds, active, pace)
    click.echo(report(plan, run(measure_turns(plan))))


@command.command()
@click.option(
    "--households", type=click.IntRange(1), default=20_000, show_default=True, help="In the registry."
)
@click.option("--seconds", type=click.FloatRange(1), default=30.0, show_default=True, help="For so long.")
@click.option(
    "--active", type=click.IntRange(1), default=8, show_default=True, help="Phones in a session at once."
)
def ussd(households: int, seconds: float, active: int) -> None:
    """Whole USSD sessions against a running server: status, amount, an appeal that is filed, a dial alone.

    Each request is timed from sending it to its screen.
    """
    from sms_gateway.bench.ussd import Plan, measure_sessions

    click.echo(run(measure_sessions(Plan(households, seconds, active))))


@command.command()
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True, help="Each way.")
@click.option(
    "--active", type=click.IntRange(1), default=64, show_default=True, help="Messages under way at once."
)
@click.option("--window", type=click.IntRange(1), default=64, show_default=True, help="The SMSC's.")
@click.option("--mt-pace", type=click.FloatRange(0), default=0.0, help="Out, a second; left out: what goes.")
@click.option("--mo-pace", type=click.FloatRange(0), default=0.0, help="In, a second; left out: what goes.")
@click.option("--links", type=click.IntRange(0), default=24, show_default=True, help="Idle ones, watched.")
@click.option("--kannel/--no-kannel", "beside_kannel", default=True, help="Measure Kannel too (installed).")
def gateway(*, beside_kannel: bool, **plan: Any) -> None:
    """The gateway alone, without turns, between an SMSC of ours and its application; beside real Kannel.

    One system after the other. Out: Kannel's sendsms over HTTP until submit_sm; Recours' outbox until what
    became of it is recorded. In: deliver_sm until get-url; until deliver_sm_resp behind the durable commit.
    """
    from sms_gateway.bench.gateway.plan import Plan
    from sms_gateway.bench.gateway.table import measure_gateway

    click.echo(run(measure_gateway(Plan(**plan), beside_kannel=beside_kannel)))


@command.command()
@click.option(
    "--rate", type=click.FloatRange(1), default=60.0, show_default=True, help="The others' a second."
)
@click.option(
    "--seconds", type=click.FloatRange(1), default=15.0, show_default=True, help="Before, and during."
)
def starvation(rate: float, seconds: float) -> None:
    """Others' waiting before and during a dead link, a flood, a slow registry, a flood of sign-ins."""
    from sms_gateway.bench.starvation import Plan, measure_starvation

    click.echo(run(measure_starvation(Plan(rate, seconds))))


@command.command()
@click.option(
    "--rate", type=click.FloatRange(1), default=200.0, show_default=True, help="Phones' messages a second."
)
@click.option(
    "--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help="Alone, and as long beside."
)
@click.option(
    "--rounds", type=click.IntRange(1), default=3, show_default=True, help="Of both, one after the other."
)
@click.option("--officers", type=click.IntRange(1), default=50, show_default=True, help="Who work at once.")
@click.option(
    "--think", type=click.FloatRange(0), default=5.0, show_default=True, help="Seconds between their pages."
)
@click.option(
    "--tickets", type=click.IntRange(1), default=10_000, show_default=True, help="Open when they begin."
)
def officers(rate: float, seconds: float, rounds: int, officers: int, think: float, tickets: int) -> None:
    """Phones' waiting alone, and while an office works in the console: queues, tickets, replies, live pages.

    Each officer opens the queue, filters it, answers a ticket, searches, reads another; every open page holds
    its line, and fetches its live parts when it is told. Rounds alone and beside the office alternate: by how
    much those alone differ tells whether the office shows.
    """
    from sms_gateway.bench.officers import Plan, measure_officers
    from sms_gateway.bench.officers_report import report

    click.echo(report(run(measure_officers(Plan(rate, seconds, rounds, officers, think, tickets=tickets)))))


@command.command()
@click.option("--rows", type=click.IntRange(3), default=1_000_000, show_default=True, help="In the audit.")
def audit(rows: int) -> None:
    """How long `verify-audit` takes, and that it finds an edited, a removed and an inserted row."""
    from sms_gateway.bench.audit import measure_audit

    click.echo(run(measure_audit(rows)))


@command.command("import")
@click.option(
    "--households", type=click.IntRange(1), default=100_000, show_default=True, help="In the files."
)
@click.option(
    "--beside", type=click.FloatRange(1), help="Turns a second that go on meanwhile; asks a --folder."
)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Keeps files for the next run."
)
@click.option("--prepare", "only_prepare", is_flag=True, help="Only write the files that are kept.")
def import_(households: int, beside: float | None, folder: Path | None, only_prepare: bool) -> None:
    """A full import of invented households: time, CPU and memory; what others notice of it."""
    from sms_gateway.bench import import_beside
    from sms_gateway.bench.imports import measure_import
    from sms_gateway.bench.kept import prepare

    if folder is None:
        click.echo(measure_import(households))
        return
    kept, csv = prepare(folder, households, 0), import_beside.written(folder, households)
    if not only_prepare:
        click.echo(import_beside.report(run(import_beside.measure_beside(kept, csv, beside or 1.0))))


_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Keeps registry and old messages for the next run; some gigabytes.",
)


@command.command()
@_FOLDER
@click.option(
    "--households", type=click.IntRange(1), default=3_900_000, show_default=True, help="In the registry."
)
@click.option(
    "--history",
    type=click.IntRange(0),
    default=0,
    help="Old messages in the store; 50000000 take 17 GB.",
)
@click.option(
    "--rate", type=click.FloatRange(0), default=1083.0, show_default=True, help="Turns offered a second."
)
@click.option("--seconds", type=click.FloatRange(1), default=600.0, show_default=True, help="For so long.")
@click.option(
    "--drain",
    type=click.FloatRange(0),
    default=30.0,
    show_default=True,
    help="Seconds to wait for the last answers.",
)
@click.option("--find", is_flag=True, help="Find what it bears: closed loops of more and more phones.")
@click.option("--prepare", "only_prepare", is_flag=True, help="Only write the files that are kept.")
@click.option("--peers", is_flag=True, help="Afterwards the same texts through Rasa and through Kannel.")
@click.option("--rasa", type=click.Path(file_okay=False, path_type=Path), help="Rasa's project.")
def payday(
    folder: Path,
    households: int,
    history: int,
    rate: float,
    seconds: float,
    drain: float,
    find: bool,
    only_prepare: bool,
    peers: bool,
    rasa: Path | None,
) -> None:
    """A whole country asks within an hour: turns come at their own pace, answered or not (an open loop)."""
    from sms_gateway.bench.kept import NoRoomError, prepare
    from sms_gateway.bench.payday import Plan, measure_payday
    from sms_gateway.bench.payday_report import report
    from sms_gateway.bench.peers import Plan as peers_plan  # noqa: N813 - there is another Plan here
    from sms_gateway.bench.peers import measure_peers

    try:
        kept = prepare(folder, households, history)
    except NoRoomError as error:
        raise click.ClickException(str(error)) from None
    if only_prepare:
        return
    plans = {"payday": Plan(rate, seconds, drain)}
    if find:
        share = seconds / len(CLOSED_LOOPS)
        plans = {f"{phones} at once": Plan(0.0, share, drain, phones) for phones in CLOSED_LOOPS}
    click.echo(report({name: run(measure_payday(plan, kept)) for name, plan in plans.items()}))
    if peers:
        click.echo(f"\n{run(measure_peers(peers_plan(min(seconds, PEER_SECONDS), rasa=rasa)))}")


@command.command()
@click.option("--url", required=True, help="An empty PostgreSQL database whose name ends in `bench`.")
@click.option("--processes", default="1,2,4", show_default=True, help="How many processes, each a round.")
@click.option(
    "--households", type=click.IntRange(1), default=20_000, show_default=True, help="In the registry."
)
@click.option("--seconds", type=click.FloatRange(1), default=30.0, show_default=True, help="Each round.")
@click.option(
    "--active", type=click.IntRange(1), default=64, show_default=True, help="Messages under way at once."
)
def processes(url: str, processes: str, households: int, seconds: float, active: int) -> None:
    """Whole turns by several processes on one PostgreSQL; the database is emptied before each round."""
    from sms_gateway.bench.processes import Plan, measure_processes, report

    numbers = tuple(int(number) for number in processes.split(","))
    try:
        click.echo(report(run(measure_processes(Plan(url, numbers, households, seconds, active)))))
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@command.command()
@click.option(
    "--households", type=click.IntRange(1), default=10_000, show_default=True, help="In the registry."
)
@click.option(
    "--turns", type=click.IntRange(10), default=2000, show_default=True, help="In each of two runs."
)
@click.option("--active", type=click.IntRange(1), default=32, show_default=True, help="Phones at once.")
def encryption(households: int, turns: int, active: int) -> None:
    """What sealing, opening and keyed hashes cost of a turn's CPU.

    Whole turns in this process, without HTTP: the share beside a server that also speaks HTTP is smaller.
    """
    from sms_gateway.bench.encryption import Plan, measure_encryption

    click.echo(run(measure_encryption(Plan(turns, active, households))))
