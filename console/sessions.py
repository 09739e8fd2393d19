"""Console sessions as their owner, or an administrator, sees and ends them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.settings import ConsoleSettings
from console.sign_ins import lasts, session_id
from storage.records import AuditEntry, SignIn
from storage.store import Store

#: What a browser calls itself, the most telling name first.
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chromium", "Chrome", "Safari", "curl")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS", "CrOS": "ChromeOS"}


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session: its id in forms, whose, where, since when; `current` is the one that asks."""

    id: str
    login: str
    device: str
    address: str
    created_at: int
    seen_at: int
    current: bool


async def open_sessions(
    store: Store, settings: ConsoleSettings, login: str, current: SignIn | None
) -> list[OpenSession]:
    """The sessions of an account that still open pages, the last used first."""
    now = settings.now()
    return [
        OpenSession(
            session_id(one),
            one.login,
            device_of(one.browser),
            one.address,
            one.created_at,
            one.seen_at,
            current=current is not None and one.token_hash == current.token_hash,
        )
        for one in await store.sign_ins(login)
        if one.proved and lasts(one, settings, now)
    ]


async def end_session(store: Store, actor: str, login: str, named: str, now: int) -> bool:
    """End a session of an account by its id; False where it has none of that id."""
    for one in await store.sign_ins(login):
        if session_id(one) == named:
            await store.close_sign_in(one.token_hash)
            await store.audit([AuditEntry(now, actor, "session.ended", login)])
            return True
    return False


def device_of(browser: str) -> str:
    """A browser and its system in two words: `Firefox · Linux`; "" where it does not tell."""
    found = [_first(names, browser) for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def _first(names: tuple[str, ...], browser: str) -> str:
    known = next((name for name in names if re.search(rf"{name}\b", browser)), "")
    return _NAMES.get(known, known)
