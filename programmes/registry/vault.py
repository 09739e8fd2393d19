"""How the registry keeps personal data at rest: found by keyed hash, read only by who holds the key.

The callables come from outside (storage/fields.py offers them), so that this room knows no keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

#: A keyed hash of at least 16 bytes: without the key nobody can try values.
Hasher = Callable[[str], bytes]
Sealer = Callable[[bytes], bytes]
HASH_BYTES = 16

_SEPARATORS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"[0-9]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Vault:
    """Hashes what is looked up, seals (authenticated encryption) and opens what is kept."""

    hasher: Hasher
    seal: Sealer
    open: Sealer
    #: Each hashes what those before it made: the index keys that came after the hasher's.
    layers: tuple[Sealer, ...] = ()

    def case_id(self, number: str) -> str:
        """The id of the case with this number, which tells no number and never changes.

        Conversations and tickets hold it, sealed; once the index key was changed it stands nowhere else.
        """
        return self._name(number).hex()

    def number_key(self, number: str) -> bytes:
        """Where the case with this number is found."""
        return self.wrap(self._name(number))

    def key_of(self, case_id: str) -> bytes:
        """Where the case with this id is found; empty, which no case has, where it is none."""
        try:
            return self.wrap(bytes.fromhex(case_id))
        except ValueError:
            return b""

    def phone_key(self, phone: str) -> bytes:
        """Where the cases of a phone (E.164) are found."""
        return self.wrap(self.hasher(f"phone:{phone}")[:HASH_BYTES])

    def wrap(self, key: bytes, depth: int = 0) -> bytes:
        """A hash that `depth` layers made already, by all of them."""
        for layer in self.layers[depth:]:
            key = layer(key)
        return key

    def depth_of(self, key: bytes, number: str) -> int | None:
        """How many layers made a case's key; None where they are none of ours."""
        name = self._name(number)
        for depth in range(len(self.layers) + 1):
            if name == key:
                return depth
            name = self.layers[depth](name) if depth < len(self.layers) else name
        return None

    def _name(self, number: str) -> bytes:
        return self.hasher(f"number:{plain_number(number)}")[:HASH_BYTES]


def western_digits(text: str) -> str:
    """Arabic-Indic and Persian digits written as 0-9."""
    return text if text.isascii() else text.translate(_DIGITS)


@lru_cache(maxsize=4)  # a case's rows stand together, so that most calls ask for the number of the one before
def plain_number(number: str) -> str:
    """A case number as it is compared: its letters and digits from the first digit on, in capitals.

    So `ASD-2024-000123`, `asd 2024.000123` and `2024000123` are one number, in Arabic digits too.
    """
    kept = _SEPARATORS.sub("", western_digits(number)).upper()
    first = _DIGIT.search(kept)
    return kept[first.start() :] if first else ""
