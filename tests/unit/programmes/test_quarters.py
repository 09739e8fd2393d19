"""Programmes that pay by the quarter: Tekavoul with its old ouguiyas, and three years of filets sociaux."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import as_file, files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.errors import PackError
from programmes.household import CaseStatus
from programmes.months import month_after
from programmes.pack import load_pack, load_programme
from programmes.periods import Period
from programmes.programme import Change
from tests.unit.programmes.builders import household

MR, CI = load_programme("mr_tekavoul"), load_programme("ci_filets")
months = st.builds("{}-{:02d}".format, st.integers(2015, 2035), st.integers(1, 12))


@given(months)
def test_the_quarters_of_a_year_begin_in_january(month):
    quarter = Period(3)
    first = quarter.of(month)
    assert first <= month <= quarter.last_month(first)
    assert first[5:] in {"01", "04", "07", "10"}
    assert quarter.before(quarter.after(first)) == first
    assert quarter.between(first, quarter.after(first)) == 1
    assert quarter.after(first) == month_after(quarter.last_month(first))


def test_all_months_of_a_quarter_have_its_amount_and_its_payment():
    paid = household("mr_tekavoul", paid=[("2025-11", 3600_00)])
    for month in ("2025-10", "2025-11", "2025-12"):
        assert MR.entitlement(paid, month).month == "2025-10"
        assert MR.entitlement(paid, month).total == 3600_00
        assert MR.paid_differs(paid, month) is None


def test_a_new_rate_is_told_against_the_quarter_before():
    assert MR.why_changed(household("mr_tekavoul", since=date(2022, 1, 5)), "2024-02") == (
        Change("rate", 1, 1400_00),
    )


def test_the_quarters_of_2024_are_computed_and_for_an_officer_to_confirm():
    assert MR.entitlement(household("mr_tekavoul"), "2024-05").to_confirm == ("transfer",)
    assert MR.entitlement(household("mr_tekavoul"), "2025-01").to_confirm == ()


@pytest.mark.parametrize("unit", ["MRO", "old ouguiyas"])
def test_an_amount_in_old_ouguiyas_is_refused_with_the_way_out(tmp_path, unit):
    with as_file(files("programmes") / "packs" / "mr_tekavoul") as here:
        folder = shutil.copytree(here, tmp_path / "mr")
    path = folder / "benefits.yaml"
    path.write_text(path.read_text("utf-8").replace("unit: MRU", f"unit: {unit}"), "utf-8")
    with pytest.raises(
        PackError, match=r"benefits.yaml:\d+: transfer.unit: these are old units; .* 10 of the old"
    ):
        load_pack(folder)


def test_no_day_of_payment_is_guessed_where_none_is_published():
    assert MR.next_payment(household("mr_tekavoul"), date(2025, 11, 22)) is None
    assert MR.due_month(household("mr_tekavoul"), date(2025, 11, 22)) is None


def test_no_time_to_contest_is_told_where_none_is_published():
    refused = household("mr_tekavoul", status=CaseStatus.REFUSED, since=date(2020, 1, 1))
    assert MR.appeal_until(refused) is None


def test_three_years_count_from_the_first_quarter_paid():
    paid = household("ci_filets", since=date(2025, 12, 1), paid=[("2024-02", 36000)])
    stay = [CI.entitlement(paid, quarter).total for quarter in ("2026-07", "2026-10", "2027-01", "2027-04")]
    assert stay == [36000, 36000, 72000, 0]


def test_the_exit_kit_and_the_end_of_the_stay_are_causes_of_their_own():
    paid = household("ci_filets", since=date(2024, 1, 1))
    assert CI.why_changed(paid, "2027-01") == (Change("stay_over", 1, 36000),)
    assert CI.why_changed(paid, "2027-04") == (Change("stay_over", 1, -72000),)
    assert CI.why_changed(paid, "2027-07") == ()


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_nobody_gets_more_than_twelve_quarters_and_one_kit(since):
    case = household("ci_filets", since=since)
    start = CI.period.of(f"{since:%Y-%m}")
    sums, period = [], start
    for _ in range(20):
        sums.append(CI.entitlement(case, period).total)
        period = CI.period.after(period)
    assert sums == [36000] * 12 + [72000] + [0] * 7
