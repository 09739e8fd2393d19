"""Where a registry that answers later posts its answers; see docs/registry_dci.md."""

from __future__ import annotations

from aiohttp import web

from programmes.registry.dci.callbacks import Callbacks
from programmes.registry.dci.client import MOST_BYTES

PATH = "/registry/on-search"


def on_search_routes(callbacks: Callbacks) -> list[web.RouteDef]:
    """The one route."""

    async def take(request: web.Request) -> web.Response:
        content = bytearray()
        async for part in request.content.iter_any():
            content += part
            if len(content) > MOST_BYTES:
                raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(content))
        status, body = callbacks.take(request.headers.get("authorization", ""), bytes(content))
        return web.json_response(body, status=status)

    return [web.post(PATH, take)]
