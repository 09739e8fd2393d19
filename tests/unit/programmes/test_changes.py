"""Why an amount is another one than the month before."""

from __future__ import annotations

from datetime import date

import pytest

from programmes.household import CaseStatus, PaymentState
from programmes.pack import load_programme
from programmes.programme import Change
from tests.unit.programmes.builders import born, case, child, payment

PACK = load_programme("ma_asd")
NOW, THEN = "2026-02", "2026-01"
LAST_MONTH = date(2026, 1, 15)


def schooled(*ages):
    return [child(age, on=NOW, school=True) for age in ages]


def schooled_orphans(*ages):
    return [child(age, on=NOW, school=True, orphan=True, establishment=True) for age in ages]


def turned(age, **more):
    return born(LAST_MONTH.replace(year=LAST_MONTH.year - age), **more)


STORIES = {
    "a child at school turned 21": (
        [turned(21, school=True), *schooled(9, 12)],
        [("turned_21", 1, -250, 21)],
    ),
    "a child that stays at home turned 6": ([turned(6), *schooled(9, 12)], [("turned_6", 1, -75, 6)]),
    "a child that goes to school turned 6: nothing changes": ([turned(6, school=True), *schooled(9, 12)], []),
    "a child turned 18: nothing changes": ([turned(18, school=True), *schooled(9, 12)], []),
    "a child left school": (
        [child(15, on=NOW, school_until=LAST_MONTH), *schooled(9, 12)],
        [("left_school", 1, -75, None)],
    ),
    "a child entered school": (
        [child(9, on=NOW, school=True, school_since=LAST_MONTH), *schooled(9, 12)],
        [("entered_school", 1, 75, None)],
    ),
    "a child entered school in the month of its sixth birthday": (
        [turned(6, school=True, school_since=LAST_MONTH), *schooled(9, 12)],
        [],
    ),
    "a child was born": ([turned(0), *schooled(9, 12)], [("born", 1, 250, None)]),
    "twins were born": ([turned(0), turned(0), *schooled(9, 12)], [("born", 2, 286, None)]),
    "a birth under the floor is told, for people wonder": (
        [turned(0), child(25, on=NOW), child(22, on=NOW)],
        [("born", 1, 0, None)],
    ),
    "a first child was born: its grant is told apart": (
        [turned(0)],
        [("born", 1, 0, None), ("birth_grant", 1, 2000, None)],
    ),
    "the month after, the grant is no longer paid": (
        [born(date(2025, 12, 15)), *schooled()],
        [("birth_grant_before", 1, -2000, None)],
    ),
    "a seventh child was born": (
        [turned(0), *schooled(7, 8, 9, 10, 11, 12)],
        [("joined_beyond_limit", 1, 0, None)],
    ),
    "a child left the household": (
        [child(9, on=NOW, school=True, left_on=LAST_MONTH), *schooled(9, 12)],
        [("left", 1, -250, None)],
    ),
    "the fourth moves up when the eldest turns 21": (
        [turned(21, school=True), *schooled(18, 15, 12)],
        [("turned_21", 1, -36, 21)],
    ),
    "the seventh moves up when the eldest turns 21: no difference": (
        [turned(21, school=True), *schooled(18, 15, 12, 10, 9, 8)],
        [("turned_21", 1, 0, 21)],
    ),
    "one turned 21 and one was born": (
        [turned(21, school=True), turned(0), *schooled(12, 9, 7)],
        [("turned_21", 1, -36, 21), ("born", 1, 36, None)],
    ),
    "an orphan in an establishment turned 18": (
        [turned(18, school=True, orphan=True, establishment=True)],
        [("turned_18", 1, -500, 18)],
    ),
    "one of two orphans in an establishment turned 18": (
        [turned(18, orphan=True, establishment=True), *schooled_orphans(9)],
        [("turned_18", 1, -500, 18)],
    ),
    "nothing happened": (schooled(9, 12, 15), []),
}


@pytest.mark.parametrize(("members", "expected"), STORIES.values(), ids=STORIES)
def test_why(members, expected):
    changes = PACK.why_changed(case(*members), NOW)
    assert changes == tuple(
        Change(cause, count, dirhams * 100, age) for cause, count, dirhams, age in expected
    )


def test_a_rise_of_the_rates_is_a_cause_of_its_own():
    three = [child(age, on="2025-11", school=True) for age in (9, 12, 15)]
    assert PACK.why_changed(case(*three), "2025-11") == (Change("rate", 1, 15000),)


def test_a_birthday_and_a_rise_in_the_same_month_are_told_apart():
    members = [
        born(date(2004, 10, 15), school=True),
        *(child(a, on="2025-11", school=True) for a in (9, 12, 15)),
    ]
    assert PACK.why_changed(case(*members), "2025-11") == (
        Change("turned_21", 1, -3600, 21),
        Change("rate", 1, 15000),
    )


def test_the_first_month():
    assert PACK.why_changed(case(since=date(2026, 2, 3)), NOW) == (Change("first_month", 1, 50000),)


def test_paid_again_after_a_stop():
    again = case(since=date(2026, 2, 3), payments=(payment("2025-09", 500),))
    assert PACK.why_changed(again, NOW) == (Change("resumed", 1, 50000),)


@pytest.mark.parametrize("status", [CaseStatus.SUSPENDED, CaseStatus.ENDED])
def test_a_stop_is_the_only_cause_of_its_month(status):
    stopped = case(turned(21, school=True), *schooled(9, 12), status=status, since=date(2026, 2, 3))
    assert PACK.why_changed(stopped, NOW) == (Change(str(status), 1, -75000),)
    assert PACK.why_changed(stopped, "2026-03") == ()


def test_a_payment_that_is_not_the_computed_amount_is_said():
    three = schooled(9, 12, 15)
    assert PACK.paid_differs(case(*three, payments=(payment(NOW, 650),)), NOW) == Change(
        "paid_differs", 1, -10000
    )
    assert PACK.paid_differs(case(*three, payments=(payment(NOW, 750),)), NOW) is None
    assert PACK.paid_differs(case(*three), NOW) is None


def test_two_payments_of_a_month_count_together():
    split = (payment(NOW, 500), payment(NOW, 250, PaymentState.SENT))
    assert PACK.paid_differs(case(*schooled(9, 12, 15), payments=split), NOW) is None
