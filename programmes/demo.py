"""Sixty invented households that show every status, every rule and every reason; the same for the same day.

Nobody is meant: numbers and phones are counted up (`ASD-2024-000101`, `+212600000101`), and there are no
names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from programmes.demo_families import FAMILIES, Event, Family, Kid, Paid
from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.months import first_day, last_day, month_after, month_before, month_of
from programmes.pack import Pack, load_programme
from programmes.registry.exporting import rows_of, write_csv

PROGRAMME = "ma_asd"
FIRST_NUMBER = 101
MONTHS_PAID = 8
DAYS_TO_COLLECT = timedelta(days=10)
FIGURES = ("score",)

#: Phones to try first, with what each shows.
DEMO_PHONES: tuple[tuple[str, str], ...] = (
    ("+212600000101", "accepted; the amount dropped because a child turned 21"),
    ("+212600000102", "refused because of the score, six days ago: can still be contested"),
    ("+212600000103", "one phone, two cases: one accepted, one in review"),
)

_PLACES = (
    ("Settat", "Casablanca-Settat"),
    ("Azilal", "Beni Mellal-Khenifra"),
    ("Zagora", "Draa-Tafilalet"),
    ("Taza", "Fes-Meknes"),
    ("Chefchaouen", "Tanger-Tetouan-Al Hoceima"),
    ("Essaouira", "Marrakech-Safi"),
)
_STATES = {
    Paid.SENT: (PaymentState.SENT, None),
    Paid.LEFT_THERE: (PaymentState.SENT, None),
    Paid.LATE: (PaymentState.PLANNED, None),
    Paid.NOT_COLLECTED: (PaymentState.RETURNED, "NOT_COLLECTED"),
    Paid.WRONG_ACCOUNT: (PaymentState.RETURNED, "ACCOUNT"),
}
#: What a short payment lacks, in centimes.
_SHORT_BY = 100_00


def write_demo(folder: Path, today: date) -> None:
    """Write the demo's three CSV files into `folder`."""
    pack = load_programme(PROGRAMME)
    write_csv(folder, (rows_of(case, pack.minor_digits, FIGURES) for case in demo_cases(today)), FIGURES)


def demo_cases(today: date) -> Iterator[Case]:
    """The sixty cases; their `case_id` is empty, for the import gives it."""
    pack = load_programme(PROGRAMME)
    for index, family in enumerate(FAMILIES):
        case = _case(FIRST_NUMBER + index, family, today)
        yield replace(case, payments=tuple(reversed(list(_payments(pack, case, family, today)))))


def _case(number: int, family: Family, today: date) -> Case:
    since = today - timedelta(days=family.days)
    if family.status is CaseStatus.ACCEPTED and month_of(since) != month_of(today) and family.days == 1:
        since = today  # "since this month" on the first day of one
    applied = since - timedelta(days=0 if family.status is CaseStatus.RECEIVED else 30)
    commune, region = _PLACES[number % len(_PLACES)]
    birth_year = today.year - 30 - number % 25
    return Case(
        case_id="",
        number=f"ASD-{applied.year}-{number:06d}",
        programme=PROGRAMME,
        status=family.status,
        status_since=since,
        head_birth_year=birth_year,
        commune=commune,
        region=region,
        reason=family.reason,
        reason_data=family.figures,
        applied_on=applied,
        phones=tuple(f"+212600000{phone:03d}" for phone in family.phones or (number,)),
        members=tuple(_members(family, birth_year, today)),
    )


def _members(family: Family, birth_year: int, today: date) -> Iterator[Member]:
    yield Member("1", date(birth_year, 3, 9), Relation.HEAD)
    if not family.single:
        yield Member("2", date(birth_year + 2, 7, 21), Relation.SPOUSE)
    for index, kid in enumerate(family.kids, 3):
        yield _child(str(index), kid, first_day(month_of(today)))


def _child(member_id: str, kid: Kid, month_start: date) -> Member:
    happened = first_day(month_before(month_of(month_start))).replace(day=15)
    born = (
        happened
        if kid.event in {Event.BIRTHDAY, Event.BIRTH}
        else _months_ago(happened, 3 + int(member_id) % 7)
    )
    return Member(
        member_id,
        born.replace(year=born.year - kid.age),
        Relation.CHILD,
        at_school=kid.school and kid.event is not Event.LEFT_SCHOOL,
        disabled=kid.disabled,
        orphan=kid.orphan,
        joined_on=happened if kid.event is Event.CAME else None,
        left_on=happened if kid.event is Event.LEFT else None,
        school_since=happened if kid.event is Event.ENTERED_SCHOOL else None,
        school_until=happened if kid.event is Event.LEFT_SCHOOL else None,
        school_level=_school_level(kid),
    )


def _school_level(kid: Kid) -> str | None:
    if not kid.school or kid.age < 6:
        return None
    return "primary" if kid.age < 12 else "college" if kid.age < 15 else "lycee"


def _payments(pack: Pack, case: Case, family: Family, today: date) -> Iterator[Payment]:
    """Oldest first: the months paid, then this month's planned one."""
    # What was paid is what the rules gave, as of a household accepted all along.
    all_along = replace(case, status=CaseStatus.ACCEPTED, status_since=date(2023, 12, 1))
    this_month, last_month = month_of(today), month_before(month_of(today))
    for month in _months_paid(case, family, today):
        amount = pack.entitlement(all_along, month).total
        odd = family.paid if month == last_month else Paid.COLLECTED
        if odd is Paid.SHORT:
            amount -= _SHORT_BY
        if month == this_month:
            state, reason = PaymentState.PLANNED, None
        else:
            state, reason = _STATES.get(odd, (PaymentState.COLLECTED, None))
        until = _collect_until(odd, last_day(month), today)
        yield Payment(month, amount, pack.currency, state, last_day(month), reason, until)


def _collect_until(odd: Paid, sent_on: date, today: date) -> date | None:
    if odd is Paid.SENT:
        return last_day(month_of(today))
    return min(sent_on + DAYS_TO_COLLECT, today - timedelta(days=1)) if odd is Paid.LEFT_THERE else None


def _months_paid(case: Case, family: Family, today: date) -> list[str]:
    this_month, last_month = month_of(today), month_before(month_of(today))
    begun = month_of(_months_ago(today.replace(day=1), MONTHS_PAID))
    since = month_of(case.status_since)
    if case.status in {CaseStatus.SUSPENDED, CaseStatus.ENDED}:
        return _months(month_of(_months_ago(first_day(since), MONTHS_PAID)), since)
    if case.status is not CaseStatus.ACCEPTED:
        return []
    if family.paid is Paid.STOPPED_AND_RESUMED:
        return [*_months(begun, month_of(_months_ago(today.replace(day=1), 3))), this_month]
    skipped = {Paid.MISSING: last_month, Paid.NOT_PLANNED: this_month}.get(family.paid)
    return [month for month in _months(max(begun, since), month_after(this_month)) if month != skipped]


def _months(start: str, end: str) -> list[str]:
    """From `start` to the month before `end`."""
    months = []
    while start < end:
        months.append(start)
        start = month_after(start)
    return months


def _months_ago(day: date, months: int) -> date:
    """The same day of an earlier month; `day` is one that every month has."""
    index = day.year * 12 + day.month - 1 - months
    return day.replace(year=index // 12, month=index % 12 + 1)
