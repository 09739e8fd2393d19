"""The part of the engine that knows authenticators and sessions; described by storage/accounts.py."""

from __future__ import annotations

from collections.abc import Sequence

from storage.accounts import AccountStore
from storage.records import Officer, SecondStep, SignIn
from storage.verbs.engine import Engine
from storage.work import people, second_steps

# ruff: noqa: D102


class Accounts(Engine, AccountStore):
    """`AccountStore` on whichever engine."""

    async def save_password(self, login: str, password_hash: str, keep: bytes) -> None:
        await self._write(people.save_password, login, password_hash, keep)

    async def second_step(self, login: str) -> SecondStep | None:
        found: SecondStep | None = await self._read(second_steps.find, login)
        return found

    async def save_second_step(self, login: str, step: SecondStep) -> None:
        await self._write(second_steps.save, login, step)

    async def drop_second_step(self, login: str) -> None:
        await self._write(second_steps.drop, login)

    async def use_step(self, login: str, step: int) -> bool:
        used: bool = await self._write(second_steps.use, login, step)
        return used

    async def save_recovery_codes(self, login: str, codes: Sequence[str]) -> None:
        await self._write(second_steps.save_codes, login, codes)

    async def use_recovery_code(self, login: str, code: str) -> bool:
        used: bool = await self._write(second_steps.use_code, login, code)
        return used

    async def count_recovery_codes(self, login: str) -> int:
        number: int = await self._read(second_steps.count_codes, login)
        return number

    async def prove_sign_in(self, token_hash: bytes, proved: SignIn) -> bool:
        done: bool = await self._write(people.prove_sign_in, token_hash, proved)
        return done

    async def sign_ins(self, login: str | None = None) -> list[SignIn]:
        found: list[SignIn] = await self._read(people.sign_ins, login)
        return found

    async def close_sign_ins(self, login: str) -> None:
        await self._write(people.close_sign_ins, login)

    async def save_officer(self, officer: Officer) -> None:
        await self._write(people.save_officer, officer)

    async def officer(self, login: str) -> Officer | None:
        found: Officer | None = await self._read(people.officer, login)
        return found

    async def officers(self) -> list[Officer]:
        found: list[Officer] = await self._read(people.officers)
        return found

    async def open_sign_in(self, sign_in: SignIn) -> None:
        await self._write(people.open_sign_in, sign_in)

    async def sign_in(self, token_hash: bytes) -> SignIn | None:
        found: SignIn | None = await self._read(people.sign_in, token_hash)
        return found

    async def touch_sign_in(self, token_hash: bytes, now: int) -> None:
        await self._write(people.touch_sign_in, token_hash, now)

    async def close_sign_in(self, token_hash: bytes) -> None:
        await self._write(people.close_sign_in, token_hash)
