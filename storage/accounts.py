"""What the store keeps of signing in beyond the password; each engine holds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from storage.records import SecondStep, SignIn


class AccountStore(Protocol):
    """The part of `Store` that knows authenticators and console sessions."""

    async def save_password(self, login: str, password_hash: str, keep: bytes) -> None:
        """Change an account's password, and end its sessions but that of the token hash `keep`."""

    async def second_step(self, login: str) -> SecondStep | None:
        """An account's authenticator."""

    async def save_second_step(self, login: str, step: SecondStep) -> None:
        """Replace an account's authenticator; its recovery codes count no more."""

    async def drop_second_step(self, login: str) -> None:
        """Forget an account's authenticator and recovery codes, and sign it out everywhere."""

    async def use_step(self, login: str, step: int) -> bool:
        """Use up a step of time, which confirms the authenticator; False where it or a later one was used."""

    async def save_recovery_codes(self, login: str, codes: Sequence[str]) -> None:
        """Replace an account's recovery codes, of which only keyed hashes are kept."""

    async def use_recovery_code(self, login: str, code: str) -> bool:
        """Use up a recovery code; False where there is no such code (any more)."""

    async def count_recovery_codes(self, login: str) -> int:
        """How many recovery codes an account has left."""

    async def prove_sign_in(self, token_hash: bytes, proved: SignIn) -> bool:
        """Put a proved session in place of one that waited for it; False where that is no longer there."""

    async def sign_ins(self, login: str | None = None) -> list[SignIn]:
        """The console sessions of an account, or of all, the last used first."""

    async def close_sign_ins(self, login: str) -> None:
        """Sign an account out everywhere."""
