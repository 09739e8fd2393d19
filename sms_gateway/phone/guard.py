"""Who may reach the browser phone: this machine's own pages, nobody else.

The phone signs nobody in: whoever reaches it can be any number. So it is served on loopback alone, and a page
of another site that the same browser has open must not reach it either: not by a name that it points at
127.0.0.1 (DNS rebinding: the Host is checked), not by posting across sites (Sec-Fetch-Site and Origin are).
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

#: What a proxy adds: behind one, every caller would look like this machine.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other machines, other names, and other sites' requests."""
    local = _is_loopback(request.remote or "") and _is_local_name(request.host)
    if not local or any(name in request.headers for name in FORWARDED):
        raise web.HTTPForbidden(text="The browser phone answers on this machine only, as localhost.")
    if request.method != "GET" and not _is_own_page(request):
        raise web.HTTPForbidden(text="Only the browser phone's own page may send.")
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001 - a signal's signature
    """The page's policy: everything from here, nothing inline, nothing kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_local_name(host: str) -> bool:
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _is_own_page(request: web.Request) -> bool:
    """As browsers tell it; a program that sends neither header is no browser, and nobody's page sent it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"
