"""The demo's households show what the project can do, on any day."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest

from programmes.demo import DEMO_PHONES, demo_cases, write_demo
from programmes.household import CaseStatus, PaymentState
from programmes.months import month_before, month_of
from programmes.pack import load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from programmes.synthetic import birth_year_of, number_of, phone_of, write_households

PACK = load_programme("ma_asd")
DAYS = [
    date(2025, 11, 22),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2028, 2, 29),
    date(2026, 12, 31),
]


@pytest.fixture(params=DAYS, ids=str)
def today(request):
    return request.param


def test_there_are_sixty_and_the_same_for_the_same_day(today):
    cases = list(demo_cases(today))
    assert len(cases) == len({case.number for case in cases}) == 60
    assert cases == list(demo_cases(today))


def test_every_status_and_every_state_of_a_payment_is_shown(today):
    cases = list(demo_cases(today))
    assert {case.status for case in cases} == set(CaseStatus)
    assert {payment.state for case in cases for payment in case.payments} == set(PaymentState)
    assert {len(case.phones) for case in cases} == {1, 2}


def test_every_reason_is_shown(today):
    cases = list(demo_cases(today))
    shown = {case.reason for case in cases} | {payment.reason for case in cases for payment in case.payments}
    assert shown - {None} == set(PACK.reasons) - {"UNKNOWN"}


def test_every_rule_and_every_cause_is_shown(today):
    cases, month = list(demo_cases(today)), month_of(today)
    rules = {line.rule for case in cases for line in PACK.entitlement(case, month).lines}
    assert rules >= {
        "child_under_6",
        "child_at_school",
        "child_not_at_school",
        "orphan",
        "orphan_not_at_school",
    }
    assert rules >= {"disability", "flat", "floor", "beyond_limit"}
    causes = {change.cause for case in cases for change in PACK.why_changed(case, month)}
    assert causes >= {
        "turned_6",
        "turned_21",
        "left_school",
        "entered_school",
        "joined",
        "joined_beyond_limit",
    }
    assert causes >= {"left", "first_month", "resumed"}


def test_some_may_still_contest_and_some_are_late(today):
    late = {
        PACK.appeal_until(case) < today for case in demo_cases(today) if case.status is CaseStatus.REFUSED
    }
    assert late == {True, False}


def test_what_was_paid_is_what_the_rules_give_but_for_one(today):
    months = [month_of(today), month_before(month_of(today))]
    differing = {
        case.number for case in demo_cases(today) for month in months if PACK.paid_differs(case, month)
    }
    assert len(differing) == 1


def test_demo_phones_are_phones_and_nobody_s_twice_but_where_meant(today):
    cases = list(demo_cases(today))
    phones = [phone for case in cases for phone in case.phones]
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)
    assert sorted(phone for phone in set(phones) if phones.count(phone) > 1) == ["+212600000103"]


async def test_the_three_phones_of_the_banner_show_what_is_said(tmp_path, path, vault, registry, today):
    write_demo(tmp_path, today)
    report = import_registry(FileGenerations(path), Sources.in_folder(tmp_path), PACK, vault, today=today)
    assert (report.households, report.refused) == (60, [])
    dropped, refused, shared = [await registry.cases_of_phone(phone) for phone, _what in DEMO_PHONES]
    assert PACK.why_changed(dropped[0], month_of(today))[0].cause == "turned_21"
    month = month_of(today)
    assert PACK.entitlement(dropped[0], month).total < PACK.entitlement(dropped[0], month_before(month)).total
    assert (refused[0].status, refused[0].reason, refused[0].reason_data) == (
        CaseStatus.REFUSED,
        "SCORE",
        {"score": "9.81"},
    )
    assert PACK.appeal_until(refused[0]) >= today
    assert [case.status for case in shared] == [CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW]


async def test_any_number_of_households_can_be_made(tmp_path, path, vault, registry, today):
    write_households(tmp_path, 500, today)
    report = import_registry(FileGenerations(path), Sources.in_folder(tmp_path), PACK, vault, today=today)
    assert (report.households, report.refused) == (500, [])
    (case,) = await registry.cases_of_phone(phone_of(321))
    assert (case.number, case.head_birth_year) == (number_of(321), birth_year_of(321))
    assert await registry.case_by_number(number_of(321)) == case
