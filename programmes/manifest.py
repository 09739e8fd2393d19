"""What programme.toml says beside the rules: names, money, calendar, phones, deadlines, contacts, motives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from programmes.clocks import ClockRules, read_clock_rules
from programmes.documents import get
from programmes.errors import PackError
from programmes.periods import MONTHS, Period
from programmes.wording import LANGUAGES, Words, read_words, table_at

FILE = "programme.toml"
LAST, UNKNOWN = "last", "unknown"
_NUMBER = re.compile(r"\+?[0-9]{2,15}", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which no desk works. `yearly` are month and day, `dated` single days."""

    weekend: frozenset[int]
    yearly: frozenset[tuple[int, int]]
    dated: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Whether desks work on `day`."""
        off = day.weekday() in self.weekend or (day.month, day.day) in self.yearly or day in self.dated
        return not off

    def after_working_days(self, day: date, count: int) -> date:
        """The day on which `count` working days have passed since `day`."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """What no published source tells: configured under `key`, to be confirmed by the programme."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class OldUnit:
    """Money that people still count in: one unit of today is `factor` of these; `code` is its ISO 4217."""

    code: str
    factor: int
    names: Words


@dataclass(frozen=True, slots=True)
class Manifest:
    """A programme's own facts. `payment_day` is a day of the month or `last` or `unknown`.

    `appeal_days` is None where no time limit is known.
    """

    key: str
    currency: str
    minor_digits: int
    timezone: str
    region_code: str
    languages: tuple[str, ...]
    period: Period
    payment_day: int | str
    appeal_days: int | None
    answer_days: int
    ceiling_days: int
    answer_working_days: Mapping[str, int]
    remembered_days: int
    calendar: Calendar
    clocks: ClockRules
    example_phone: str
    names: Words
    units: Words
    decimal_signs: Words
    old_unit: OldUnit | None
    motive_names: Mapping[str, Words]
    levels: Mapping[str, Words]
    contacts: Mapping[str, str]
    open_points: tuple[OpenPoint, ...]

    @property
    def motives(self) -> tuple[str, ...]:
        """What a ticket may be about."""
        return tuple(self.motive_names)


def read_manifest(content: Mapping[str, Any]) -> Manifest:
    """The loaded programme.toml, checked but for its rules; PackError names the key."""
    return Manifest(
        key=get(content, "key", str, FILE),
        currency=get(content, "currency", str, FILE),
        minor_digits=get(content, "minor_digits", int, FILE),
        timezone=_timezone(content),
        region_code=get(content, "region", str, FILE),
        languages=_languages(content),
        period=_period(content),
        payment_day=_payment_day(content),
        appeal_days=_appeal_days(content),
        answer_days=get(content, "appeal.answer_days", int, FILE),
        ceiling_days=get(content, "appeal.ceiling_days", int, FILE),
        answer_working_days=_working_days(content),
        remembered_days=get(content, "identity.remembered_days", int, FILE),
        calendar=_calendar(content),
        clocks=read_clock_rules(content, FILE),
        example_phone=get(content, "phones.example", str, FILE),
        names=read_words(content, "name", FILE),
        units=read_words(content, "unit", FILE),
        decimal_signs=read_words(content, "decimal_sign", FILE),
        old_unit=_old_unit(content),
        motive_names={
            code: read_words(content, f"motives.{code}", FILE) for code in table_at(content, "motives", FILE)
        },
        levels=_levels(content),
        contacts=_contacts(content),
        open_points=_open_points(content),
    )


def _timezone(content: Mapping[str, Any]) -> str:
    name = str(get(content, "timezone", str, FILE))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise PackError(FILE, "timezone", "no such time zone") from None
    return name


def _languages(content: Mapping[str, Any]) -> tuple[str, ...]:
    languages = tuple(get(content, "languages", list, FILE))
    if not set(languages) <= set(LANGUAGES):
        raise PackError(FILE, "languages", f"known are {', '.join(LANGUAGES)}")
    return languages


def _period(content: Mapping[str, Any]) -> Period:
    every = content.get("payment", {}).get("every")
    if every not in MONTHS:
        raise PackError(FILE, "payment.every", f"one of {', '.join(MONTHS)} is expected")
    return Period(MONTHS[every])


def _payment_day(content: Mapping[str, Any]) -> int | str:
    day = content.get("payment", {}).get("day")
    if day in {LAST, UNKNOWN}:
        return str(day)
    if not isinstance(day, int) or not 1 <= day <= 31:
        raise PackError(FILE, "payment.day", '"last", "unknown" or a day of the month is expected')
    return day


def _working_days(content: Mapping[str, Any]) -> Mapping[str, int]:
    """How many working days a motive has; the others have `answer_days`."""
    days = content.get("appeal", {}).get("working_days", {})
    if not isinstance(days, Mapping) or not all(type(count) is int and count > 0 for count in days.values()):
        raise PackError(FILE, "appeal.working_days", "a motive's days are a number from 1 on")
    if not days.keys() <= content.get("motives", {}).keys():
        raise PackError(FILE, "appeal.working_days", "no such motive under [motives]")
    return dict(days)


def _appeal_days(content: Mapping[str, Any]) -> int | None:
    if content.get("appeal", {}).get("days") == UNKNOWN:
        return None
    return int(get(content, "appeal.days", int, FILE))


def _calendar(content: Mapping[str, Any]) -> Calendar:
    weekend = get(content, "calendar.weekend", list, FILE)
    yearly, dated = (content["calendar"].get(name, []) for name in ("yearly", "dated"))
    if not set(weekend) <= set(_WEEKDAYS):
        raise PackError(FILE, "calendar.weekend", f"known are {', '.join(_WEEKDAYS)}")
    return Calendar(
        frozenset(map(_WEEKDAYS.index, weekend)),
        frozenset(map(_month_and_day, yearly)),
        frozenset(map(_dated, dated)),
    )


def _month_and_day(text: Any) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{text}")  # a leap year: 02-29 is a day
    except ValueError:
        raise PackError(FILE, "calendar.yearly", "month and day are written MM-DD") from None
    return day.month, day.day


def _dated(day: Any) -> date:
    if type(day) is not date:
        raise PackError(FILE, "calendar.dated", "a day is written YYYY-MM-DD, without quotes")
    return day


def _old_unit(content: Mapping[str, Any]) -> OldUnit | None:
    if "old_unit" not in content:
        return None
    factor = get(content, "old_unit.factor", int, FILE)
    return OldUnit(get(content, "old_unit.code", str, FILE), factor, read_words(content, "old_unit", FILE))


def _levels(content: Mapping[str, Any]) -> Mapping[str, Words]:
    levels = content.get("levels", {})
    return {name: read_words(content, f"levels.{name}", FILE) for name in levels}


def _contacts(content: Mapping[str, Any]) -> Mapping[str, str]:
    """Published numbers to reach the programme; "unknown" ones are open points and never shown."""
    contacts = {
        name: str(get(content, f"contacts.{name}", str, FILE)) for name in content.get("contacts", {})
    }
    for name, number in contacts.items():
        if number != UNKNOWN and not _NUMBER.fullmatch(number):
            raise PackError(FILE, f"contacts.{name}", "digits between quotes, or unknown, are expected")
    return contacts


def _open_points(content: Mapping[str, Any]) -> tuple[OpenPoint, ...]:
    points = []
    for index, entry in enumerate(content.get("open", [])):
        where = f"open[{index}]"
        if not isinstance(entry, Mapping) or set(entry) != {"key", "why"}:
            raise PackError(FILE, where, "`key` and `why` are expected")
        if not _stands(content, str(entry["key"])):
            raise PackError(FILE, f"{where}.key", "there is no such key in this file")
        points.append(OpenPoint(str(entry["key"]), str(entry["why"])))
    return tuple(points)


def _stands(content: Mapping[str, Any], key: str) -> bool:
    value: Any = content
    for part in key.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True
