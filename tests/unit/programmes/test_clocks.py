"""Until when a ticket is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from programmes.errors import PackError
from programmes.manifest import _working_days
from programmes.pack import load_programme

PACK = load_programme("ma_asd")


@pytest.mark.parametrize(
    ("motive", "filed", "by"),
    [
        ("AMOUNT", date(2025, 11, 22), date(2025, 12, 22)),
        ("PAYMENT", date(2025, 11, 22), date(2025, 11, 28)),  # filed on a Saturday
        ("DATA", date(2025, 11, 17), date(2025, 11, 25)),  # the 18th is a holiday, then a weekend
        ("INFORMATION", date(2025, 12, 31), date(2026, 1, 5)),  # the first of January, then a weekend
        ("SENSITIVE", date(2025, 11, 24), date(2025, 11, 26)),
    ],
)
def test_a_motive_has_its_own_clock(motive, filed, by):
    assert PACK.answer_by(motive, filed) == by


def test_a_feast_that_follows_the_moon_is_no_working_day():
    feast = replace(PACK.calendar, dated=frozenset({date(2026, 3, 20)}))
    assert replace(PACK, calendar=feast).answer_by("DATA", date(2026, 3, 16)) == date(2026, 3, 24)


def test_the_receipt_of_a_restricted_matter_has_the_date_of_a_call_back():
    days = [PACK.answer_working_days[motive] for motive in ("INFORMATION", "SENSITIVE", "CONDUCT")]
    assert len(set(days)) == 1


@pytest.mark.parametrize("days", [{"DATA": 0}, {"DATA": "soon"}, {"DATA": True}, {"NO_SUCH": 3}, ["DATA"]])
def test_a_clock_that_cannot_run_is_refused(days):
    with pytest.raises(PackError, match=r"appeal\.working_days"):
        _working_days({"motives": {"DATA": {}}, "appeal": {"working_days": days}})
