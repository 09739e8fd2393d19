"""Writes values as people read them on a basic phone: `900 DH`, `12 octobre`, `28 نونبر`, `482.177.353`.

Only characters that stay in order behind Arabic letters and that GSM-7 knows in French: no narrow spaces,
no hyphens. Western digits everywhere; month names are Babel's for `fr` and for the Arabic of the programme's
country (نونبر in Morocco, نوفمبر in Mauritania), and ours for `ary_Latn`.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from babel.dates import get_month_names
from babel.numbers import get_currency_precision

from bot.hours import write_hours
from bot.plain import fold, is_gsm7
from bot.text import Day, Money, Month, Plain, Quote, Reference
from programmes.directory.hours import Hours

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.wording import WriteValue

#: The names of the months, January first.
Months = tuple[str, ...]

#: The languages that are written with GSM-7; the others cost UCS-2 anyway.
GSM7_LANGUAGES = frozenset({"fr", "ary_Latn", "en"})
#: What has the character before it drawn in colours, or in a frame.
_COLOURS = frozenset("\ufe0e\ufe0f\u20e3")
#: What a quote says of words that its language's letters cannot show.
ELLIPSIS = "..."

#: Whose Arabic months are written where nobody says which country's.
HOME = "MA"
_OF_COUNTRY = {("ar", "MA"): "ar_MA", ("ar", "MR"): "ar_MR"}
#: Babel has no Darija in Latin letters: the months as Moroccans say them, in the spelling of its catalog.
_DARIJA_MONTHS = (
    *("yanayer", "febrayer", "mars", "abril", "may", "younyo"),
    *("youlyouz", "ghoucht", "choutanbir", "oktobre", "nonbre", "doujanbir"),
)
_UP_TO = {"fr": "à", "ar": "إلى", "ary_Latn": "l", "en": "to"}
_UNITS = {
    "MAD": {"ar": "درهم", "": "DH"},
    "MRU": {"ar": "أوقية", "": "MRU"},
    "XOF": {"ar": "فرنك", "": "FCFA"},
}
#: A day farther away than this is written with its year.
_NEAR_DAYS = 300


def write_value(value: Any, language: str, country: str = HOME) -> str:
    """One value of a text, in the language's own letters and, where those are GSM-7's, within GSM-7.

    `country` (ISO 3166 alpha-2) is where it is read: Arabic has other months in each.
    """
    write = _known if type(value) in _OF_MANY else _folded
    return write(value, language, country)


def writer_in(country: str) -> WriteValue:
    """`write_value` for the people of a country."""
    return partial(write_value, country=country)


def _folded(value: Any, language: str, country: str) -> str:
    written = _write(value, language, country)
    return fold(written) if language in GSM7_LANGUAGES else written


#: Sums, months and days are those of many people and tell of none: they are written once.
_OF_MANY = {Money, Month, Day, date}
_known = lru_cache(maxsize=4096)(_folded)


def _write(value: Any, language: str, country: str) -> str:
    if type(value) in _DATED:
        return _DATED[type(value)](value, _months(language, country), language)
    if type(value) not in _WRITERS:
        raise TypeError(type(value).__name__)
    return _WRITERS[type(value)](value, language)


def _money(value: Money, language: str) -> str:
    """Digits are not grouped: a space would part them, and a dot would make 1.350 of 1350."""
    places = get_currency_precision(value.currency)
    whole, rest = divmod(abs(value.minor), 10**places)
    sign = "-" if value.minor < 0 else ""
    cents = f",{rest:0{places}}" if rest else ""
    units = _UNITS.get(value.currency, {"": value.currency})
    return f"{sign}{whole}{cents} {units.get(language, units[''])}"


def _month(value: Month, months: Months, language: str) -> str:
    year, month = value.iso.split("-")
    first = int(month) - 1
    name = months[first]
    if value.months > 1:
        name = f"{name} {_UP_TO[language]} {months[first + value.months - 1]}"
    return f"{name} {year}" if value.year else name


def _reference(value: Reference, _language: str) -> str:
    """Groups of three, parted by dots: parted by spaces they would be shown in reverse behind Arabic."""
    return ".".join(value.digits[start : start + 3] for start in range(0, len(value.digits), 3))


def _near_or_far(value: Day, months: Months, language: str) -> str:
    return _day(value.on, months, language, year=abs((value.on - value.today).days) > _NEAR_DAYS)


def _day(day: date, months: Months, language: str, *, year: bool = False) -> str:
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    written = f"{number} {months[day.month - 1]}"
    return f"{written} {day.year}" if year else written


@cache
def _months(language: str, country: str) -> Months:
    if language == "ary_Latn":
        return _DARIJA_MONTHS
    names = get_month_names("wide", locale=_OF_COUNTRY.get((language, country), language))
    return tuple(str(names[number]) for number in range(1, 13))


def _quote(value: Quote, language: str) -> str:
    """The words in one line, cut at a word; left out where they are in letters that would leave GSM-7."""
    words = fold(value.words) if language in GSM7_LANGUAGES else value.words
    words = "".join(character for character in words if not _is_picture(character))
    if language in GSM7_LANGUAGES and not is_gsm7(words):
        return ELLIPSIS
    line = " ".join(words.split())
    if len(line) <= value.limit:
        return line or ELLIPSIS
    kept, _space, _cut = line[: value.limit - len(ELLIPSIS) + 1].rpartition(" ")
    return (kept or line[: value.limit - len(ELLIPSIS)]) + ELLIPSIS


def _is_picture(character: str) -> bool:
    """Whether no basic phone could show it: an emoji, a heart, what joins or colours them."""
    if character.isascii():
        return False
    return character > "\uffff" or character in _COLOURS or unicodedata.category(character) in {"So", "Cf"}


_DATED: dict[type, Callable[[Any, Months, str], str]] = {Month: _month, Day: _near_or_far, date: _day}
_WRITERS: dict[type, Callable[[Any, str], str]] = {
    Money: _money,
    Reference: _reference,
    Quote: _quote,
    Hours: write_hours,
    Plain: lambda value, language: value.by_language(language),
    int: lambda value, _language: str(value),
    str: lambda value, _language: value,
}
