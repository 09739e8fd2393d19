"""The second step: a code of the authenticator, or one that replaces it; every try is counted first."""

from __future__ import annotations

from console.authenticator import DIGITS, new_recovery_codes, new_secret, plain_code, step_of
from console.door import RefusedSignInError, count_try, was_right
from console.settings import ConsoleSettings
from storage.records import AuditEntry, SecondStep
from storage.store import Store

KIND = "second-step"
_LONGEST = 64


async def expect_second_step(store: Store, login: str) -> None:
    """Draw an authenticator's secret for an account that has none yet, to be confirmed by its first code."""
    kept = await store.second_step(login)
    if kept is None or not kept.confirmed:
        await store.save_second_step(login, SecondStep(new_secret()))


async def judge_code(
    store: Store, settings: ConsoleSettings, login: str, typed: str, address: str, *, recovery: bool = True
) -> None:
    """Use a code up. Raises `TooManyTriesError`, or `RefusedSignInError` where it is wrong or was used."""
    await count_try(store, settings, KIND, login, address)
    code = plain_code(typed[:_LONGEST])
    by_recovery = recovery and len(code) > DIGITS
    used = await (
        _use_recovery(store, login, code) if by_recovery else _use_step(store, settings, login, code)
    )
    action = (
        "second-step.refused" if not used else "recovery-code.used" if by_recovery else "second-step.passed"
    )
    await store.audit([AuditEntry(settings.now(), login, action, login)])
    if not used:
        raise RefusedSignInError
    await was_right(store, settings, KIND, login, address)


async def draw_recovery_codes(store: Store, settings: ConsoleSettings, login: str) -> list[str]:
    """New recovery codes, to be shown once; those before count no more."""
    codes = new_recovery_codes()
    await store.save_recovery_codes(login, [plain_code(code) for code in codes])
    await store.audit([AuditEntry(settings.now(), login, "recovery-codes.drawn", login)])
    return codes


async def _use_step(store: Store, settings: ConsoleSettings, login: str, code: str) -> bool:
    kept = await store.second_step(login)
    step = step_of(kept.secret, code, settings.now()) if kept else None
    return step is not None and await store.use_step(login, step)


async def _use_recovery(store: Store, login: str, code: str) -> bool:
    kept = await store.second_step(login)
    return kept is not None and kept.confirmed and await store.use_recovery_code(login, code)
