"""One's own account: sessions, password, recovery codes."""

from __future__ import annotations

from aiohttp import web

from console.account_forms import change_password
from console.accounts import AccountError
from console.door import RefusedSignInError, TooManyTriesError
from console.keys import OFFICER, PASSWORDS, SETTINGS, SIGN_IN, STORE
from console.marks import _
from console.pages import page_url, render
from console.passwords import SignInsBusyError
from console.second_step import draw_recovery_codes, judge_code
from console.sessions import end_session, open_sessions
from storage.records import AuditEntry

_WRONG = _("The password or the code is not right, or the code was used already.")
_TOO_MANY = _("Too many tries. Wait a quarter of an hour and try again.")
_BUSY = _("Many people are signing in right now. Try again in a minute.")
_LENGTH = _("A password has 10 to 256 characters.")
_CHANGED = _("The password was changed. All other sessions have ended.")
_ENDED = _("The session has ended.")
_TOLD = {"password": _CHANGED, "session": _ENDED}


async def show(request: web.Request) -> web.Response:
    """The account's page."""
    return await _page(request, done=_TOLD.get(request.query.get("done", ""), ""))


async def end(request: web.Request) -> web.Response:
    """End one of one's own sessions."""
    form = await request.post()
    login = request[OFFICER].login
    now = request.app[SETTINGS].now()
    if not await end_session(request.app[STORE], login, login, str(form.get("session", "")), now):
        raise web.HTTPNotFound
    raise web.HTTPSeeOther(page_url(request, "account").with_query(done="session"))


async def renew_codes(request: web.Request) -> web.Response:
    """New recovery codes, for who shows a code of the authenticator."""
    form = await request.post()
    if problem := await _refusal(request, str(form.get("code", ""))):
        return await _page(request, 403, problem=problem)
    codes = await draw_recovery_codes(request.app[STORE], request.app[SETTINGS], request[OFFICER].login)
    return await render(request, "recovery_codes.html", codes=codes, onward=page_url(request, "account"))


async def renew_password(request: web.Request) -> web.Response:
    """A new password, for who knows the old one and shows a code."""
    form = await request.post()
    officer, passwords = request[OFFICER], request.app[PASSWORDS]
    if problem := await _refusal(request, str(form.get("code", ""))):
        return await _page(request, 403, problem=problem)
    try:
        if not await passwords.verify(officer.password_hash, str(form.get("old", ""))):
            return await _page(request, 403, problem=_WRONG)
        changed = await change_password(passwords, officer, str(form.get("new", "")))
    except AccountError:
        return await _page(request, 400, problem=_LENGTH)
    except SignInsBusyError:
        return await _page(request, 503, problem=_BUSY)
    await _keep_only_this(request, changed.password_hash)
    raise web.HTTPSeeOther(page_url(request, "account").with_query(done="password"))


async def _keep_only_this(request: web.Request, password_hash: str) -> None:
    """A new password ends every session but the one that asks."""
    store, officer, now = request.app[STORE], request[OFFICER], request.app[SETTINGS].now()
    await store.save_password(officer.login, password_hash, keep=request[SIGN_IN].token_hash)
    await store.audit([AuditEntry(now, officer.login, "password.changed", officer.login)])


async def _refusal(request: web.Request, code: str) -> str:
    """Why this code is not taken; "" where it is, and is used up."""
    store, settings, login = request.app[STORE], request.app[SETTINGS], request[OFFICER].login
    try:
        await judge_code(store, settings, login, code, request.remote or "", recovery=False)
    except RefusedSignInError:
        return _WRONG
    except TooManyTriesError:
        return _TOO_MANY
    return ""


async def _page(request: web.Request, status: int = 200, problem: str = "", done: str = "") -> web.Response:
    store, login = request.app[STORE], request[OFFICER].login
    return await render(
        request,
        "account.html",
        status=status,
        problem=problem,
        done=done,
        sessions=await open_sessions(store, request.app[SETTINGS], login, request[SIGN_IN]),
        codes_left=await store.count_recovery_codes(login),
    )
