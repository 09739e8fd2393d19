"""What `recours bench payday` prints: a column for each run, and below what was missed."""

from __future__ import annotations

from sms_gateway.bench.payday import Paid
from sms_gateway.bench.process import percentile
from sms_gateway.bench.tables import MILLI, milliseconds, table

P99_SECONDS = 0.25
CPU_SECONDS = 0.0005
LAG_SECONDS = 0.05
#: So much of the offered rate has to be answered.
ANSWERED = 0.99
#: MiB a minute, told from noise after so many seconds.
FLAT, FLAT_SECONDS = 1.0, 300.0


def report(runs: dict[str, Paid]) -> str:
    """The table of runs by their name, and what each missed."""
    columns = {name: _column(paid) for name, paid in runs.items()}
    names = next(iter(columns.values())).keys()
    rows = [("", *columns), *((name, *(column[name] for column in columns.values())) for name in names)]
    missed = [f"missed ({name}): {fault}" for name, paid in runs.items() for fault in faults(paid)]
    return "\n".join((table(rows), "", *(missed or ["nothing missed"])))


def rate_of(paid: Paid) -> float:
    """Turns answered a second, while messages were offered and their last answers waited for."""
    return len(paid.tally.turns) / paid.seconds


def tenths(turns: list[float]) -> list[float]:
    """The p99 of each tenth of the turns, in the order in which they were answered: a wave shows here."""
    size = max(1, len(turns) // 10)
    return [percentile(turns[at : at + size], 0.99) for at in range(0, size * 10, size)]


def lost(paid: Paid) -> int:
    """Acknowledged messages that the store does not have."""
    return max(0, len(paid.tally.accepts) - paid.kept["kept"])


def faults(paid: Paid) -> list[str]:
    """What a payday asks and this run did not give."""
    plan, tally = paid.plan, paid.tally
    p99, cpu = percentile(tally.turns, 0.99), paid.used.cpu / max(1, len(tally.turns))
    answered = len(tally.turns) / max(1, tally.sent)
    found = (
        (plan.rate and answered < ANSWERED, f"{answered:.0%} of the messages offered were answered in time"),
        (p99 > P99_SECONDS, f"p99 {MILLI * p99:.0f} ms instead of {MILLI * P99_SECONDS:.0f}"),
        (cpu > CPU_SECONDS, f"CPU a turn {MILLI * cpu:.2f} ms instead of {MILLI * CPU_SECONDS}"),
        (lost(paid), f"{lost(paid)} acknowledged messages are lost"),
        (tally.unasked or paid.kept["doubled"], f"{tally.unasked} answers that nobody asked for"),
        (tally.refused + tally.broken, f"{tally.refused} refused, {tally.broken} connections broken"),
        (
            plan.seconds >= FLAT_SECONDS and paid.used.growth > FLAT,
            f"memory grows by {paid.used.growth:.1f} MiB a minute",
        ),
        (paid.lag > LAG_SECONDS, f"the event loop was held for {MILLI * paid.lag:.0f} ms"),
        (paid.kept["failed"], f"{paid.kept['failed']} turns failed"),
    )
    return [sentence for holds, sentence in found if holds]


def _column(paid: Paid) -> dict[str, str]:
    plan, tally, used = paid.plan, paid.tally, paid.used
    turns = max(1, len(tally.turns))
    first = used.memory[0][1] if used.memory else 0.0
    return {
        "offered a second": f"{plan.rate:g}" if plan.rate else f"closed loop of {plan.under_way}",
        "seconds": f"{plan.seconds:g}",
        "messages sent": f"{tally.sent}",
        "turns answered": f"{len(tally.turns)}",
        "turns/s": f"{rate_of(paid):.0f}",
        "accept p50 / p95 / p99 (ms)": milliseconds(tally.accepts, 0.5, 0.95, 0.99),
        "turn p50 / p95 / p99 (ms)": milliseconds(tally.turns, 0.5, 0.95, 0.99),
        "turn p99 of each tenth (ms)": " ".join(f"{MILLI * p99:.0f}" for p99 in tenths(tally.turns)),
        "refused, broken": f"{tally.refused}, {tally.broken}",
        "acknowledged / kept": f"{len(tally.accepts)} / {paid.kept['kept']}",
        "lost": f"{lost(paid)}",
        "doubled": f"{tally.unasked + paid.kept['doubled']}",
        "still waiting at the end": f"{paid.kept['kept'] - paid.kept['done']}",
        "tickets kept / whole appeals": f"{paid.kept['tickets']} / {tally.tickets}",
        "server CPU a turn (ms)": f"{MILLI * used.cpu / turns:.3f}",
        "generator CPU a turn (ms)": f"{MILLI * paid.own_cpu / turns:.3f}",
        "event loop late at most (ms)": f"{MILLI * paid.lag:.1f}",
        "memory first / most (MiB)": f"{first:.0f} / {used.most:.0f}",
        "memory slope (MiB/min)": f"{used.growth:+.2f}",
        "disk a turn (bytes, store and WAL)": f"{used.disk / turns:.0f}",
        "this machine's yardstick (ms)": f"{MILLI * paid.yardstick:.1f}",
    }
