"""Console sessions: a random token in a cookie, its hash in the store, an idle and an absolute limit."""

from __future__ import annotations

import hashlib
import secrets

from aiohttp import web

from console.settings import ConsoleSettings
from storage.records import Officer, SignIn
from storage.store import Store

_TOUCH_AFTER = 60  # a page's worth of requests notes its use once


def cookie_name(settings: ConsoleSettings) -> str:
    """`__Host-` makes the browser insist on https, on this host alone and on the whole path."""
    return "__Host-recours" if settings.https else "recours"


def hash_token(token: str) -> bytes:
    """What the store keeps of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


async def open_session(store: Store, login: str, now: int) -> str:
    """Begin a session; returns its token."""
    token = secrets.token_urlsafe(32)
    await store.open_sign_in(SignIn(hash_token(token), login, created_at=now, seen_at=now))
    return token


async def officer_of(request: web.Request, store: Store, settings: ConsoleSettings) -> Officer | None:
    """Whose session this request carries, while it lasts; ends it where a limit has passed."""
    token = request.cookies.get(cookie_name(settings))
    if not token:
        return None
    token_hash, now = hash_token(token), settings.now()
    sign_in = await store.sign_in(token_hash)
    if sign_in is None:
        return None
    if not _lasts(sign_in, settings, now):
        await store.close_sign_in(token_hash)
        return None
    officer = await store.officer(sign_in.login)
    if officer is None or officer.disabled:
        return None
    if now - sign_in.seen_at >= _TOUCH_AFTER:
        await store.touch_sign_in(token_hash, now)
    return officer


async def close_session(request: web.Request, store: Store, settings: ConsoleSettings) -> None:
    """End the session that this request carries, if any."""
    token = request.cookies.get(cookie_name(settings))
    if token:
        await store.close_sign_in(hash_token(token))


def give_cookie(response: web.StreamResponse, token: str, settings: ConsoleSettings) -> None:
    """Hand the token to the browser, out of any script's reach, until the browser closes."""
    response.set_cookie(
        cookie_name(settings), token, path="/", httponly=True, samesite="Lax", secure=settings.https
    )


def take_cookie(response: web.StreamResponse, settings: ConsoleSettings) -> None:
    """Take the token from the browser."""
    response.del_cookie(cookie_name(settings), path="/", httponly=True, samesite="Lax", secure=settings.https)


def _lasts(sign_in: SignIn, settings: ConsoleSettings, now: int) -> bool:
    return now - sign_in.seen_at < settings.idle and now - sign_in.created_at < settings.absolute
