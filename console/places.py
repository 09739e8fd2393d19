"""Where a page may send the browser on: nowhere but into the console."""

from __future__ import annotations

from aiohttp import hdrs, web
from yarl import URL

from console.pages import page_url

_LONGEST = 500


def local_place(request: web.Request, address: str) -> str:
    """The address where it is a page of the console, else ""."""
    root = str(page_url(request, "queue"))
    if len(address) > _LONGEST or not address.isprintable() or "\\" in address:
        return ""
    try:
        url = URL(address)
    except ValueError:
        return ""
    inside = address.startswith(root) and not url.absolute and ".." not in url.parts
    return str(url) if inside else ""


def to_sign_in(request: web.Request) -> web.HTTPException:
    """The way to sign in, and from there back to the page that was asked for."""
    target = page_url(request, "sign_in")
    if request.method == hdrs.METH_GET and request.path != str(page_url(request, "queue")):
        place = local_place(request, request.path_qs)
        target = target.with_query(next=place) if place else target
    return web.HTTPSeeOther(target)
