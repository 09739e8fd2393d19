"""What stands before every page: who gets in, from which site, and the headers that browsers hold to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web
from yarl import URL

from console.admission import Who, admits
from console.keys import OFFICER, SETTINGS, SIGN_IN, STORE, WORDS
from console.language import choose_words
from console.lapsed import without_session
from console.pages import problem_page
from console.routes import VERSION, is_file, is_live, who_may
from console.sign_ins import session_of
from storage.errors import StoreError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on whatever is answered, errors and files too."""
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = _kept(request, response.status)
    if request.config_dict[SETTINGS].https:
        response.headers["Strict-Transport-Security"] = _TWO_YEARS


def _kept(request: web.Request, status: int) -> str:
    """How long a browser may keep the answer: a file whose address names its version for good."""
    if not is_file(request) or status >= web.HTTPBadRequest.status_code:
        return "no-store"
    return "max-age=31536000, immutable" if VERSION in request.query else "max-age=86400"


@web.middleware
async def know_officer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find out who asks and in which language to answer; a file is the same for everybody."""
    if is_file(request):
        return await handler(request)
    store = request.app[STORE]
    sign_in = await session_of(request, store, request.app[SETTINGS], by_itself=is_live(request))
    officer = await store.officer(sign_in.login) if sign_in else None
    if sign_in and officer and not officer.disabled:
        request[SIGN_IN] = sign_in
        if sign_in.proved:
            request[OFFICER] = officer
    request[WORDS] = choose_words(request, officer)
    return await handler(request)


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say what went wrong on a page of the console."""
    request[WORDS] = choose_words(request, None)
    try:
        return await handler(request)
    except web.HTTPClientError as error:
        return await problem_page(request, error.status)
    except StoreError:
        return await problem_page(request, web.HTTPServiceUnavailable.status_code)


@web.middleware
async def own_site_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a form that another site sent."""
    if request.method not in {hdrs.METH_GET, hdrs.METH_HEAD} and not _from_own_site(request):
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Deny by default: a page opens only to those whom the table of routes names."""
    who, officer = who_may(request), request.get(OFFICER)
    if who is Who.ANYBODY or (who is Who.HALF_WAY and SIGN_IN in request and officer is None):
        return await handler(request)
    if officer is None:
        return await without_session(request, who)
    nothing_there = request.match_info.http_exception is not None
    if not (nothing_there or admits(who, officer)):
        raise web.HTTPForbidden
    return await handler(request)


def _from_own_site(request: web.Request) -> bool:
    """Browsers since 2023 tell by Sec-Fetch-Site, older ones by Origin; who tells neither is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    settings = request.app[SETTINGS]
    ours = URL(settings.origin or f"{settings.scheme}://{request.host}").origin()
    return request.headers.get(hdrs.ORIGIN) == str(ours)
