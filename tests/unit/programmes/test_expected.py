"""Which payment a household waits for, and where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from programmes.demo import demo_cases
from programmes.expected import Standing, expected_in, newest_expected, standing_of
from programmes.household import CaseStatus, Payment, PaymentState
from programmes.pack import load_programme

PACK = load_programme("ma_asd")
TODAY = date(2025, 11, 22)
DAYS = [TODAY, date(2026, 1, 1), date(2026, 2, 28), date(2026, 12, 31)]
PAID = Payment("2025-10", 50000, "MAD", PaymentState.COLLECTED, date(2025, 10, 31))


@pytest.mark.parametrize(
    ("state", "day", "until", "reason", "standing"),
    [
        ("planned", date(2025, 11, 22), None, None, Standing.NOT_DUE),
        ("planned", date(2025, 11, 21), None, None, Standing.LATE),
        ("sent", date(2025, 11, 1), None, None, Standing.SENT),
        ("sent", date(2025, 11, 1), date(2025, 11, 22), None, Standing.SENT),
        ("sent", date(2025, 11, 1), date(2025, 11, 21), None, Standing.NOT_COLLECTED),
        ("returned", date(2025, 11, 1), None, "NOT_COLLECTED", Standing.NOT_COLLECTED),
        ("returned", date(2025, 11, 1), None, "ACCOUNT", Standing.RETURNED),
        ("collected", date(2025, 11, 1), None, None, Standing.COLLECTED),
    ],
)
def test_a_payment_stands_where_its_state_and_its_days_say(state, day, until, reason, standing):
    payment = replace(PAID, state=PaymentState(state), day=day, collect_until=until, reason=reason)
    assert standing_of(payment, TODAY) is standing


def test_a_month_that_should_have_been_paid_and_is_not_noted_is_missing():
    [case] = [case for case in demo_cases(TODAY) if case.number.endswith("144")]
    month = newest_expected(case, PACK.due_month(case, TODAY), TODAY)
    assert month == "2025-10"
    assert expected_in(case, month, TODAY).standing is Standing.MISSING


def test_of_two_payments_of_a_month_the_one_that_did_not_arrive_is_told():
    grant = replace(PAID, amount=200000, state=PaymentState.SENT)
    case = replace(next(demo_cases(TODAY)), payments=(PAID, grant))
    assert expected_in(case, "2025-10", TODAY).payment == grant


def test_a_case_that_is_not_paid_has_no_month_that_is_due():
    refused = [case for case in demo_cases(TODAY) if case.status is not CaseStatus.ACCEPTED]
    assert {PACK.due_month(case, TODAY) for case in refused} == {None}


def test_on_the_day_of_payment_the_month_is_not_yet_due():
    case = next(demo_cases(TODAY))
    assert PACK.due_month(case, date(2025, 11, 30)) == "2025-10"
    assert PACK.due_month(case, date(2025, 12, 1)) == "2025-11"


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_demo_shows_every_standing_on_any_day(today):
    shown = set()
    for case in demo_cases(today):
        month = newest_expected(case, PACK.due_month(case, today), today)
        shown |= {expected_in(case, month, today).standing} if month else set()
        shown |= {standing_of(payment, today) for payment in case.payments}
    assert shown == set(Standing)
