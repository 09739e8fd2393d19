"""Phone numbers as networks write them, to E.164; no error text holds a number."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat, ValidationResult

from storage.records.renumbering import renumbered

LONGEST_RAW = 40
LONGEST_SHORT_CODE = 6
#: A conversation's messages come within minutes: more numbers than these are only memory.
_KEPT = 8192
_FORMS = str.maketrans("", "", " \t\r\n.-()/\u00a0\u202f\u200e\u200f\u202a\u202c")


class NumberError(ValueError):
    """This is no phone number."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NoNumberError(NumberError):
    """There is no number."""


class AlphanumericSenderError(NumberError):
    """The sender is a name, not a phone: it cannot be answered."""


class ShortCodeError(NumberError):
    """The sender is a short code, not a phone."""


class ImpossibleNumberError(NumberError):
    """No phone can have this number: its length fits no country's plan."""


class OldNumberError(NumberError):
    """The number has eight digits, as in Côte d'Ivoire before 2021: ask whether `modern` is meant."""

    def __init__(self, modern: str) -> None:
        super().__init__()
        self.modern = modern


def to_e164(raw: str, region: str) -> str:
    """The number as `+212612345678`; `region` (`MA`, `MR`, `CI`) reads what has no country code.

    Takes `+212...`, `00212...`, `0612...` and `212612...`. The length decides, not the ranges in use:
    a network opens new ones faster than the plan is published. Raises a `NumberError`.
    """
    if _in_full(region).fullmatch(raw):
        return raw
    digits = raw[: LONGEST_RAW + 1].translate(_FORMS)
    if not digits:
        raise NoNumberError
    if any(map(str.isalpha, digits)):
        raise AlphanumericSenderError
    if len(digits) > LONGEST_RAW:
        raise ImpossibleNumberError
    if len(digits) <= LONGEST_SHORT_CODE:
        raise ShortCodeError
    return _parsed(digits, region)


@cache
def _in_full(region: str) -> re.Pattern[str]:
    """The country's own numbers, E.164 already, as networks send them: to parse one is a tenth of a turn."""
    home = phonenumbers.region_code_for_country_code(phonenumbers.country_code_for_region(region))
    plan = PhoneMetadata.metadata_for_region(home, None)
    if plan is None or plan.general_desc is None:
        return re.compile("(?!)")
    trunk = f"(?!{plan.national_prefix_for_parsing})" if plan.national_prefix_for_parsing else ""
    digits = "|".join(f"[0-9]{{{length}}}" for length in plan.general_desc.possible_length)
    return re.compile(rf"\+{plan.country_code}{trunk}(?:{digits})")


@lru_cache(maxsize=_KEPT)
def national(e164: str) -> str:
    """The number as people write it at home, `06 12 34 56 78`; what is not E.164 is given back."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.NATIONAL)
    except NumberParseException:
        return e164


@lru_cache(maxsize=_KEPT)
def _parsed(digits: str, region: str) -> str:
    """Parsing costs 20 microseconds, a hit of the cache less than one."""
    if found := _possible(digits, region):
        return found
    if modern := renumbered(digits, region):
        raise OldNumberError(modern)
    if foreign := _possible(f"+{digits}", region):
        return foreign
    raise ImpossibleNumberError


def _possible(digits: str, region: str) -> str | None:
    """The number, where it reads as itself: a country's zeros may be taken off once more at each reading."""
    found = _read(digits, region)
    return found if found is not None and _read(found, region) == found else None


def _read(digits: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def sender_e164(raw: str, region: str) -> str:
    """The number of a sender, also in its old form: a network knows whose phone it is.

    Raises a `NumberError`.
    """
    try:
        return to_e164(raw, region)
    except OldNumberError as old:
        return old.modern
