"""Encrypted fields and keyed look-ups: what a stolen database file does not tell.

A sealed field is one byte of key id, a 12-byte random nonce, and AES-256-GCM's ciphertext and tag, with
`table.column` as associated data, so that a value cannot be moved to another column. What must be found again
(a phone, a case, a provider's message id) stands beside it as a keyed BLAKE2b of 16 bytes, or where the index
key was changed, as a keyed BLAKE2b of that (docs/adr/0026).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StoreError
from storage.key_file import KeyFile
from storage.key_set import KeysError, KeySet

__all__ = ["Keys", "KeysError", "SealError"]

NONCE_BYTES = 12
LOOKUP_BYTES = 16
#: How long a change of the key file may go unseen by who writes.
LOOK_SECONDS = 1.0


class SealError(StoreError):
    """A sealed field does not open: it was damaged, or sealed with a key that is not among ours."""


class Keys:
    """Seals with one key, opens with several, and hashes what is looked up; for any number of threads.

    Keys that come from a file are followed: a key that is added there opens, and one that leads there seals,
    without a new start.
    """

    def __init__(self, given: KeySet, file: KeyFile | None = None) -> None:
        self._file = file
        self._looked_at = time.monotonic()
        self._leads = 0
        self._take(given)

    def _take(self, given: KeySet) -> None:
        self.held = given
        self._index = hashlib.blake2b(digest_size=LOOKUP_BYTES, key=given.index)
        self._layers = [hashlib.blake2b(digest_size=LOOKUP_BYTES, key=layer) for layer in given.layers]
        self._ciphers = {key_id: AESGCM(key) for key_id, key in given.encryption.items()}
        current = self._leads if self._leads in self._ciphers else given.current
        self.current = max(current, given.current)
        self._sealing = bytes([self.current]), self._ciphers[self.current].encrypt

    def __repr__(self) -> str:
        return f"Keys(ids={sorted(self._ciphers)}, current={self.current})"

    @classmethod
    def fresh(cls) -> Keys:
        """New random keys that are kept nowhere (tests)."""
        return cls(KeySet.fresh())

    @classmethod
    def parse(cls, text: str) -> Keys:
        """The keys of a settings string. Raises `KeysError`, which never repeats the string."""
        return cls(KeySet.parse(text))

    @classmethod
    def load(cls, path: Path) -> Keys:
        """The keys of a file that only its owner may read. Raises `KeysError`."""
        file = KeyFile(path)
        return cls(file.read(), file)

    @classmethod
    def create(cls, path: Path) -> Keys:
        """Write new keys to a file that must not exist yet."""
        KeyFile(path).create(KeySet.fresh())
        return cls.load(path)

    @property
    def ids(self) -> tuple[int, ...]:
        """The keys that open."""
        return tuple(sorted(self._ciphers))

    def follow(self) -> None:
        """Take up what the key file holds now, where the last look is a second old; any fault keeps ours."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._look()

    def _look(self) -> None:
        if self._file is None or not self._file.is_changed():
            return
        with contextlib.suppress(KeysError):
            given = self._file.read()
            if (given.index, given.layers) == (self.held.index, self.held.layers):
                self._take(given)

    def lead(self, key_id: int) -> bool:
        """Seal with this key from now on, or with a newer one that leads already; False for one not ours."""
        if key_id not in self._ciphers:
            self._look()
        known = key_id in self._ciphers
        if known and key_id > self.current:
            self._leads = key_id
            self._take(self.held)
        return known

    def replace(self, given: KeySet) -> None:
        """Put other keys in the place of ours, in the file too where they came from one."""
        if self._file is not None:
            self._file.replace(given)
            given = self._file.read()
        self._take(given)

    def seal(self, column: bytes, text: str) -> bytes:
        """Encrypt a text for `column` (`b"table.column"`)."""
        return self.seal_bytes(column, text.encode())

    def unseal(self, column: bytes, sealed: bytes) -> str:
        """What `seal` was given. Raises `SealError`."""
        return self.unseal_bytes(column, sealed).decode()

    def seal_bytes(self, column: bytes, plain: bytes) -> bytes:
        """Encrypt bytes for `column`."""
        nonce = os.urandom(NONCE_BYTES)
        prefix, encrypt = self._sealing
        return prefix + nonce + encrypt(nonce, plain, column)

    def unseal_bytes(self, column: bytes, sealed: bytes) -> bytes:
        """What `seal_bytes` was given. Raises `SealError`."""
        try:
            cipher = self._ciphers.get(sealed[0]) or self._learnt(sealed[0])
            return cipher.decrypt(sealed[1:13], sealed[13:], column)
        except (InvalidTag, KeyError, IndexError, ValueError):
            raise SealError from None

    def _learnt(self, key_id: int) -> AESGCM:
        """A key that another process added a moment ago."""
        self._look()
        return self._ciphers[key_id]

    def is_stale(self, sealed: bytes | None) -> bool:
        """Whether another key than the current one sealed this."""
        return sealed is not None and sealed[:1] != self._sealing[0]

    def renew(self, column: bytes, sealed: bytes) -> bytes:
        """The same, sealed with the current key. Raises `SealError`."""
        return self.seal_bytes(column, self.unseal_bytes(column, sealed))

    def lookup(self, kind: bytes, value: str) -> bytes:
        """The keyed hash under which a value of a kind (`b"phone"`) is found."""
        digest = self._index.copy()
        digest.update(kind + b"\0" + value.encode())
        return self.wrap(digest.digest()) if self._layers else digest.digest()

    def name(self, kind: bytes, value: str) -> bytes:
        """The same by the first index key alone: it never changes, and must stand in sealed values only."""
        digest = self._index.copy()
        digest.update(kind + b"\0" + value.encode())
        return digest.digest()

    def wrap(self, key: bytes, depth: int = 0) -> bytes:
        """A hash that `depth` layers made already, by all of them."""
        for layer in self._layers[depth:]:
            key = _hashed(layer, key)
        return key

    @property
    def layers(self) -> tuple[Callable[[bytes], bytes], ...]:
        """What each index key after the first makes of a hash."""
        return tuple(partial(_hashed, layer) for layer in self._layers)

    @property
    def depth(self) -> int:
        """How often the index key was changed."""
        return len(self._layers)

    def depth_of(self, key: bytes, name: bytes) -> int | None:
        """By how many layers `name` became this hash; None where they are none of ours."""
        made = [name]
        for layer in self._layers:
            made.append(_hashed(layer, made[-1]))
        return made.index(key) if key in made else None


def _hashed(layer: hashlib.blake2b, key: bytes) -> bytes:
    digest = layer.copy()
    digest.update(key)
    return digest.digest()
