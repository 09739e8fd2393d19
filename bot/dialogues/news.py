"""What the registry decided or paid, told once by the service itself: the answer to a question not yet asked.

It is told as the registry has it now, in the words of the dialogue that would answer; where it is no longer
true, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.requests import CaseOf, GoTo
from programmes.household import Case, PaymentState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.talk import Steps, Talk

#: What answers each change, and where that is about a month, in which states its payment still is news.
TOLD_BY = {
    "accepted": "status",
    "refused": "status",
    "suspended": "status",
    "paid": "payments",
    "amount_changed": "amount",
}
_STILL_NEWS = {
    "paid": {PaymentState.SENT},
    "amount_changed": {PaymentState.PLANNED, PaymentState.SENT, PaymentState.COLLECTED},
}


def news(talk: Talk) -> Steps:
    """Begun by the clock; `arguments` are `case`, `change`, and for a payment its `month`."""
    about = talk.arguments
    case: Case | None = yield CaseOf(about["case"])
    if case is None or not _still_true(case, about):
        return None
    month = {"month": about["month"]} if about.get("month") else {}
    return GoTo(TOLD_BY[about["change"]], {"case": case.case_id, **month})


def _still_true(case: Case, about: Mapping[str, Any]) -> bool:
    change: str = about["change"]
    if change not in _STILL_NEWS:
        return str(case.status) == change
    paid = next((payment for payment in case.payments if payment.month == about["month"]), None)
    return paid is not None and paid.state in _STILL_NEWS[change]
