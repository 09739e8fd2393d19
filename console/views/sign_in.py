"""Signing in and out."""

from __future__ import annotations

from aiohttp import web

from console.door import Door, RefusedSignInError, TooManyTriesError
from console.keys import OFFICER, PASSWORDS, SETTINGS, STORE
from console.marks import _
from console.navigation import home
from console.pages import page_url, render
from console.passwords import SignInsBusyError
from console.places import local_place
from console.second_step import expect_second_step
from console.sign_ins import close_session, give_cookie, open_session, take_cookie
from storage.records import AuditEntry

_REFUSED = _("The login or the password is not right.")
_TOO_MANY = _("Too many tries. Wait a quarter of an hour and try again.")
_BUSY = _("Many people are signing in right now. Try again in a minute.")


async def show(request: web.Request) -> web.Response:
    """The sign-in page."""
    if OFFICER in request:
        raise web.HTTPSeeOther(page_url(request, home(request.app, request[OFFICER])))
    return await _page(request, next=local_place(request, request.query.get("next", "")))


async def enter(request: web.Request) -> web.Response:
    """A login and a password: on to the second step, or the same page again with one sentence."""
    form = await request.post()
    store, settings = request.app[STORE], request.app[SETTINGS]
    login, password = str(form.get("login", "")), str(form.get("password", ""))
    place = local_place(request, str(form.get("next", "")))
    door = Door(store, request.app[PASSWORDS], settings)
    try:
        officer = await door.enter(login, password, request.remote or "")
    except RefusedSignInError:
        return await _page(request, 403, login=login, next=place, problem=_REFUSED)
    except TooManyTriesError:
        return await _page(request, 429, login=login, next=place, problem=_TOO_MANY)
    except SignInsBusyError:
        return await _page(request, 503, login=login, next=place, problem=_BUSY)
    await close_session(request, store, settings)
    await expect_second_step(store, officer.login)
    onward = page_url(request, "second_step")
    response = web.HTTPSeeOther(onward.with_query(next=place) if place else onward)
    give_cookie(response, await open_session(store, officer.login, settings.now(), request), settings)
    raise response


async def leave(request: web.Request) -> web.Response:
    """The session's end."""
    store, settings = request.app[STORE], request.app[SETTINGS]
    login = request[OFFICER].login
    await close_session(request, store, settings)
    await store.audit([AuditEntry(settings.now(), login, "sign-in.closed", login)])
    response = web.HTTPSeeOther(page_url(request, "sign_in"))
    take_cookie(response, settings)
    raise response


async def _page(request: web.Request, status: int = 200, **context: str) -> web.Response:
    return await render(request, "sign_in.html", status=status, **{"login": "", "problem": "", **context})
