"""Phones of a registry file to E.164, fast enough for millions: the country's plan is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

from programmes.registry.values import RowError
from programmes.registry.vault import western_digits
from storage.records.renumbering import renumbered

_SEPARATORS = str.maketrans("", "", " \t.-()/\u00a0\u202f\u200e\u200f\u202a\u202c")
_SEVERAL = re.compile(r"[;|,]")


class Phones(NamedTuple):
    """The phones of a cell; `old` are those written as numbers were before a plan changed."""

    all: list[str]
    old: list[str]


@dataclass(frozen=True, slots=True)
class PhoneReader:
    """Reads the phones of a cell; `region` is ISO 3166 alpha-2."""

    region: str
    country_code: str
    trunk: str
    lengths: frozenset[int]

    @classmethod
    def of(cls, region: str) -> PhoneReader:
        """The reader for a country; ValueError where there is no such region."""
        plan = PhoneMetadata.metadata_for_region(region)
        if plan is None or plan.general_desc is None:
            raise ValueError("no numbering plan for this region")
        lengths = frozenset(plan.general_desc.possible_length)
        return cls(region, str(plan.country_code), plan.national_prefix or "", lengths)

    def read(self, column: str, cell: str) -> Phones:
        """The phones of a cell, parted by `|`, `;` or `,`, each once."""
        found: dict[str, bool] = {}
        for part in _SEVERAL.split(cell) if cell.strip() else []:
            if part.strip():
                phone, old = self._one(column, part)
                found[phone] = old and found.get(phone, True)
        return Phones(list(found), [phone for phone, old in found.items() if old])

    def _one(self, column: str, raw: str) -> tuple[str, bool]:
        """The phone, and whether it was written in the old form."""
        digits = western_digits(raw).translate(_SEPARATORS)
        if own := self._own(digits):
            return own, False
        if modern := renumbered(digits, self.region):
            return modern, True
        return self._any(column, digits), False

    def _own(self, digits: str) -> str | None:
        """A number of the own country, written in one of the usual ways."""
        for prefix in (f"+{self.country_code}", f"00{self.country_code}", self.trunk, self.country_code, ""):
            national = digits.removeprefix(prefix)
            if digits.startswith(prefix) and len(national) in self.lengths and national.isdigit():
                if self.trunk and national.startswith(self.trunk):
                    return None
                return f"+{self.country_code}{national}"
        return None

    def _any(self, column: str, digits: str) -> str:
        try:
            number = phonenumbers.parse(digits, self.region)
        except NumberParseException:
            raise RowError(f"{column}: not a phone number") from None
        if not phonenumbers.is_possible_number(number):
            raise RowError(f"{column}: no phone has a number of this length")
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
