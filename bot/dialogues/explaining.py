"""An amount in plain words: the sum line by line, why it changed, why it differs, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.months import payment_named
from bot.text import Money, Plain, Text, _

if TYPE_CHECKING:
    from bot.talk import Talk
    from programmes.household import Case
    from programmes.programme import Change, Entitlement, Gap, Node, WhatIf

TOTAL = _("{month}: {amount}")
IN_OLD_UNIT = _("That is {what}.")
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
    "transfer": _("Fixed amount for each household"),
    "birth_grant": _("Birth grant"),
    "back_to_school": _("Back to school"),
    "exit_kit": _("Grant at the end of the aid"),
    "orphan_in_establishment": _("Orphans in an establishment"),
}
OTHER_RULE = _("Other")
NOT_COUNTED = {
    "beyond_limit": _("Children not counted: {count}"),
    "in_establishment": _("Children in an establishment, paid apart: {count}"),
}
HOUSEHOLD_RULES = {"flat", "floor", "transfer", "exit_kit"}

BEFORE = _("{month}: {amount}. Since then:")
#: Why two payments differ: for one child, for several.
CAUSES = {
    "turned": (_("a child turned {age}."), _("{count} children turned {age}.")),
    "left": (_("a child left the household."), _("{count} children left the household.")),
    "left_school": (_("a child left school."), _("{count} children left school.")),
    "entered_school": (_("a child goes to school."), _("{count} children go to school.")),
    "born": (_("a child was born."), _("{count} children were born.")),
    "joined": (_("a child more."), _("{count} children more.")),
    "joined_beyond_limit": (_("a child more, not counted."), _("{count} children more, not counted.")),
    "rate": (_("the amounts of the aid changed."), _("the amounts of the aid changed.")),
    "resumed": (_("the aid came back."), _("the aid came back.")),
    "stay_over": (_("the time of the aid is over."), _("the time of the aid is over.")),
}
OTHER_CAUSE = (_("a child's situation changed."), _("the situation of {count} children changed."))
FIRST_TIME = {1: _("It is the first month."), 3: _("It is the first quarter.")}
ONCE = _("{what}, only once: {amount}.")
WAS_ONCE = _("{what} was paid only once.")
_WAS_ONCE = "_before"

PAID_OTHERWISE = _("Paid: {paid}. We compute {amount}: an officer has to check.")
PLANNED_OTHERWISE = _("Planned: {paid}. We compute {amount}: an officer has to check.")
PAID_BUT = _("Paid: {paid}. We compute {amount}.")
PLANNED_BUT = _("Planned: {paid}. We compute {amount}.")
OFFICER_CHECKS = _("An officer has to check.")
STEP = _("To do: {step}.")
#: Why what was paid is not what is due, by the cause that explains it exactly.
GAPS = {
    "old_unit": _("It looks like old money."),
    "grant_apart": _("{what}: may be paid apart."),
    "old_rate": _("It is the amount from before the rise."),
    "as_before": _("It is counted as the time before."),
    "child": _("As if one child was not counted."),
    "school": _("As if one child did not go to school."),
    "disability": _("As if a disability was not counted."),
    "orphan": _("As if a child was not fatherless."),
}
WITH_ARREAR = _("{amount} of it is for {month}, paid late.")
WITH_ARREARS = _("{amount} of it is for {count} payments before, paid late.")

IF_MENDED = _("If it is counted: from {before} to {after}.")
STAYS = _("The amount would stay {amount}.")


def explained(talk: Talk, case: Case, due: Entitlement, gap: Gap | None) -> list[tuple[Text, ...]]:
    """All that there is to say of an entitlement, the sum first; texts in one tuple stand in one message."""
    together = (the_changes(talk, case, due), the_gap(talk, case, due, gap))
    return [*((line,) for line in the_sum(talk, due)), *(texts for texts in together if texts)]


def the_sum(talk: Talk, due: Entitlement) -> tuple[Text, ...]:
    """The total, then its lines."""
    total = TOTAL(month=payment_named(talk, due.month), amount=Money(due.total, due.currency))
    if talk.programme.in_old_unit(due.total, "en"):
        old = Plain(lambda language: talk.programme.in_old_unit(due.total, language))
        total_in_old: tuple[Text, ...] = (IN_OLD_UNIT(what=old),)
    else:
        total_in_old = ()
    lines = (_line(node, due.currency) for node in due.lines if _is_told(node))
    confirm = (TO_CONFIRM(what=RULES.get(rule, OTHER_RULE)) for rule in due.to_confirm)
    return (total, *total_in_old, *lines, *confirm)


def the_changes(talk: Talk, case: Case, due: Entitlement) -> tuple[Text, ...]:
    """What was due the time before, and each cause of the difference."""
    changes = talk.programme.why_changed(case, due.month)
    if not changes:
        return ()
    if changes[0].cause == "first_month":
        return (FIRST_TIME[talk.programme.period.months],)
    earlier = talk.programme.entitlement(case, talk.programme.period.before(due.month))
    then = BEFORE(month=payment_named(talk, earlier.month), amount=Money(earlier.total, due.currency))
    return (then, *(_cause(change, due.currency) for change in changes))


def the_gap(talk: Talk, case: Case, due: Entitlement, gap: Gap | None) -> tuple[Text, ...]:
    """Where what was paid, or is planned, is not what the rules give: why, and the one step that mends it."""
    if gap is None:
        return ()
    paid, amount = Money(gap.paid, due.currency), Money(gap.due, due.currency)
    planned = any(payment.state == "planned" for payment in case.payments if payment.month == gap.month)
    if gap.cause == "unexplained":
        return ((PLANNED_OTHERWISE if planned else PAID_OTHERWISE)(paid=paid, amount=amount),)
    told = (PLANNED_BUT if planned else PAID_BUT)(paid=paid, amount=amount)
    if gap.cause == "arrear":
        return (told, _arrear(talk, gap, due.currency))
    once = next((line.rule for line in due.lines if line.rule in {"birth_grant", "back_to_school"}), "")
    return (told, GAPS[gap.cause](what=RULES.get(once, OTHER_RULE)), mending(talk, gap.cause))


def mending(talk: Talk, fact: str) -> Text:
    """The one step that mends a fact and the desk where; else an officer."""
    if not talk.programme.mending_step(fact, "en"):
        return OFFICER_CHECKS
    return STEP(step=Plain(lambda language: talk.programme.mending_step(fact, language)))


def the_what_if(talk: Talk, found: WhatIf) -> tuple[Text, ...]:
    """The sum now and then, and the step."""
    currency = talk.programme.currency
    if found.now == found.then:
        return (STAYS(amount=Money(found.now, currency)),)
    told = IF_MENDED(before=Money(found.now, currency), after=Money(found.then, currency))
    return (told, mending(talk, found.fact))


def _arrear(talk: Talk, gap: Gap, currency: str) -> Text:
    late = Money(gap.paid - gap.due, currency)
    if len(gap.months) == 1:
        return WITH_ARREAR(amount=late, month=payment_named(talk, gap.months[0]))
    return WITH_ARREARS(amount=late, count=len(gap.months))


def _is_told(node: Node) -> bool:
    return not node.unknown and (node.rule in RULES or node.rule in NOT_COUNTED or bool(node.value))


def _line(node: Node, currency: str) -> Text:
    if node.rule in NOT_COUNTED:
        return NOT_COUNTED[node.rule](count=node.count)
    what = RULES.get(node.rule, OTHER_RULE)
    if node.rule in HOUSEHOLD_RULES:
        return ONE_SUM(what=what, amount=Money(node.value, currency))
    return LINE(what=what, count=node.count, each=Money(node.each, currency))


def _cause(change: Change, currency: str) -> Text:
    if change.cause in RULES:
        return ONCE(what=RULES[change.cause], amount=Money(change.difference, currency))
    if change.cause.removesuffix(_WAS_ONCE) in RULES:
        return WAS_ONCE(what=RULES[change.cause.removesuffix(_WAS_ONCE)])
    kind = change.cause if change.age is None else change.cause.removesuffix(f"_{change.age}")
    one, several = CAUSES.get(kind, OTHER_CAUSE)
    return (one if change.count == 1 else several)(count=change.count, age=change.age or 0)
