"""Where a page may send the browser on: nowhere but into the console."""

from __future__ import annotations

from aiohttp import web
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
