"""How long the calculator takes for a household: measured on invented ones, the large families among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import thread_time_ns

from msgspec.structs import replace

from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.pack import Pack

MONTH, EARLIER = "2025-11", "2025-10"
_MOST_CHILDREN = 12


@dataclass(frozen=True, slots=True)
class Timing:
    """Microseconds of CPU a household: in the middle, at the 99th of 100, and the longest."""

    what: str
    median: float
    p99: float
    longest: float


def measure_households(pack: Pack, count: int) -> list[Timing]:
    """The timings of what an amount's turn asks for."""
    cases = list(islice(_cases(pack), count))
    questions: dict[str, Callable[[Case], object]] = {
        "entitlement": lambda case: pack.entitlement(case, MONTH),
        "why it changed": lambda case: pack.why_changed(case, MONTH),
        "why it differs": lambda case: pack.why_differs(case, MONTH),
    }
    timings = [_timing(what, ask, cases) for what, ask in questions.items()]
    return [
        *timings,
        _timing("why it differs, overpaid", questions["why it differs"], [*map(_overpaid, cases)]),
    ]


def report(timings: list[Timing]) -> str:
    """A table."""
    rows = [f"{'microseconds of CPU':28}{'median':>10}{'p99':>10}{'longest':>10}"]
    rows += [f"{row.what:28}{row.median:10.0f}{row.p99:10.0f}{row.longest:10.0f}" for row in timings]
    return "\n".join(rows)


def _timing(what: str, ask: Callable[[Case], object], cases: list[Case]) -> Timing:
    took = []
    for case in cases:
        began = thread_time_ns()
        ask(case)
        took.append((thread_time_ns() - began) / 1000)
    took.sort()
    return Timing(what, took[len(took) // 2], took[len(took) * 99 // 100], took[-1])


def _cases(pack: Pack) -> Iterator[Case]:
    """Families of up to twelve children of all kinds, one after the other, and no end."""
    number = 0
    while True:
        children = tuple(_child(number, index) for index in range(number % (_MOST_CHILDREN + 1)))
        payments = tuple(
            Payment(
                month, 500 * 10**pack.minor_digits, pack.currency, PaymentState.COLLECTED, date(2025, 11, 28)
            )
            for month in (MONTH, EARLIER)
        )
        head = Member("head", date(1985, 3, 9), Relation.HEAD)
        yield Case(
            "",
            "",
            pack.key,
            CaseStatus.ACCEPTED,
            date(2024, 1, 2),
            1985,
            members=(head, *children),
            payments=payments,
        )
        number += 1


def _overpaid(case: Case) -> Case:
    """More was paid than a year of arrears explains: the longest way through."""
    return replace(case, payments=tuple(replace(paid, amount=paid.amount * 1000) for paid in case.payments))


def _child(number: int, index: int) -> Member:
    mixed = number * 31 + index * 17
    return Member(
        str(index),
        date(2004 + mixed % 21, 1 + mixed % 12, 1 + mixed % 28),
        Relation.CHILD,
        at_school=mixed % 3 > 0,
        disabled=mixed % 7 == 0,
        orphan=mixed % 5 == 0,
    )
