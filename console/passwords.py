"""Passwords: argon2id, never on the event loop, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second profile, but one lane: a flood of sign-ins may take one core, never all of them.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1, type=Type.ID)

#: What an unknown login is checked against, so that it takes the same work; its password was thrown away.
DECOY = "$argon2id$v=19$m=65536,t=3,p=1$dJhj0b91JXzYJ++l1HB8cw$nfc547b3fuOj1D1OdHhkzyQHoN/lJKhSANPtVoGXQpc"
MAX_LENGTH = 256
MIN_LENGTH = 10


_Done = TypeVar("_Done")


class SignInsBusyError(Exception):
    """Too many sign-ins wait at once: try again in a minute."""


def hash_password(password: str) -> str:
    """The argon2id hash to keep (PHC string). Takes about 0.2 s: not for the event loop."""
    return _HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password is the one hashed. Takes about 0.2 s: not for the event loop."""
    with suppress(VerificationError, InvalidHashError):
        return _HASHER.verify(password_hash, password)
    return False


class PasswordDesk:
    """Verifies in a thread of its own, one password at a time; turns away who would wait too long."""

    def __init__(self, places: int = 16) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")
        self._free_places = places

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it is right; no hash means the same work and no. Raises `SignInsBusyError`."""
        right = await self._in_turn(verify_password, password_hash or DECOY, password)
        return right and password_hash is not None

    async def hash(self, password: str) -> str:
        """The hash to keep of a new password. Raises `SignInsBusyError`."""
        return await self._in_turn(hash_password, password)

    async def _in_turn(self, work: Callable[..., _Done], *arguments: str) -> _Done:
        if not self._free_places:
            raise SignInsBusyError
        self._free_places -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
        finally:
            self._free_places += 1
