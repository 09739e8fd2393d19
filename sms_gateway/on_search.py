"""Where a registry that answers later posts its answers; see docs/registry_dci.md."""

from __future__ import annotations

import asyncio

from aiohttp import web

from programmes.registry.dci.callbacks import Callbacks
from programmes.registry.dci.client import MOST_BYTES
from sms_gateway.answering import ARRIVAL_SECONDS

PATH = "/registry/on-search"


def on_search_routes(callbacks: Callbacks) -> list[web.RouteDef]:
    """The one route."""

    async def take(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(ARRIVAL_SECONDS):
                content = await _whole(request)
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        status, body = callbacks.take(request.headers.get("authorization", ""), content)
        return web.json_response(body, status=status)

    return [web.post(PATH, take)]


async def _whole(request: web.Request) -> bytes:
    content = bytearray()
    async for part in request.content.iter_any():
        content += part
        if len(content) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(content))
    return bytes(content)
