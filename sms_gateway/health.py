"""What watches the service asks it: is it alive, is it ready, and its figures for whom holds the secret."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from storage.errors import StoreError

if TYPE_CHECKING:
    from sms_gateway.app import Service


def health_routes(service: Service) -> list[web.RouteDef]:
    """/healthz and /readyz for anybody; /metrics by bearer token, not there at all where none is set."""

    async def ready(_request: web.Request) -> web.Response:
        """Ready when the store answers."""
        try:
            await service.store.counts()
        except StoreError:
            return web.Response(status=503, text="the store does not answer\n")
        return web.Response(text="ready\n")

    async def metrics(request: web.Request) -> web.Response:
        _check(request, service.settings.service.metrics_token.get_secret_value())
        try:
            waiting, links = await service.store.counts(), await service.store.link_figures()
        except StoreError:
            waiting, links = {}, []
        figures = service.metrics.exposition(waiting, links, service.watch.below)
        return web.Response(body=figures, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", _alive), web.get("/readyz", ready), web.get("/metrics", metrics)]


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _check(request: web.Request, token: str) -> None:
    if not token:
        raise web.HTTPNotFound
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(given.encode(errors="replace"), token.encode()):
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
