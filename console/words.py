"""What an officer reads in one language: sentences, names, dates and amounts, by catalog and Babel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from console.desk import Measure
from console.labels import LABELS
from console.marks import _
from console.spans import Span, span_of
from locales import Translations, load

LANGUAGES = {"fr": "Français", "ar": "العربية", "en": "English"}
#: In Babel's words the threshold from which it would rather speak of the next larger unit.
_NO_OTHER_UNIT = float("inf")
#: What is worded once and then known: days, spans, names. A language's words live as long as the process.
_kept = lru_cache(maxsize=4096)
_MINUTE = 60
_NO_BREAK_SPACE = "\u00a0"

_TODAY = _("today")
_JUST_NOW = _("just now")
_LATE = _("{time} late")


class Words:
    """One language of the console, in a country's habits and time zone."""

    def __init__(self, language: str, country: str, timezone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(timezone)
        self.locale = _locale(language, country)
        self._translations: Translations = load(language, "console")

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.locale.text_direction

    def gettext(self, text: str) -> str:
        """The sentence in this language."""
        return self._translations.gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The sentence in the form that the count asks for."""
        return self._translations.ngettext(one, many, count)

    @_kept
    def label(self, kind: str, key: object) -> str:
        """The name of a state, motive or the like; what has no name is shown as it is kept."""
        name = LABELS[kind].get(str(key))
        return self.gettext(name) if name else str(key)

    def day(self, at: int | date) -> str:
        """A day, from epoch seconds or a date: `12 octobre 2025`."""
        return self._date(at if isinstance(at, date) else self._local(at).date(), "d MMMM y")

    def moment(self, at: int) -> str:
        """A day and hour: `12 oct. 14:05`."""
        local = self._local(at)
        return f"{self._date(local.date(), 'd MMM')} {local:%H:%M}"

    def iso(self, at: int) -> str:
        """A moment for machines to read."""
        return self._local(at).isoformat()

    def tag(self, language: str) -> str:
        """A catalog's name as browsers know languages: `ary_Latn` is `ary-Latn`."""
        return language.replace("_", "-")

    @_kept
    def month(self, iso: str) -> str:
        """A month from `YYYY-MM`: `novembre 2025`."""
        first = date.fromisoformat(f"{iso}-01")
        return format_skeleton("yMMMM", first, locale=self.locale)

    def ago(self, at: int, now: int) -> str:
        """How long ago: `il y a 3 jours`."""
        if now - at < _MINUTE:
            return self.gettext(_JUST_NOW)
        return self._since(span_of(now - at))

    def due(self, at: int, now: int) -> str:
        """How far a due day is: `dans 12 jours`, `aujourd'hui`, `3 jours de retard`."""
        days = (self._local(at).date() - self._local(now).date()).days
        if days == 0 and at >= now:
            return self.gettext(_TODAY)
        return self._until(days) if days > 0 else self._late(-days or 1)

    @_kept
    def amount(self, minor: int, currency: str, unit: str) -> str:
        """An amount from minor units, with the unit that people say: `900 DH`."""
        value = Decimal(minor).scaleb(-get_currency_precision(currency))
        pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
        return isolated(format_decimal(value, pattern, locale=self.locale) + _NO_BREAK_SPACE + unit)

    def price(self, value: Decimal, currency: str) -> str:
        """What an SMS costs, to the fraction that the operator bills: `0,085 MAD`."""
        return format_currency(
            value, currency, locale=self.locale, currency_digits=False, format="#,##0.00# ¤"
        )

    def cost(self, measure: Measure) -> str:
        """What an SMS takes: `GSM-7 · 34 caractères · 1 partie · 0,08 MAD`."""
        characters = self.ngettext("{count} character", "{count} characters", measure.units)
        parts = self.ngettext("{count} part", "{count} parts", measure.parts)
        said = [measure.encoding, characters.format(count=measure.units), parts.format(count=measure.parts)]
        if measure.price is not None:
            said.append(self.price(measure.price, measure.currency))
        return " · ".join(isolated(one) for one in said)

    def listed(self, names: Iterable[str], kind: str = "") -> str:
        """Names side by side, with the script's comma; those of a kind that has labels by their labels."""
        said = [self.label(kind, name) for name in names] if kind else names
        return ("، " if self.direction == "rtl" else ", ").join(said)

    def percent(self, value: float) -> str:
        """A share, whole: `44 %`."""
        return format_percent(value, "#,##0%" if self.language == "en" else None, locale=self.locale)

    def decimal(self, value: float) -> str:
        """A figure with one decimal."""
        return format_decimal(value, "#,##0.0", locale=self.locale)

    @_kept
    def number(self, value: int) -> str:
        """A count."""
        return format_decimal(value, locale=self.locale)

    @_kept
    def _date(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self.locale)

    @_kept
    def _since(self, span: Span) -> str:
        return self._worded(span, past=True)

    @_kept
    def _until(self, days: int) -> str:
        return self._worded(Span(days, "day"), past=False)

    @_kept
    def _late(self, days: int) -> str:
        time = self._worded(Span(days, "day"), past=None)
        return self.gettext(_LATE).format(time=time)

    def _worded(self, span: Span, *, past: bool | None) -> str:
        """The span; `past` None where it is neither ahead nor behind."""
        return format_timedelta(
            -span.seconds if past else span.seconds,
            granularity=span.unit,
            threshold=_NO_OTHER_UNIT,
            add_direction=past is not None,
            locale=self.locale,
        )

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone)


def isolated(text: str) -> str:
    """Text that keeps its own order beside text of the other direction (Unicode's first-strong isolate)."""
    return f"\u2068{text}\u2069"


def reference(digits: str) -> str:
    """A ticket's nine digits as the phone shows them: `482.177.353`."""
    return ".".join(digits[start : start + 3] for start in range(0, len(digits), 3))


@lru_cache
def words_in(language: str, country: str, timezone: str) -> Words:
    """The words of a language, read once."""
    return Words(language, country, timezone)


def _locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)
