"""Accounts, for administrators: who may sign in, to what, from where; passwords and authenticators lost."""

from __future__ import annotations

from aiohttp import web
from msgspec.structs import replace

from console.account_forms import change_password, draw_password, drawn_officer, wished
from console.accounts import ROLES, AccountError, normal_login
from console.keys import OFFICER, PASSWORDS, SETTINGS, STORE
from console.marks import _
from console.pages import page_url, render
from console.passwords import SignInsBusyError
from console.sessions import end_session, open_sessions
from storage.records import AuditEntry, Officer

_TAKEN = _("There is an account of this login already.")
_WRONG = _("A login is 2 to 40 small letters, digits, dots or dashes; an account has a name and a role.")
_OWN = _("Nobody changes their own rights: ask another administrator.")
_BUSY = _("Many people are signing in right now. Try again in a minute.")
_DONE = {
    "saved": _("The account was saved."),
    "second-step": _("The authenticator was forgotten. The next sign-in enrols a new one."),
    "session": _("The session has ended."),
    "sessions": _("All sessions have ended."),
}


async def show(request: web.Request) -> web.Response:
    """All accounts, and the form of a new one."""
    return await _list(request)


async def add(request: web.Request) -> web.Response:
    """A new account, its first password shown once."""
    store, form = request.app[STORE], await request.post()
    if await store.officer(normal_login(str(form.get("login", "")))):
        return await _list(request, 409, _TAKEN)
    try:
        officer, password = await drawn_officer(
            request.app[PASSWORDS], wished(form), str(form.get("login", ""))
        )
    except AccountError:
        return await _list(request, 400, _WRONG)
    except SignInsBusyError:
        return await _list(request, 503, _BUSY)
    await store.save_officer(officer)
    await _note(request, "officer.saved", officer)
    return await render(request, "new_password.html", login=officer.login, password=password)


async def show_one(request: web.Request) -> web.Response:
    """One account."""
    return await _one(request, await _officer(request), done=_DONE.get(request.query.get("done", ""), ""))


async def save(request: web.Request) -> web.Response:
    """Change what an account may do."""
    officer, form = await _officer(request), await request.post()
    if officer.login == request[OFFICER].login:
        return await _one(request, officer, 403, _OWN)
    try:
        changed = replace(officer, **wished(form), disabled=form.get("disabled") == "1")
    except AccountError:
        return await _one(request, officer, 400, _WRONG)
    await request.app[STORE].save_officer(changed)
    await _note(request, "officer.saved", changed)
    raise _told(request, officer, "saved")


async def reset(request: web.Request) -> web.Response:
    """A password or an authenticator that was lost, a session that is to end."""
    officer, form = await _officer(request), await request.post()
    store, what = request.app[STORE], str(form.get("what", ""))
    match what:
        case "password":
            return await _new_password(request, officer)
        case "second-step":
            await store.drop_second_step(officer.login)
        case "sessions":
            await store.close_sign_ins(officer.login)
        case "session":
            actor, now = request[OFFICER].login, request.app[SETTINGS].now()
            if not await end_session(store, actor, officer.login, str(form.get("session", "")), now):
                raise web.HTTPNotFound
            raise _told(request, officer, what)
        case _:
            raise web.HTTPBadRequest
    await _note(request, f"officer.{what}-reset", officer)
    raise _told(request, officer, what)


async def _new_password(request: web.Request, officer: Officer) -> web.Response:
    try:
        password, changed = await _drawn(request, officer)
    except SignInsBusyError:
        return await _one(request, officer, 503, _BUSY)
    await request.app[STORE].save_officer(changed)
    await _note(request, "officer.password-reset", officer)
    return await render(request, "new_password.html", login=officer.login, password=password)


async def _drawn(request: web.Request, officer: Officer) -> tuple[str, Officer]:
    password = draw_password()
    return password, await change_password(request.app[PASSWORDS], officer, password)


async def _officer(request: web.Request) -> Officer:
    officer = await request.app[STORE].officer(request.match_info["login"])
    if officer is None:
        raise web.HTTPNotFound
    return officer


async def _note(request: web.Request, action: str, officer: Officer) -> None:
    details = {
        "roles": list(officer.roles),
        "regions": list(officer.regions),
        "programmes": list(officer.programmes),
        "sensitive": officer.sensitive,
        "disabled": officer.disabled,
    }
    now, actor = request.app[SETTINGS].now(), request[OFFICER].login
    await request.app[STORE].audit([AuditEntry(now, actor, action, officer.login, details)])


def _told(request: web.Request, officer: Officer, done: str) -> web.HTTPException:
    return web.HTTPSeeOther(page_url(request, "officer", login=officer.login).with_query(done=done))


async def _list(request: web.Request, status: int = 200, problem: str = "") -> web.Response:
    everybody = await request.app[STORE].officers()
    return await render(
        request, "officers.html", status=status, problem=problem, everybody=everybody, **_choices(request)
    )


async def _one(
    request: web.Request, officer: Officer, status: int = 200, problem: str = "", done: str = ""
) -> web.Response:
    store, settings = request.app[STORE], request.app[SETTINGS]
    return await render(
        request,
        "officer.html",
        status=status,
        problem=problem,
        done=done,
        one=officer,
        enrolled=(kept := await store.second_step(officer.login)) is not None and kept.confirmed,
        sessions=await open_sessions(store, settings, officer.login, None),
        **_choices(request),
    )


def _choices(request: web.Request) -> dict[str, object]:
    return {"roles": ROLES, "own_login": request[OFFICER].login}
