"""The second step of signing in: enrolling an authenticator the first time, its code every time."""

from __future__ import annotations

from aiohttp import web

from console.authenticator import code_at, qr_code, spelled, step_at
from console.door import RefusedSignInError, TooManyTriesError
from console.keys import SETTINGS, SIGN_IN, STORE
from console.marks import _
from console.navigation import home
from console.pages import page_url, render
from console.places import local_place
from console.second_step import draw_recovery_codes, judge_code
from console.sign_ins import give_cookie, prove_session
from storage.records import AuditEntry, SecondStep

_REFUSED = _("This code is not right, or it was used already. Wait for the next one.")
_TOO_MANY = _("Too many tries. Wait a quarter of an hour and try again.")


async def show(request: web.Request) -> web.Response:
    """Ask for the code; the first time with the picture that the authenticator scans."""
    return await _page(request, local_place(request, request.query.get("next", "")))


async def enter(request: web.Request) -> web.Response:
    """A code: on to the page asked for, the first time by way of the recovery codes."""
    form = await request.post()
    place = local_place(request, str(form.get("next", "")))
    store, settings, sign_in = request.app[STORE], request.app[SETTINGS], request[SIGN_IN]
    kept = await store.second_step(sign_in.login)
    try:
        await judge_code(store, settings, sign_in.login, str(form.get("code", "")), request.remote or "")
    except RefusedSignInError:
        return await _page(request, place, 403, _REFUSED)
    except TooManyTriesError:
        return await _page(request, place, 429, _TOO_MANY)
    token = await prove_session(store, sign_in, settings.now(), request)
    if token is None:
        raise web.HTTPSeeOther(page_url(request, "sign_in"))
    await store.audit([AuditEntry(settings.now(), sign_in.login, "sign-in.opened", sign_in.login)])
    response = await _welcome(request, place, enrolled=bool(kept and kept.confirmed))
    give_cookie(response, token, settings)
    return response


async def _welcome(request: web.Request, place: str, *, enrolled: bool) -> web.Response:
    onward = place or str(page_url(request, await _home(request)))
    if enrolled:
        return web.Response(status=303, headers={"Location": onward})
    login = request[SIGN_IN].login
    codes = await draw_recovery_codes(request.app[STORE], request.app[SETTINGS], login)
    return await render(request, "recovery_codes.html", codes=codes, onward=onward)


async def _home(request: web.Request) -> str:
    officer = await request.app[STORE].officer(request[SIGN_IN].login)
    return home(request.app, officer) if officer else "sign_in"


async def _page(request: web.Request, place: str, status: int = 200, problem: str = "") -> web.Response:
    login, settings = request[SIGN_IN].login, request.app[SETTINGS]
    kept = await request.app[STORE].second_step(login)
    if kept is None:
        raise web.HTTPSeeOther(page_url(request, "sign_in"))
    key = {"picture": qr_code(kept.secret, login), "secret": spelled(kept.secret)}
    return await render(
        request,
        "second_step.html",
        status=status,
        next=place,
        problem=problem,
        enrolling={} if kept.confirmed else key,
        hint=demo_code(kept, settings.now()) if settings.demo else "",
    )


def demo_code(kept: SecondStep, now: int) -> str:
    """What the authenticator would show that was not used yet (the demo has none)."""
    return code_at(kept.secret, max(step_at(now), kept.last_step + 1))
