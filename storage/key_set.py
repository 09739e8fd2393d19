"""The keys as they are written down: words on one line (a setting) or on several (a file)."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from storage.errors import StoreError

KEY_BYTES = 32
MOST_KEYS = 255


class KeysError(StoreError):
    """The keys cannot be used."""


@dataclass(frozen=True, slots=True, repr=False)
class KeySet:
    """Several encryption keys by id (1 to 255), of which `current` seals, and the index key for look-ups.

    `layers` are the index keys that came after the first, each of which hashes what those before it made.
    Written as words `1=<base64> 2=<base64> current=2 index=<base64> index2=<base64>`. Raises `KeysError`.
    """

    encryption: Mapping[int, bytes]
    current: int
    index: bytes
    layers: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        ids = self.encryption
        if self.current not in ids or not all(0 < key_id <= MOST_KEYS for key_id in ids):
            raise KeysError("The keys name no current key, or an id that is not 1 to 255.")
        if any(len(key) != KEY_BYTES for key in (*ids.values(), self.index, *self.layers)):
            raise KeysError(f"Each key must have {KEY_BYTES} bytes.")

    def __repr__(self) -> str:
        return f"KeySet(ids={sorted(self.encryption)}, current={self.current})"

    @classmethod
    def fresh(cls) -> KeySet:
        """New random keys."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, 1, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> KeySet:
        """The keys of a text; the error never repeats it."""
        try:
            words = dict(word.split("=", 1) for word in text.split())
            current, index = int(words.pop("current")), _decode(words.pop("index"))
            layers = tuple(
                _decode(words.pop(name)) for name in _layer_names(sum("index" in one for one in words))
            )
            encryption = {int(key_id): _decode(key) for key_id, key in words.items()}
        except (ValueError, KeyError, binascii.Error):
            raise KeysError("The keys must read `1=<base64> current=1 index=<base64>`.") from None
        return cls(encryption, current, index, layers)

    def text(self) -> str:
        """As `parse` reads it."""
        words = [f"{key_id}={_encode(key)}" for key_id, key in sorted(self.encryption.items())]
        words += [f"current={self.current}", f"index={_encode(self.index)}"]
        layers = zip(_layer_names(len(self.layers)), self.layers, strict=True)
        return " ".join([*words, *(f"{name}={_encode(key)}" for name, key in layers)])

    def with_new(self) -> KeySet:
        """With one more key, which opens and does not seal yet."""
        key_id = max(self.encryption) + 1
        if key_id > MOST_KEYS:
            raise KeysError(f"There is no key id behind {MOST_KEYS}.")
        return replace(self, encryption={**self.encryption, key_id: secrets.token_bytes(KEY_BYTES)})

    def with_layer(self) -> KeySet:
        """With one more index key, over those that there are."""
        return replace(self, layers=(*self.layers, secrets.token_bytes(KEY_BYTES)))

    def led_by(self, key_id: int) -> KeySet:
        """With another key that seals."""
        return replace(self, current=key_id)

    def without(self, key_id: int) -> KeySet:
        """With one key less; not the one that seals."""
        if key_id not in self.encryption:
            raise KeysError(f"There is no key {key_id}.")
        return replace(self, encryption={one: key for one, key in self.encryption.items() if one != key_id})


def _layer_names(number: int) -> list[str]:
    return [f"index{at + 2}" for at in range(number)]


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
