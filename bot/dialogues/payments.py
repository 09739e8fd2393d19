"""Money: the next payment, and where the expected one is and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.identify import identify
from bot.dialogues.months import paid_for, payment_named
from bot.dialogues.status import LAST_PAYMENT, NEXT_PAYMENT, REASON, WHY_SO_MUCH, mending_of
from bot.requests import Choose, GoTo, Keep, Option
from bot.text import Day, Money, Plain, Text, _
from nlu.understanding import Intent
from programmes.expected import Expected, Standing, expected_in, newest_expected
from programmes.household import Case, CaseStatus, Payment, PaymentState

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

NOT_DUE = _("{month}: {amount}, around {day}. It is not time yet.")
LATE = _("{month}: {amount} was planned for {day}, and is not sent yet. It is late.")
MISSING = _("{month}: no payment is written down.")
NOT_FETCHED = _("{month}: {amount} sent on {day}, not collected in time.")
FETCH_BY = _("Collect it by {day}.")
NONE_PLANNED = _("No payment is planned yet.")

NOT_RECEIVED = Option("contest", _("I did not receive it"), Intent.PAYMENT_MISSING)
NOT_PAID = Option("contest", _("Complain"), Intent.FILE_RECOURSE)
PAY_AGAIN = Option("contest", _("Ask for it to be paid again"), Intent.FILE_RECOURSE)
CANNOT_FETCH = Option("access", _("I cannot collect it"), Intent.PAYMENT_ACCESS)
MONTH_BEFORE = Option("before", _("The month before"))

#: What can be done about a payment, by where it stands.
STEPS = {
    Standing.LATE: (NOT_PAID,),
    Standing.MISSING: (NOT_PAID,),
    Standing.SENT: (CANNOT_FETCH, NOT_RECEIVED),
    Standing.NOT_COLLECTED: (PAY_AGAIN,),
    Standing.RETURNED: (PAY_AGAIN,),
    Standing.COLLECTED: (NOT_RECEIVED,),
}


def next_payment(talk: Talk) -> Steps:
    """When the next payment comes and how much, behind it the last one; a month that is named is told."""
    if talk.arguments.get("month"):
        return GoTo("payments", talk.arguments)
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    if case.status is not CaseStatus.ACCEPTED:
        return GoTo("status", {"case": case.case_id})
    month, lines, options = _coming(talk, case)
    last = newest_expected(case, talk.programme.due_month(case, talk.today), talk.today)
    if last is not None and last != month:
        lines = (*lines, *_standing(talk, expected_in(case, last, talk.today)))
        options = (*options, NOT_RECEIVED)
    chosen = yield Choose("next", lines, options)
    if chosen == "amount":
        return GoTo("amount", {"case": case.case_id, "month": month})
    return GoTo("payments", {"case": case.case_id, "month": last})


def payments(talk: Talk) -> Steps:
    """Where the payment of a month is: of the one named, else of the one that should be there by now."""
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    newest = newest_expected(case, talk.programme.due_month(case, talk.today), talk.today)
    asked = talk.arguments.get("month")
    month: str | None = yield Keep("month", paid_for(talk, asked) if asked else newest)
    if month is None or not (_was_paid(case, month) or case.status is CaseStatus.ACCEPTED):
        return GoTo("status", {"case": case.case_id})
    if month > (newest or "") and not _was_paid(case, month):
        return GoTo("next_payment", {"case": case.case_id})
    expected = expected_in(case, month, talk.today)
    earlier = (MONTH_BEFORE,) if _was_paid(case, talk.programme.period.before(month)) else ()
    options = (*STEPS.get(expected.standing, ()), *earlier)
    chosen = yield Choose("payment", _standing(talk, expected), options)
    if chosen == "before":
        return GoTo("payments", {"case": case.case_id, "month": talk.programme.period.before(month)})
    if chosen == "access":
        return GoTo("payment_access", {"case": case.case_id})
    return GoTo("recours", {"case": case.case_id, "motive": "PAYMENT", "month": month})


def _was_paid(case: Case, month: str) -> bool:
    return any(payment.month == month for payment in case.payments)


def _coming(talk: Talk, case: Case) -> tuple[str | None, tuple[Text, ...], tuple[Option, ...]]:
    """The next payment's month, the line that tells it, and the choice to ask why so much."""
    following = talk.programme.next_payment(case, talk.today)
    if following is None:
        return None, (NONE_PLANNED,), ()
    month, day, minor = following
    amount = Money(minor, talk.programme.currency)
    why = Option("amount", WHY_SO_MUCH(amount=amount), Intent.AMOUNT_EXPLANATION)
    return month, (NEXT_PAYMENT(amount=amount, day=Day(day, talk.today)),), (why,)


def _standing(talk: Talk, expected: Expected) -> tuple[Text, ...]:
    """Where it is, why, and what to do: one line each."""
    month, payment = payment_named(talk, expected.month), expected.payment
    if payment is None:
        return (MISSING(month=month),)
    amount, day = Money(payment.amount, payment.currency), Day(payment.day, talk.today)
    line = _line(expected.standing, payment)(month=month, amount=amount, day=day)
    return (line, *_what_to_do(talk, expected.standing, payment))


def _line(standing: Standing, payment: Payment) -> Text:
    if standing is Standing.NOT_COLLECTED and payment.state is PaymentState.SENT:
        return NOT_FETCHED
    lines = {Standing.NOT_DUE: NOT_DUE, Standing.LATE: LATE}
    return lines.get(standing) or LAST_PAYMENT[payment.state]


def _what_to_do(talk: Talk, standing: Standing, payment: Payment) -> tuple[Text, ...]:
    if standing is Standing.SENT and payment.collect_until:
        return (FETCH_BY(day=Day(payment.collect_until, talk.today)),)
    if payment.state is not PaymentState.RETURNED:
        return ()
    programme, code = talk.programme, payment.reason or "UNKNOWN"
    reason = REASON(reason=Plain(lambda language: programme.reason(code, language, {})))
    return (reason, *mending_of(talk, code))
