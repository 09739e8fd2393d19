"""The two clocks: no order of pauses loses or wins time, and holidays count for nobody."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.clocks import DAY, Clock, ClockRules, Timeline, read_clock_rules
from programmes.errors import PackError
from programmes.manifest import Calendar
from programmes.pack import load_programme

PACKS = [load_programme(key) for key in ("ma_asd", "mr_tekavoul", "ci_filets")]
PACK = PACKS[0]
ZONE = ZoneInfo("Africa/Casablanca")
WORKING, EVERY = Timeline(PACK.timezone, PACK.calendar), Timeline(PACK.timezone)
BEGIN = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())

moments = st.integers(BEGIN, BEGIN + 700 * DAY)
timelines = st.sampled_from([WORKING, EVERY, *(Timeline(pack.timezone, pack.calendar) for pack in PACKS)])
#: A year with feasts on both sides of weekends, a holiday beside another, and the hours that Ramadan changes.
cuts = st.lists(st.integers(0, 90 * DAY), min_size=2, max_size=12)


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def pauses_of(start, offsets):
    """Pauses that do not overlap, from cuts in any order."""
    times = sorted({start + offset for offset in offsets})
    return list(zip(times[::2], times[1::2], strict=False))


@given(timelines, moments, moments, moments)
def test_time_adds_up_wherever_it_is_cut(timeline, one, two, three):
    first, middle, last = sorted((one, two, three))
    assert timeline.between(first, last) == timeline.between(first, middle) + timeline.between(middle, last)


@given(timelines, moments, cuts, st.integers(1, 30))
def test_when_the_time_is_used_up_just_so_much_was_used_whatever_was_paused(timeline, start, offsets, days):
    pauses, clock = pauses_of(start, offsets), Clock(timeline, days * DAY)
    due = clock.due(start, pauses)
    assert abs(clock.used(start, due, pauses) - days * DAY) <= 2
    assert clock.due(start) <= due


def test_a_question_asked_when_it_is_too_late_does_not_take_back_that_it_was_late():
    clock, start = Clock(WORKING, DAY), at("2025-11-10 10:00")
    assert clock.due(start, [(at("2025-11-12 09:00"), at("2025-11-20 09:00"))]) == clock.due(start)


@given(moments, cuts, st.randoms())
def test_the_order_in_which_pauses_are_told_changes_nothing(start, offsets, chance):
    pauses, clock = pauses_of(start, offsets), Clock(WORKING, 5 * DAY)
    mixed = pauses[:]
    chance.shuffle(mixed)
    assert clock.due(start, mixed) == clock.due(start, pauses)


@given(moments, st.integers(0, 5 * DAY), st.integers(0, 40 * DAY), st.integers(0, 40 * DAY))
def test_one_pause_or_two_that_touch_are_the_same(start, offset, first, second):
    begin = start + offset
    clock = Clock(WORKING, 5 * DAY)
    split = [(begin, begin + first), (begin + first, begin + first + second)]
    assert clock.due(start, split) == clock.due(start, [(begin, begin + first + second)])


@given(moments, st.integers(1, 10 * DAY), st.integers(0, 30 * DAY))
def test_a_longer_wait_never_brings_the_due_day_nearer(start, offset, more):
    clock = Clock(WORKING, 5 * DAY)
    begin = start + offset
    assert clock.due(start, [(begin, begin + DAY + more)]) >= clock.due(start, [(begin, begin + DAY)])


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
@given(moments, st.sampled_from(["AMOUNT", "PAYMENT", "DATA", "SENSITIVE"]))
def test_the_moment_lies_on_the_day_that_the_receipt_tells(pack, filed, motive):
    zone = ZoneInfo(pack.timezone)
    told = pack.answer_by(motive, datetime.fromtimestamp(filed, zone).date())
    assert datetime.fromtimestamp(pack.due_at(motive, filed), zone).date() == told


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        ("2025-11-14 15:00", 1, "2025-11-17 15:00"),  # Friday, Monday
        ("2025-11-15 15:00", 1, "2025-11-17 23:59:59"),  # what comes on a Saturday begins on Monday
        ("2025-11-17 09:00", 1, "2025-11-19 09:00"),  # the 18th is a holiday
        ("2025-11-17 23:59:59", 1, "2025-11-19 23:59:59"),
        ("2025-11-18 00:00", 1, "2025-11-19 23:59:59"),  # its first second counts as the rest of it
        ("2025-12-31 10:00", 2, "2026-01-05 10:00"),  # New Year on a Thursday, then a weekend
        ("2025-08-13 10:00", 3, "2025-08-19 10:00"),  # the 14th, then a weekend; the 20th and 21st wait
        ("2025-08-19 10:00", 1, "2025-08-22 10:00"),  # two feasts in a row
    ],
)
def test_holidays_and_weekends_at_the_borders(filed, days, due):
    moment = datetime.fromtimestamp(Clock(WORKING, days * DAY).due(at(filed)), ZONE)
    assert (
        moment.strftime("%Y-%m-%d %H:%M:%S") == due
        if ":59" in due
        else moment == datetime.fromisoformat(due).replace(tzinfo=ZONE)
    )


def test_a_pause_over_a_long_weekend_costs_no_working_time():
    clock = Clock(WORKING, 5 * DAY)
    start = at("2025-11-10 10:00")
    weekend = (at("2025-11-15 00:00"), at("2025-11-17 00:00"))
    assert clock.due(start, [weekend]) == clock.due(start)


@given(moments)
def test_a_day_on_which_the_hour_changes_is_a_day(start):
    """Morocco's clocks go back for Ramadan and forward after it."""
    day = datetime.fromtimestamp(start, ZONE).date()
    first, last = (
        int(datetime(one.year, one.month, one.day, tzinfo=ZONE).timestamp())
        for one in (day, day + timedelta(days=1))
    )
    assert EVERY.between(first, last) == DAY


def test_a_country_of_feasts_without_end_is_not_asked_for():
    feasts = Calendar(
        frozenset({5, 6}), frozenset(), frozenset({date(2025, 11, 17) + timedelta(n) for n in range(5)})
    )
    due = Clock(Timeline(PACK.timezone, feasts), DAY).due(at("2025-11-14 10:00"))
    assert datetime.fromtimestamp(due, ZONE).date() == date(2025, 11, 24)


@pytest.mark.parametrize(
    "table", [{"sort_days": 0}, {"sort_days": "soon"}, {"sort_days": True}, {"x": 1}, [1]]
)
def test_rules_that_make_no_clock_are_refused(table):
    with pytest.raises(PackError, match="clocks"):
        read_clock_rules({"clocks": table}, "programme.toml")


def test_a_programme_sets_what_differs_and_nothing_else():
    assert read_clock_rules({"clocks": {"desk_days": 7}}, "programme.toml") == ClockRules(desk_days=7)
