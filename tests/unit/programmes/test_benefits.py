"""Every row of the published table, checked by hand, in dirhams."""

from __future__ import annotations

from datetime import date

import pytest

from programmes.household import CaseStatus, Member, Relation
from programmes.pack import load_programme
from tests.unit.programmes.builders import born, case, child, payment

PACK = load_programme("ma_asd")
OLD, NEW, BEFORE_START = "2025-10", "2025-11", "2023-11"


def small(n, on):
    return [child(age, on=on) for age in (0, 2, 4, 5, 1, 3, 2)[:n]]


def schooled(n, on, **more):
    return [child(age, on=on, school=True, **more) for age in (6, 9, 12, 15, 18, 20, 8)[:n]]


def idle(n, on, **more):
    return [child(age, on=on, **more) for age in (6, 9, 12, 15, 18, 20, 8)[:n]]


TABLE = [
    # who, month, dirhams: the floor of 500 hides what is below it
    ("three small, old rate", small(3, OLD), OLD, 600),
    ("three small, new rate", small(3, NEW), NEW, 750),
    ("three at school, old rate", schooled(3, OLD), OLD, 600),
    ("three at school, new rate", schooled(3, NEW), NEW, 750),
    ("three not at school, old rate: 450, so the floor", idle(3, OLD), OLD, 500),
    ("three not at school, new rate", idle(3, NEW), NEW, 525),
    ("fourth at school: 36 more", schooled(4, NEW), NEW, 786),
    ("sixth at school", schooled(6, NEW), NEW, 858),
    ("seventh adds nothing", schooled(7, NEW), NEW, 858),
    ("fourth not at school: 24 more", idle(4, NEW), NEW, 549),
    ("six not at school", idle(6, NEW), NEW, 597),
    ("fourth small: 36 more", small(4, OLD), OLD, 636),
    ("two orphans, old rate", schooled(2, OLD, orphan=True), OLD, 700),
    ("two orphans, new rate", schooled(2, NEW, orphan=True), NEW, 750),
    ("orphans not at school: the table gives them the same", idle(2, NEW, orphan=True), NEW, 750),
    ("fourth orphan at school: 36", schooled(4, NEW, orphan=True), NEW, 1161),
    ("three at school and disabled: 100 more each", schooled(3, NEW, disabled=True), NEW, 1050),
    ("no children: flat", [], NEW, 500),
    ("one child: floor", small(1, NEW), NEW, 500),
    ("a child of 21 does not count: flat", [child(21, on=NEW, school=True)], NEW, 500),
    ("a child of 20 counts: floor", [child(20, on=NEW, school=True)], NEW, 500),
    (
        "an adult brother does not count",
        [*schooled(3, NEW), Member("x", date(2015, 1, 1), Relation.OTHER)],
        NEW,
        750,
    ),
    ("December 2025 is not yet the step announced for 2026", schooled(3, "2025-12"), "2025-12", 750),
    ("nor is December 2026, for its date is not published", schooled(3, "2026-12"), "2026-12", 750),
    ("the first month paid", schooled(3, "2023-12"), "2023-12", 600),
]


@pytest.mark.parametrize(
    ("members", "month", "dirhams"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_table_gives(members, month, dirhams):
    assert PACK.entitlement(case(*members, since=date(2023, 12, 1)), month).total == dirhams * 100


def test_a_line_tells_rule_count_rate_ages_and_where_the_rate_comes_from():
    lines = PACK.entitlement(
        case(child(9, on=NEW, school=True), child(14, on=NEW, school=True), child(2, on=NEW)), NEW
    ).lines
    schooled_line, small_line = lines
    assert (schooled_line.rule, schooled_line.count, schooled_line.each, schooled_line.value) == (
        "child_at_school",
        2,
        25000,
        50000,
    )
    assert (schooled_line.ages, schooled_line.rank_from) == ((14, 9), 1)
    assert schooled_line.parameter == "child_at_school.ranks_1_to_3"
    assert schooled_line.since == date(2025, 11, 30)
    assert "anss.gov.ma" in schooled_line.reference
    assert (small_line.rule, small_line.value, small_line.rank_from) == ("child_under_6", 25000, 3)


def test_the_floor_is_a_line_that_says_how_much_it_adds():
    rate, floor = PACK.entitlement(case(child(9, on=NEW)), NEW).lines
    assert (rate.rule, rate.value) == ("child_not_at_school", 17500)
    assert (floor.rule, floor.value, floor.parameter) == ("floor", 32500, "floor")


def test_a_seventh_child_has_a_line_without_value():
    *_, last = PACK.entitlement(case(*schooled(7, NEW)), NEW).lines
    assert (last.rule, last.count, last.value, last.rank_from) == ("beyond_limit", 1, 0, 7)


@pytest.mark.parametrize(
    ("fourth", "rule", "dirhams"),
    [
        (child(4, on=NEW, disabled=True), "disability", 786),
        (child(6, on=NEW, orphan=True), "orphan_not_at_school", 750),
    ],
)
def test_a_rate_that_is_not_published_adds_nothing_and_is_for_an_officer_to_confirm(fourth, rule, dirhams):
    found = PACK.entitlement(case(*(child(age, on=NEW, school=True) for age in (18, 15, 12)), fourth), NEW)
    assert found.total == dirhams * 100
    assert found.to_confirm == (rule,)
    assert [line.value for line in found.lines if line.unknown] == [0]


def test_a_birthday_within_the_month_takes_nothing_from_that_month():
    case_ = case(born(date(2004, 11, 10), school=True), *(child(age, school=True) for age in (9, 12)))
    assert [PACK.entitlement(case_, month).total for month in ("2025-11", "2025-12")] == [75000, 50000]


def test_born_on_29_february_turns_21_on_1_march():
    case_ = case(born(date(2004, 2, 29), school=True), *(child(age, school=True) for age in (9, 12)))
    assert [PACK.entitlement(case_, month).total for month in ("2025-02", "2025-03")] == [60000, 50000]


def test_the_eldest_has_the_first_rank():
    members = [child(age, on=NEW, school=age > 8) for age in (7, 10, 13, 16)]
    assert [(line.rule, line.rank_from) for line in PACK.entitlement(case(*members), NEW).lines] == [
        ("child_at_school", 1),
        ("child_not_at_school", 4),
    ]


def test_nothing_is_due_before_the_programme_began():
    found = PACK.entitlement(case(child(9), since=date(2023, 10, 1)), BEFORE_START)
    assert (found.total, found.lines[0].rule) == (0, "not_in_force")


@pytest.mark.parametrize("status", [s for s in CaseStatus if s is not CaseStatus.ACCEPTED])
def test_nothing_is_due_from_the_month_on_in_which_a_case_is_not_accepted(status):
    found = PACK.entitlement(case(child(9), status=status, since=date(2025, 11, 20)), NEW)
    assert (found.total, found.lines[0].rule) == (0, f"not_granted.{status}")


def test_the_months_before_a_suspension_were_granted():
    assert PACK.entitlement(case(status=CaseStatus.SUSPENDED, since=date(2025, 11, 20)), OLD).total == 50000


def test_a_payment_shows_that_a_month_before_the_present_status_was_granted():
    refused_now = case(status=CaseStatus.REFUSED, since=date(2025, 11, 20), payments=(payment(OLD, 500),))
    assert PACK.entitlement(refused_now, OLD).total == 50000
    assert PACK.entitlement(refused_now, "2025-09").total == 0


@pytest.mark.parametrize("month", ["2025-13", "2025-1", "25-11", "nonbre", "", "٢٠٢٥-١١"])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(ValueError, match="YYYY-MM"):
        PACK.entitlement(case(), month)
