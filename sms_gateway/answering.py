"""What every answer carries, and how long a request may take to arrive."""

from __future__ import annotations

import asyncio

from aiohttp import web

#: A request that takes longer to arrive is given up: a message is a few kB.
ARRIVAL_SECONDS = 20.0
#: Longer than proxies keep a connection that rests (two minutes), so that they let go first.
REST_SECONDS = 130.0

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """No answer names its versions; what no sub-application answers is no page: nothing may be made of it."""
    response.headers["Server"] = "Recours"
    if len(request.match_info.apps) == 1:
        response.headers.update(HEADERS)


async def body_of(request: web.Request) -> bytes:
    """The whole body. Raises aiohttp's 408 where it comes too slowly, 413 where it is too large."""
    if not request.body_exists:
        return b""
    try:
        async with asyncio.timeout(ARRIVAL_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
