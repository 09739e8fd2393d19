"""Which payment a household waits for, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programmes.household import Case, Payment, PaymentState

#: The reason of a payment that came back because nobody fetched it.
NOT_COLLECTED = "NOT_COLLECTED"


class Standing(StrEnum):
    """Where an expected payment stands on a day."""

    NOT_DUE = "not_due"
    LATE = "late"  # its day is past, and it was not sent
    MISSING = "missing"  # its month should have been paid, and nothing is noted
    SENT = "sent"
    NOT_COLLECTED = "not_collected"
    RETURNED = "returned"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Expected:
    """A month's payment and where it stands; `payment` is None where none is noted."""

    month: str
    standing: Standing
    payment: Payment | None = None


def newest_expected(case: Case, due_month: str | None, today: date) -> str | None:
    """The month of the payment that should be there by now, else of the next one; None where there is none.

    `due_month` is the newest month that the programme should have paid (`Programme.due_month`).
    """
    made = [payment.month for payment in case.payments if standing_of(payment, today) is not Standing.NOT_DUE]
    known = [*made[:1], *([due_month] if due_month else [])]
    if known:
        return max(known)
    return min((payment.month for payment in case.payments), default=None)


def expected_in(case: Case, month: str, today: date) -> Expected:
    """Where the payment of a month stands; of several, the first that did not reach the household."""
    of_month = [payment for payment in case.payments if payment.month == month]
    if not of_month:
        return Expected(month, Standing.MISSING)
    open_first = sorted(of_month, key=lambda payment: payment.state is PaymentState.COLLECTED)
    return Expected(month, standing_of(open_first[0], today), open_first[0])


def standing_of(payment: Payment, today: date) -> Standing:
    """Where one payment stands on a day."""
    match payment.state:
        case PaymentState.PLANNED:
            return Standing.NOT_DUE if payment.day >= today else Standing.LATE
        case PaymentState.SENT:
            over = payment.collect_until is not None and payment.collect_until < today
            return Standing.NOT_COLLECTED if over else Standing.SENT
        case PaymentState.RETURNED:
            return Standing.NOT_COLLECTED if payment.reason == NOT_COLLECTED else Standing.RETURNED
        case PaymentState.COLLECTED:
            return Standing.COLLECTED
