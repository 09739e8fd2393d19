"""What the indicators are asked for: a period in days of the country, and which tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.records import Officer, TicketQuery

_USUAL = timedelta(days=90)
_LONGEST = timedelta(days=3 * 366)
#: Days near the ends of the calendar cannot be counted from.
_YEARS = range(2000, 3000)


@dataclass(frozen=True, slots=True)
class Asked:
    """From the day `since` to the day `until`, both counted; "" is any region, language or motive."""

    since: date
    until: date
    region: str = ""
    programme: str = ""
    language: str = ""
    motive: str = ""

    def query(self, officer: Officer) -> TicketQuery:
        """The tickets, within what this officer may see."""
        return TicketQuery(
            motive=self.motive or None,
            language=self.language or None,
            regions=_within(self.region, officer.regions),
            programmes=_within(self.programme, officer.programmes),
            sensitive=None if officer.sensitive else False,
            kept_from=officer.kept_from,
        )

    def bounds(self, zone: ZoneInfo) -> tuple[int, int]:
        """From which second until before which."""
        return _midnight(self.since, zone), _midnight(self.until + timedelta(days=1), zone)

    def address(self) -> dict[str, str]:
        """The parameters of an address that asks the same."""
        texts = {name: getattr(self, name) for name in ("region", "programme", "language", "motive")}
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return days | {name: text for name, text in texts.items() if text}


def read_asked(address: Mapping[str, str], now: int, zone: ZoneInfo) -> Asked:
    """What an address asks for; what makes no sense is left out."""
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    until = min(_day(address.get("until")) or today, today)
    since = _day(address.get("since")) or until - _USUAL
    if not timedelta(0) <= until - since <= _LONGEST:
        since = until - _USUAL
    texts = {name: address.get(name, "")[:80] for name in ("region", "programme", "language", "motive")}
    return Asked(since, until, **texts)


def month_asked(address: Mapping[str, str], now: int, zone: ZoneInfo) -> Asked:
    """A whole month, `YYYY-MM`; the last one that is over where none is named."""
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    first = _day(f"{address.get('month', '')}-01") or (today.replace(day=1) - timedelta(days=1)).replace(
        day=1
    )
    texts = {name: address.get(name, "")[:80] for name in ("region", "programme")}
    return Asked(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), **texts)


def _within(wish: str, allowed: tuple[str, ...]) -> tuple[str, ...] | None:
    """One's wish among what is allowed; of nothing allowed, nothing."""
    if not wish:
        return allowed or None
    return (wish,) if not allowed or wish in allowed else ()


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())
