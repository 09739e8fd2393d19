"""Console sessions: a random token in a cookie, its hash in the store, an idle and an absolute limit."""

from __future__ import annotations

import hashlib
import secrets

from aiohttp import hdrs, web

from console.keys import PULSE
from console.settings import ConsoleSettings
from storage.records import SignIn
from storage.store import Store

_TOUCH_AFTER = 60  # a page's worth of requests notes its use once
_BROWSER_LENGTH = 200
_ID_DIGITS = 16


def cookie_name(settings: ConsoleSettings) -> str:
    """`__Host-` makes the browser insist on https, on this host alone and on the whole path."""
    return "__Host-recours" if settings.https else "recours"


def hash_token(token: str) -> bytes:
    """What the store keeps of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


async def open_session(store: Store, login: str, now: int, request: web.Request) -> str:
    """Begin a session that waits for its second step; returns its token."""
    token, sign_in = _begun(login, now, request, proved=False)
    await store.open_sign_in(sign_in)
    return token


async def prove_session(store: Store, sign_in: SignIn, now: int, request: web.Request) -> str | None:
    """Put a proved session, under a token of its own, in place of `sign_in`; None where that is over."""
    token, proved = _begun(sign_in.login, now, request, proved=True)
    return token if await store.prove_sign_in(sign_in.token_hash, proved) else None


async def session_of(
    request: web.Request, store: Store, settings: ConsoleSettings, *, by_itself: bool = False
) -> SignIn | None:
    """The session that this request carries, while it lasts; ended where a limit has passed.

    A request that the page sends `by_itself` does not lengthen it.
    """
    token = request.cookies.get(cookie_name(settings))
    if not token:
        return None
    token_hash, now = hash_token(token), settings.now()
    sign_in = await store.sign_in(token_hash)
    if sign_in is None:
        return None
    if not lasts(sign_in, settings, now):
        await store.close_sign_in(token_hash)
        return None
    if now - sign_in.seen_at >= _TOUCH_AFTER and not by_itself:
        await store.touch_sign_in(token_hash, now)
    return sign_in


async def close_session(request: web.Request, store: Store, settings: ConsoleSettings) -> None:
    """End the session that this request carries, if any."""
    token = request.cookies.get(cookie_name(settings))
    if token:
        await store.close_sign_in(hash_token(token))
        request.app[PULSE].close(hash_token(token))


def give_cookie(response: web.StreamResponse, token: str, settings: ConsoleSettings) -> None:
    """Hand the token to the browser, out of any script's reach, until the browser closes."""
    response.set_cookie(
        cookie_name(settings), token, path="/", httponly=True, samesite="Lax", secure=settings.https
    )


def take_cookie(response: web.StreamResponse, settings: ConsoleSettings) -> None:
    """Take the token from the browser."""
    response.del_cookie(cookie_name(settings), path="/", httponly=True, samesite="Lax", secure=settings.https)


def session_id(sign_in: SignIn) -> str:
    """What a form calls a session: enough of its token's hash to name it, nothing to use it by."""
    return sign_in.token_hash.hex()[:_ID_DIGITS]


def _begun(login: str, now: int, request: web.Request, *, proved: bool) -> tuple[str, SignIn]:
    token = secrets.token_urlsafe(32)
    browser = request.headers.get(hdrs.USER_AGENT, "")[:_BROWSER_LENGTH]
    return token, SignIn(hash_token(token), login, now, now, proved, request.remote or "", browser)


def lasts(sign_in: SignIn, settings: ConsoleSettings, now: int) -> bool:
    """Whether a session still opens pages."""
    if not sign_in.proved:
        return now - sign_in.created_at < settings.half_way
    return now - sign_in.seen_at < settings.idle and now - sign_in.created_at < settings.absolute
