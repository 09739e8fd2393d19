"""Phones of a registry file to E.164, fast enough for millions: the country's plan is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

from programmes.registry.values import RowError
from programmes.registry.vault import western_digits

_SEPARATORS = str.maketrans("", "", " \t.-()/\u00a0\u202f\u200e\u200f\u202a\u202c")
_SEVERAL = re.compile(r"[;|,]")


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

    def read(self, column: str, cell: str) -> list[str]:
        """The phones of a cell, parted by `|`, `;` or `,`, each once."""
        parts = _SEVERAL.split(cell) if cell.strip() else []
        return list(dict.fromkeys(self._one(column, part) for part in parts if part.strip()))

    def _one(self, column: str, raw: str) -> str:
        digits = western_digits(raw).translate(_SEPARATORS)
        return self._own(digits) or self._any(column, digits)

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
