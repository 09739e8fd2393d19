"""What an upheld appeal has to change, and whether the registry shows that it did.

A remedy is plain JSON: its `kind` (`payment`, `amount`, `status`, `data`), the `month` where it is about one,
the code of the `reason` whose datum somebody else owns, and `before`: what the registry told when it was
decided, to compare with. Where the registry did not answer then, `before` is None: only an officer can tell.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from programmes.household import CaseStatus, PaymentState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from programmes.household import Case

Remedy = dict[str, Any]

KINDS = {"PAYMENT": "payment", "AMOUNT": "amount", "ELIGIBILITY": "status", "DATA": "data"}
_HANDED_OVER = {PaymentState.SENT, PaymentState.COLLECTED}
_AGAINST = {CaseStatus.REFUSED, CaseStatus.SUSPENDED, CaseStatus.ENDED}


def remedy_of(motive: str, subject: Mapping[str, Any], case: Case | None) -> Remedy | None:
    """What is to change where a ticket of this motive is upheld; None where the registry holds none of it."""
    kind = KINDS.get(motive)
    if kind is None:
        return None
    remedy: Remedy = {"kind": kind, "before": None}
    if "month" in subject:
        remedy["month"] = subject["month"]
    if subject.get("reason"):
        remedy["reason"] = subject["reason"]
    if case is not None:
        remedy["before"] = _facts(remedy, case)
    return remedy


def is_done(remedy: Remedy, case: Case) -> bool:
    """Whether the registry now shows what was to change."""
    before, now = remedy["before"], _facts(remedy, case)
    if before is None or now == before:
        return False
    match remedy["kind"]:
        case "payment":
            return any(fact not in before and fact[0] in _HANDED_OVER for fact in now)
        case "amount":
            return bool(now > before)
        case "status":
            return case.status not in _AGAINST
        case _:
            return True


def _facts(remedy: Remedy, case: Case) -> Any:
    payments = [payment for payment in case.payments if payment.month == remedy.get("month")]
    match remedy["kind"]:
        case "payment":
            return [[payment.state, payment.amount, payment.day.isoformat()] for payment in payments]
        case "amount":
            return sum(payment.amount for payment in payments if payment.state is not PaymentState.RETURNED)
        case "status":
            return case.status
        case _:
            return sha256(
                repr(sorted(case.members, key=lambda member: member.member_id)).encode()
            ).hexdigest()
