"""A form as it arrives: read once, whole and in time, before any page looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ARRIVAL_SECONDS = 20.0


@web.middleware
async def read_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what no page of ours sends: files, other charsets, bytes that are no text, and what dawdles."""
    if request.method == hdrs.METH_POST:
        try:
            async with asyncio.timeout(ARRIVAL_SECONDS):
                form = await request.post()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except (ValueError, LookupError, web.RequestPayloadError):
            raise web.HTTPBadRequest from None
        if not all(map(_is_plain, (*form.keys(), *form.values()))):
            raise web.HTTPBadRequest
    return await handler(request)


def _is_plain(value: object) -> bool:
    """Whether this is text that every store keeps as it is."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)
