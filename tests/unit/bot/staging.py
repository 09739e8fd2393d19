"""What a scenario is made of: steps, what happens around the phone, and households that many of them have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from nlu.understanding import Intent
from programmes.household import CaseStatus
from storage.records import Outcome, TicketState
from tests.unit.bot.world import World, case, child, paid

if TYPE_CHECKING:
    from collections.abc import Callable

    from programmes.household import Payment

STORY = {
    "fr": "mon fils a encor 20 ans il es au lycee jai le certifica",
    "ar": "ابني عمره 20 سنة فقط وما زال في الثانوية وعندي الشهادة",
    "ary_Latn": "weldi mazal 3ndou 20 3am w kay9ra f lycee w 3ndi chahada",
}
MORE = {
    "fr": "et je lai deja donné au caid",
    "ar": "وسبق أن سلمتها للقائد",
    "ary_Latn": "w deja 3titha l9ayed",
}


@dataclass(frozen=True)
class Act:
    """Something that happens around the phone, told in the transcript; it gives what the phone is sent meanwhile."""

    told: str
    do: Callable[[World], list[str] | None]


Step = str | Intent | dict[str, str] | Act


@dataclass(frozen=True)
class Scenario:
    """What is known, and what the phone sends."""

    steps: tuple[Step, ...]
    facts: dict[str, Any] = field(default_factory=dict)


def later(seconds: int, told: str) -> Act:
    return Act(told, lambda world: world.wait(seconds))


def decides(told: str, **changes: Any) -> Act:
    return Act(told, lambda world: world.officer(**changes))


def status_becomes(status: CaseStatus) -> Act:
    def change(world: World) -> None:
        world.cases = (replace(world.cases[0], status=status, status_since=date(2025, 11, 22)),)

    return Act(f"the case becomes {status}", change)


def registry(*, down: bool) -> Act:
    return Act(f"the registry is {'down' if down else 'back'}", lambda world: setattr(world, "down", down))


REFUSED = case(CaseStatus.REFUSED, date(2025, 11, 10), reason="SCORE", reason_data={"score": "9.81"})
WITH_PAYMENTS = case(payments=(paid("2025-10", 400), paid("2025-09", 400)))
A_CHILD_TURNED_21 = case(
    members=(
        child("a", date(2010, 1, 1), at_school=True),
        child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2004, 9, 15), at_school=True),
    ),
    payments=(paid("2025-09", 600),),
)
CONTESTS_AMOUNT: tuple[Step, ...] = (Intent.AMOUNT_EXPLANATION, "1", STORY, "1")
SECOND = case(
    case_id="c2",
    number="2025000456",
    commune="Salé",
    applied_on=date(2025, 6, 3),
    status=CaseStatus.IN_REVIEW,
)


ON_THE_LIST = (
    WITH_PAYMENTS,
    SECOND,
    *(case(case_id=f"c{n}", number=f"20250007{n}{n}", commune="Azilal") for n in range(3, 8)),
)


def helps(*steps: Step) -> Scenario:
    return Scenario(steps, {"cases": (WITH_PAYMENTS,), "known": False})


def status_of(of: Any) -> Scenario:
    return Scenario((Intent.APPLICATION_STATUS,), {"cases": (of,)})


def amount_of(of: Any, *steps: Step) -> Scenario:
    return Scenario(steps or (Intent.AMOUNT_EXPLANATION,), {"cases": (of,)})


def payment_of(of: Payment, *steps: Step) -> Scenario:
    return Scenario((Intent.PAYMENT_MISSING, *steps), {"cases": (case(payments=(of,)),)})


def texts(french: str, arabic: str, darija: str, *steps: Step) -> Scenario:
    first = {"fr": french, "ar": arabic, "ary_Latn": darija}
    return Scenario((first, *steps), {"cases": (WITH_PAYMENTS,)})


REJECTED = decides(
    "it is decided",
    state=TicketState.NOTIFIED,
    outcome=Outcome.REJECTED,
    reason="Le certificat date de 2023.",
)
