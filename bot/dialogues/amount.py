"""Why a month's amount is what it is: the sum line by line, what changed, what differs from the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.identify import identify
from bot.dialogues.months import before, meant, named
from bot.dialogues.status import CONTEST
from bot.requests import Choose, GoTo, Keep, Option
from bot.text import Money, Text, _
from programmes.household import Case, PaymentState

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from programmes.programme import Change, Entitlement, Node

TOTAL = _("{month}: {amount}")
LINE = _("{what}: {count} x {each}")
ONE_SUM = _("{what}: {amount}")
TO_CONFIRM = _("An officer has to confirm: {what}.")
#: What a line of the sum is for, by the rule that made it.
RULES = {
    "child_under_6": _("Children under 6"),
    "child_at_school": _("Children at school"),
    "child_not_at_school": _("Children not at school"),
    "orphan": _("Fatherless children"),
    "orphan_not_at_school": _("Fatherless children not at school"),
    "disability": _("Disability"),
    "flat": _("Household without such children"),
    "floor": _("Added up to the least amount"),
}
OTHER_RULE = _("Other")
NOT_COUNTED = _("Children not counted: {count}")
HOUSEHOLD_RULES = {"flat", "floor"}

BEFORE = _("{month}: {amount}. Since then:")
#: Why two months differ: for one child, for several.
CAUSES = {
    "turned": (_("a child turned {age}."), _("{count} children turned {age}.")),
    "left": (_("a child left the household."), _("{count} children left the household.")),
    "left_school": (_("a child left school."), _("{count} children left school.")),
    "entered_school": (_("a child goes to school."), _("{count} children go to school.")),
    "joined": (_("a child more."), _("{count} children more.")),
    "joined_beyond_limit": (_("a child more, not counted."), _("{count} children more, not counted.")),
    "rate": (_("the amounts of the aid changed."), _("the amounts of the aid changed.")),
    "resumed": (_("the aid came back."), _("the aid came back.")),
}  # fmt: skip
OTHER_CAUSE = (_("a child's situation changed."), _("the situation of {count} children changed."))
FIRST_MONTH = _("It is the first month.")

PAID_OTHERWISE = _("Paid: {paid}. We compute {amount}: an officer has to check.")
PLANNED_OTHERWISE = _("Planned: {paid}. We compute {amount}: an officer has to check.")
MONTH_BEFORE = _("The month before")


def amount(talk: Talk) -> Steps:
    """The sum of the month that was asked for, else of this month."""
    case = yield from identify(talk)
    if case is None:
        return GoTo("offer_officer")
    month: str = yield Keep("month", meant(talk.arguments.get("month"), talk.today))
    due = talk.programme.entitlement(case, month)
    if not due.total and not due.to_confirm:
        return GoTo("status", {"case": case.case_id})
    options = (CONTEST, Option("before", MONTH_BEFORE))
    chosen = yield Choose("amount", _explained(talk, case, due), options)
    if chosen == "before":
        return GoTo("amount", {"case": case.case_id, "month": before(month)})
    return GoTo("recours", {"case": case.case_id, "motive": "AMOUNT", "month": month})


def _explained(talk: Talk, case: Case, due: Entitlement) -> tuple[Text, ...]:
    total = TOTAL(month=named(due.month, talk.today), amount=Money(due.total, due.currency))
    lines = (_line(node, due.currency) for node in due.lines if not node.unknown)
    confirm = (TO_CONFIRM(what=RULES.get(rule, OTHER_RULE)) for rule in due.to_confirm)
    return (total, *lines, *confirm, *_changed(talk, case, due), *_paid(case, due))


def _line(node: Node, currency: str) -> Text:
    if node.rule == "beyond_limit":
        return NOT_COUNTED(count=node.count)
    what = RULES.get(node.rule, OTHER_RULE)
    if node.rule in HOUSEHOLD_RULES:
        return ONE_SUM(what=what, amount=Money(node.value, currency))
    return LINE(what=what, count=node.count, each=Money(node.each, currency))


def _changed(talk: Talk, case: Case, due: Entitlement) -> tuple[Text, ...]:
    """What the month before was, and each cause of the difference."""
    changes = talk.programme.why_changed(case, due.month)
    if not changes:
        return ()
    if changes[0].cause == "first_month":
        return (FIRST_MONTH,)
    earlier = talk.programme.entitlement(case, before(due.month))
    then = BEFORE(month=named(earlier.month, talk.today), amount=Money(earlier.total, due.currency))
    return (then, *(_cause(change) for change in changes))


def _cause(change: Change) -> Text:
    kind = change.cause if change.age is None else change.cause.removesuffix(f"_{change.age}")
    one, several = CAUSES.get(kind, OTHER_CAUSE)
    return (one if change.count == 1 else several)(count=change.count, age=change.age or 0)


def _paid(case: Case, due: Entitlement) -> tuple[Text, ...]:
    """Where what was paid, or is planned, is not what the rules give: said, and left to an officer."""
    payments = [payment for payment in case.payments if payment.month == due.month]
    paid = sum(payment.amount for payment in payments)
    if not payments or paid == due.total:
        return ()
    planned = any(payment.state is PaymentState.PLANNED for payment in payments)
    text = PLANNED_OTHERWISE if planned else PAID_OTHERWISE
    return (text(paid=Money(paid, due.currency), amount=Money(due.total, due.currency)),)
