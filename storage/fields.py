"""Encrypted fields and keyed look-ups: what a stolen database file does not tell.

A sealed field is one byte of key id, a 12-byte random nonce, and AES-256-GCM's ciphertext and tag, with
`table.column` as associated data, so that a value cannot be moved to another column. What must be found again
(a phone, a case, a provider's message id) stands beside it as a keyed BLAKE2b of 16 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StoreError

KEY_BYTES = 32
NONCE_BYTES = 12
LOOKUP_BYTES = 16
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR


class KeysError(StoreError):
    """The keys cannot be used."""


class SealError(StoreError):
    """A sealed field does not open: it was damaged, or sealed with a key that is not among ours."""


class Keys:
    """Several encryption keys by id (1 to 255), of which `current` seals, and one index key for look-ups.

    Written as words `1=<base64> 2=<base64> current=2 index=<base64>`, on one line (a setting) or several
    (a file).
    """

    def __init__(self, encryption: Mapping[int, bytes], current: int, index: bytes) -> None:
        keys = [*encryption.values(), index]
        if current not in encryption or not all(0 < key_id < 256 for key_id in encryption):
            raise KeysError("The keys name no current key, or an id that is not 1 to 255.")
        if any(len(key) != KEY_BYTES for key in keys):
            raise KeysError(f"Each key must have {KEY_BYTES} bytes.")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in encryption.items()}
        self._prefix = bytes([current])
        self._cipher = self._ciphers[current]
        self._index = hashlib.blake2b(digest_size=LOOKUP_BYTES, key=index)

    def __repr__(self) -> str:
        return f"Keys(ids={sorted(self._ciphers)}, current={self._prefix[0]})"

    @classmethod
    def fresh(cls) -> Keys:
        """New random keys that are kept nowhere (tests)."""
        return cls.parse(_fresh_text())

    @classmethod
    def parse(cls, text: str) -> Keys:
        """The keys of a settings string. Raises `KeysError`, which never repeats the string."""
        try:
            words = dict(word.split("=", 1) for word in text.split())
            current, index = int(words.pop("current")), _decode(words.pop("index"))
            encryption = {int(key_id): _decode(key) for key_id, key in words.items()}
        except (ValueError, KeyError, binascii.Error):
            raise KeysError("The keys must read `1=<base64> current=1 index=<base64>`.") from None
        return cls(encryption, current, index)

    @classmethod
    def load(cls, path: Path) -> Keys:
        """The keys of a file that only its owner may read. Raises `KeysError`."""
        try:
            mode = path.stat().st_mode
            text = path.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise KeysError(f"The key file cannot be read ({type(error).__name__}).") from None
        if stat.S_IMODE(mode) & ~_PRIVATE:
            raise KeysError("The key file must be readable by its owner alone (chmod 600).")
        return cls.parse(text)

    @classmethod
    def create(cls, path: Path) -> Keys:
        """Write new keys to a file that must not exist yet."""
        text = _fresh_text()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        except OSError as error:
            raise KeysError(f"The key file cannot be created ({type(error).__name__}).") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text.replace(" ", "\n") + "\n")
            file.flush()
            os.fsync(file.fileno())
        return cls.parse(text)

    def seal(self, column: bytes, text: str) -> bytes:
        """Encrypt a text for `column` (`b"table.column"`)."""
        return self.seal_bytes(column, text.encode())

    def unseal(self, column: bytes, sealed: bytes) -> str:
        """What `seal` was given. Raises `SealError`."""
        return self.unseal_bytes(column, sealed).decode()

    def seal_bytes(self, column: bytes, plain: bytes) -> bytes:
        """Encrypt bytes for `column`."""
        nonce = os.urandom(NONCE_BYTES)
        return self._prefix + nonce + self._cipher.encrypt(nonce, plain, column)

    def unseal_bytes(self, column: bytes, sealed: bytes) -> bytes:
        """What `seal_bytes` was given. Raises `SealError`."""
        try:
            return self._ciphers[sealed[0]].decrypt(sealed[1:13], sealed[13:], column)
        except (InvalidTag, KeyError, IndexError, ValueError):
            raise SealError from None

    def lookup(self, kind: bytes, value: str) -> bytes:
        """The keyed hash under which a value of a kind (`b"phone"`) is found."""
        digest = self._index.copy()
        digest.update(kind + b"\0" + value.encode())
        return digest.digest()


def _fresh_text() -> str:
    first, index = (base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(2))
    return f"1={first} current=1 index={index}"


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
