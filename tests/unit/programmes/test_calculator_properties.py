"""What holds for any household."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from programmes.gaps import CHILD, told_otherwise
from programmes.household import SCHOOL_LEVELS, CaseStatus, Member, Relation
from programmes.months import first_day
from programmes.pack import load_programme
from programmes.rules import DISABILITY, ORPHAN, SCHOOL
from tests.unit.programmes.builders import case, payment

PACK = load_programme("ma_asd")
months = st.sampled_from(
    [f"{year}-{month:02d}" for year in (2023, 2024, 2025, 2026) for month in range(1, 13)]
)
days = st.dates(date(2023, 11, 1), date(2026, 12, 31))
maybe_days = st.none() | days
member = st.builds(
    Member,
    member_id=st.just(""),
    birth_date=st.dates(date(2001, 1, 1), date(2026, 12, 31)),
    relation=st.sampled_from([Relation.CHILD] * 5 + list(Relation)),
    at_school=st.booleans(),
    disabled=st.booleans(),
    orphan=st.booleans(),
    school_level=st.sampled_from([None, *SCHOOL_LEVELS]),
    establishment=st.sampled_from([False, False, False, True]),
    joined_on=maybe_days,
    left_on=maybe_days,
    school_since=maybe_days,
    school_until=maybe_days,
)


@st.composite
def households(draw, statuses=(CaseStatus.ACCEPTED,)):
    members = draw(st.lists(member, max_size=9))
    numbered = [replace(each, member_id=str(i)) for i, each in enumerate(members)]
    paid = draw(st.sets(months, max_size=3))
    return case(
        *numbered,
        status=draw(st.sampled_from(statuses)),
        since=draw(days),
        payments=tuple(payment(month, 500) for month in paid),
    )


HEAD = Member("head", date(1980, 1, 1), Relation.HEAD)
accepted_for_long = households().map(lambda found: replace(found, status_since=date(2023, 12, 1)))
in_force = months.filter(lambda month: month >= "2023-12")


@given(households(tuple(CaseStatus)), months)
def test_lines_are_count_times_rate_and_add_up(household, month):
    found = PACK.entitlement(household, month)
    assert all(line.count * line.each == line.value for line in found.lines)
    assert sum(line.value for line in found.lines) == found.total == found.trace.value
    for line in found.lines:
        if line.children:
            assert sum(node.value for node in line.children) == line.value
            assert len(line.children) == line.count == len(line.ages)


@given(accepted_for_long, in_force)
def test_the_total_without_a_trace_is_what_the_lines_add_up_to(household, month):
    children = PACK.calculator.children(household, month)
    lines = PACK.calculator.lines(children, month)
    assert PACK.calculator.total(children, month) == sum(line.value for line in lines)


@given(households(tuple(CaseStatus)), months)
def test_what_is_due_without_a_trace_is_the_total(household, month):
    assert PACK.calculator.due(household, month) == PACK.entitlement(household, month).total


def _told_otherwise_by_trying(children, month):
    """Each household with one fact about one child told otherwise, computed anew."""
    counted = [child for child in children if not child.apart]
    for child in counted:
        others = [each for each in counted if each is not child]
        yield CHILD, PACK.calculator.total(others, month)
        for fact in (SCHOOL, DISABILITY, ORPHAN):
            other = child.told(fact, is_so=False)
            if other != child:
                yield fact, PACK.calculator.total([*others, other], month)


@given(accepted_for_long, in_force)
def test_a_fact_told_otherwise_moves_the_sum_as_if_all_were_computed_anew(household, month):
    children = PACK.calculator.children(household, month)
    quick = told_otherwise(PACK.calculator, children, month)
    assert sorted(quick) == sorted(_told_otherwise_by_trying(children, month))


@given(accepted_for_long, in_force)
def test_nobody_who_is_granted_gets_less_than_the_floor(household, month):
    family = replace(household, members=(*household.members, HEAD))
    assert PACK.entitlement(family, month).total >= 50000


@given(households(tuple(CaseStatus)), months, st.randoms())
def test_the_order_of_members_does_not_matter(household, month, random):
    shuffled = list(household.members)
    random.shuffle(shuffled)
    other = replace(household, members=tuple(shuffled))
    assert PACK.entitlement(household, month) == PACK.entitlement(other, month)
    assert PACK.why_changed(household, month) == PACK.why_changed(other, month)


@given(accepted_for_long, in_force, st.booleans(), st.booleans())
def test_one_more_child_at_the_end_never_lowers_the_sum(household, month, disabled, orphan):
    newborn = Member("last", first_day(month), Relation.CHILD, disabled=disabled, orphan=orphan)
    others = tuple(each for each in household.members if each.birth_date < first_day(month))
    before = replace(household, members=others)
    after = replace(household, members=(*others, newborn))
    assert PACK.entitlement(after, month).total >= PACK.entitlement(before, month).total


@given(accepted_for_long, in_force)
def test_children_behind_the_sixth_add_nothing(household, month):
    six = tuple(
        Member(f"six{i}", first_day(month) - timedelta(days=19 * 365 - i), Relation.CHILD, at_school=True)
        for i in range(6)
    )
    younger = tuple(each for each in household.members if each.birth_date > six[-1].birth_date)
    alone = PACK.entitlement(replace(household, members=six), month).total
    assert PACK.entitlement(replace(household, members=(*six, *younger)), month).total == alone


@given(households(tuple(CaseStatus)), in_force.filter(lambda month: month > "2023-12"))
def test_the_shares_of_all_causes_add_up_to_the_whole_difference(household, month):
    index = int(month[:4]) * 12 + int(month[5:]) - 2
    before = f"{index // 12}-{index % 12 + 1:02d}"
    difference = PACK.entitlement(household, month).total - PACK.entitlement(household, before).total
    changes = PACK.why_changed(household, month)
    assert sum(change.difference for change in changes) == difference
    assert all(change.count >= 1 for change in changes)
    assert len({(change.cause, change.age) for change in changes}) == len(changes)
