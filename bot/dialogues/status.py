"""Where the application stands, since when and why; what can be done until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.identify import identify
from bot.dialogues.months import payment_named
from bot.requests import Choose, GoTo, Option
from bot.text import Day, Money, Plain, Text, _
from nlu.understanding import Intent
from programmes.household import Case, CaseStatus, PaymentState

if TYPE_CHECKING:
    from datetime import date

    from bot.talk import Steps, Talk

STATUS = {
    CaseStatus.RECEIVED: _("Your application came in on {day}. It is not studied yet."),
    CaseStatus.IN_REVIEW: _("Your application is being studied since {day}. Nothing is decided yet."),
    CaseStatus.ACCEPTED: _("Your application is ACCEPTED since {day}."),
    CaseStatus.REFUSED: _("Your application was REFUSED on {day}."),
    CaseStatus.SUSPENDED: _("Your aid is SUSPENDED since {day}."),
    CaseStatus.ENDED: _("Your aid ENDED on {day}."),
}
#: Statuses that somebody decided against the person, with a reason, and that can be contested.
ADVERSE = {CaseStatus.REFUSED, CaseStatus.SUSPENDED, CaseStatus.ENDED}

REASON = _("Reason: {reason}.")
WRONG_DATA = _("Is this wrong? Have it corrected: {desk}.")
WRONG_STEP = _("Is this wrong? {step}.")
CONTEST_UNTIL = _("You can contest until {day}: {count} days left.")
CONTEST_TOMORROW = _("You can contest until tomorrow, {day}.")
CONTEST_TODAY = _("You can contest until today, {day}.")
CONTEST_LATE = _("The time to contest ended on {day}, but you still can.")
NEXT_PAYMENT = _("To come: {amount}, around {day}.")
LAST_PAYMENT = {
    PaymentState.SENT: _("{month}: {amount} sent on {day}, not collected yet."),
    PaymentState.COLLECTED: _("{month}: {amount} paid on {day}."),
    PaymentState.RETURNED: _("{month}: {amount} came back unpaid on {day}."),
}

CONTEST = Option("contest", _("Contest"), Intent.FILE_RECOURSE)
WHY_AMOUNT = _("Why this amount")
WHY_SO_MUCH = _("Why {amount}")


def status(talk: Talk) -> Steps:
    """The answer, then what to do next."""
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    if case.status in ADVERSE:
        yield Choose("refused", (standing(talk, case), *grounds(talk, case)), (CONTEST,), yes="contest")
        return GoTo("recours", {"case": case.case_id, "motive": "ELIGIBILITY"})
    if case.status is not CaseStatus.ACCEPTED:
        yield Choose("pending", (standing(talk, case),), ())
        return None
    following = talk.programme.next_payment(case, talk.today)
    lines = (standing(talk, case), *_last_payment(talk, case), *_next_payment(talk, following))
    why = WHY_SO_MUCH(amount=Money(following[2], talk.programme.currency)) if following else WHY_AMOUNT
    options = (Option("amount", why, Intent.AMOUNT_EXPLANATION), CONTEST)
    chosen = yield Choose("accepted", lines, options)
    if chosen == "contest":
        return GoTo("recours", {"case": case.case_id})
    return GoTo("amount", {"case": case.case_id, **({"month": following[0]} if following else {})})


def standing(talk: Talk, case: Case) -> Text:
    """Where the application stands, since when."""
    return STATUS[case.status](day=Day(case.status_since, talk.today))


def grounds(talk: Talk, case: Case) -> tuple[Text, ...]:
    """Why, the step that mends it or whose datum it is, and until when it can be contested."""
    programme, code = talk.programme, case.reason or "UNKNOWN"
    reason = REASON(reason=Plain(lambda language: programme.reason(code, language, case.reason_data)))
    return (reason, *mending_of(talk, code), *_time_left(talk, case))


def mending_of(talk: Talk, code: str) -> tuple[Text, ...]:
    """What to do where a reason rests on wrong data: the step, else the desk, else nothing."""
    programme = talk.programme
    if programme.reason_step(code, "en"):
        return (WRONG_STEP(step=Plain(lambda language: programme.reason_step(code, language))),)
    if programme.reason_owner(code, "en"):
        return (WRONG_DATA(desk=Plain(lambda language: programme.reason_owner(code, language))),)
    return ()


def _time_left(talk: Talk, case: Case) -> tuple[Text, ...]:
    until = talk.programme.appeal_until(case)
    if until is None:
        return ()
    left = (until - talk.today).days
    text = CONTEST_LATE if left < 0 else {0: CONTEST_TODAY, 1: CONTEST_TOMORROW}.get(left, CONTEST_UNTIL)
    return (text(day=Day(until, talk.today), count=left),)


def _last_payment(talk: Talk, case: Case) -> tuple[Text, ...]:
    last = next((payment for payment in case.payments if payment.state in LAST_PAYMENT), None)
    if last is None:
        return ()
    amount = Money(last.amount, last.currency)
    return (
        LAST_PAYMENT[last.state](
            month=payment_named(talk, last.month), amount=amount, day=Day(last.day, talk.today)
        ),
    )


def _next_payment(talk: Talk, following: tuple[str, date, int] | None) -> tuple[Text, ...]:
    if following is None:
        return ()
    _month, day, minor = following
    return (NEXT_PAYMENT(amount=Money(minor, talk.programme.currency), day=Day(day, talk.today)),)
