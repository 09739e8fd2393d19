"""Why what was paid is not what the rules give, and what one more fact would change."""

from __future__ import annotations

from datetime import date

import pytest

from programmes.household import Member, Relation
from programmes.pack import load_programme
from programmes.programme import Gap, WhatIf
from tests.unit.programmes.builders import born, case, child, household, payment

PACK, MR = load_programme("ma_asd"), load_programme("mr_tekavoul")
NOW = "2026-02"


def schooled(*ages, **more):
    return [child(age, on=NOW, school=True, **more) for age in ages]


STORIES = {
    # who, what was paid this month (DH), the cause
    "a child is missing": (schooled(9, 12, 15), 500, "child"),
    "one child is taken for not at school": (schooled(9, 12, 15), 675, "school"),
    "a disability is missing": ([*schooled(9, 12), *schooled(15, disabled=True)], 750, "disability"),
    "a child is not known to be fatherless": (schooled(9, 12, orphan=True), 625, "orphan"),
    "rates that are long gone": (schooled(9, 12, 15), 600, "unexplained"),
    "nothing explains it": (schooled(9, 12, 15), 333, "unexplained"),
    "more than is due, and nothing was short before": (schooled(9, 12, 15), 900, "unexplained"),
    "the birth grant is not in it": ([born(date(2026, 1, 15)), *schooled(5)], 500, "grant_apart"),
    "a child that turned 21 is still counted": (
        [born(date(2005, 1, 15), school=True), *schooled(9, 12)],
        750,
        "as_before",
    ),
}


@pytest.mark.parametrize(("members", "paid", "cause"), STORIES.values(), ids=STORIES)
def test_the_one_fact_that_gives_the_paid_amount_is_its_cause(members, paid, cause):
    gap = PACK.why_differs(case(*members, payments=(payment(NOW, paid),)), NOW)
    assert (gap.paid, gap.cause) == (paid * 100, cause)
    assert gap.due == PACK.entitlement(case(*members), NOW).total


def test_in_the_month_of_a_rise_the_old_rate_is_a_cause():
    three = [child(age, on="2025-11", school=True) for age in (9, 12, 15)]
    gap = PACK.why_differs(case(*three, payments=(payment("2025-11", 600),)), "2025-11")
    assert gap == Gap("2025-11", 60000, 75000, "old_rate")


def test_two_facts_of_other_kinds_that_give_the_same_sum_are_no_answer():
    both = [*schooled(15, 12, disabled=True), *schooled(9)]
    paid = PACK.entitlement(case(*both), NOW).total - 10000
    assert PACK.why_differs(case(*both, payments=(payment(NOW, paid // 100),)), NOW).cause == "disability"


def test_an_arrear_names_the_months_that_it_is_for():
    months = [("2025-10", 0), ("2025-12", 500), ("2026-01", 250), (NOW, 750)]
    paid = tuple(payment(month, dirhams) for month, dirhams in reversed(months))
    assert PACK.why_differs(case(payments=paid), NOW) == Gap(NOW, 75000, 50000, "arrear", ("2026-01",))
    paid = tuple(
        payment(month, dirhams) for month, dirhams in [(NOW, 1250), ("2026-01", 250), ("2025-12", 0)]
    )
    assert PACK.why_differs(case(payments=paid), NOW).months == ("2025-12", "2026-01")


def test_nothing_differs_where_nothing_is_written_down_or_all_is_right():
    assert PACK.why_differs(case(), NOW) is None
    assert PACK.why_differs(case(payments=(payment(NOW, 500),)), NOW) is None


def test_ten_times_the_amount_looks_like_old_ouguiyas():
    paid = household("mr_tekavoul", paid=[("2025-10", 36000_00)])
    assert MR.why_differs(paid, "2025-11") == Gap("2025-10", 36000_00, 3600_00, "old_unit")


def test_the_step_that_mends_a_fact_names_the_desk_that_owns_it():
    assert PACK.mending_step("child", "fr") == "Faites inscrire l'enfant au RNP"
    assert PACK.mending_step("school", "fr") == "Déclarez l'école sur le portail ASD"
    assert PACK.mending_step("unexplained", "fr") == ""


WHAT_IFS = {
    "a third child at school": (schooled(9, 12), "child", "child_at_school", 500, 750),
    "a fourth child": (schooled(9, 12, 15), "child", "child_under_6", 750, 786),
    "a fourth child not at school": (schooled(9, 12, 15), "child", "child_not_at_school", 750, 774),
    "a seventh child": (schooled(7, 8, 9, 12, 15, 18), "child", "child_at_school", 858, 858),
    "under the floor": (schooled(9), "child", "child_under_6", 500, 500),
    "the school of one of three": ([*schooled(9, 12), child(15, on=NOW)], "school", "", 675, 750),
    "the disability of one of three": (schooled(9, 12, 15), "disability", "", 750, 850),
    "a fatherless child of three": (schooled(9, 12, 15), "orphan", "", 750, 875),
}


@pytest.mark.parametrize(("members", "fact", "rule", "now", "then"), WHAT_IFS.values(), ids=WHAT_IFS)
def test_what_one_more_fact_would_give(members, fact, rule, now, then):
    assert PACK.what_if(case(*members), NOW, fact, rule) == WhatIf(fact, now * 100, then * 100)


def test_only_what_can_be_missing_is_asked_for():
    spouse = Member("s", date(1985, 1, 1), Relation.SPOUSE)
    assert PACK.hypotheses(case(spouse), NOW) == ("child",)
    assert PACK.hypotheses(case(spouse, *schooled(9)), NOW) == ("child", "disability")
    assert PACK.hypotheses(case(spouse, child(9, on=NOW)), NOW) == ("child", "school", "disability")
    assert PACK.hypotheses(case(child(9, on=NOW)), NOW) == ("child", "school", "orphan", "disability")
    assert MR.hypotheses(household("mr_tekavoul"), NOW) == ()
