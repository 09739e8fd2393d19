"""Who is a child of the household on a day, and how the rules see it."""

from __future__ import annotations

from datetime import date

from programmes.household import Case, Member, Relation
from programmes.months import age_on
from programmes.rules import Child, Rules

_PARENTS = {Relation.HEAD, Relation.SPOUSE}


def children_of(case: Case, rules: Rules, month: str) -> list[Child]:
    """The children that a rule is for, as they are on the month's reference day."""
    day = rules.day_in(month)
    family = any(member.relation in _PARENTS or not member.establishment for member in case.members)
    present = (_as_child(member, day, family=family) for member in case.members if is_present(member, day))
    return [child for child in present if rules.rule_of(child.kind)]


def is_present(member: Member, day: date) -> bool:
    """Whether a member is a child who belongs to the household on `day`."""
    return (
        member.relation is Relation.CHILD
        and member.birth_date <= day
        and (member.joined_on is None or member.joined_on <= day)
        and (member.left_on is None or day < member.left_on)
    )


def is_at_school(member: Member, day: date) -> bool:
    """Whether a member goes to school on `day`; one who left is known by the day until which it went."""
    if not member.at_school and member.school_until is None:
        return False
    return (member.school_since is None or member.school_since <= day) and (
        member.school_until is None or day <= member.school_until
    )


def _as_child(member: Member, day: date, *, family: bool) -> Child:
    return Child(
        member.member_id,
        member.birth_date,
        age_on(day, member.birth_date),
        is_at_school(member, day),
        member.disabled,
        member.orphan,
        member.school_level,
        member.establishment and not family,
        member.establishment and family,
    )
