"""The web application: what providers call, the console, the demo's phone, and health."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from console.app import console_app
from console.lines import Lines, LineSettings
from console.settings import ConsoleSettings
from programmes.registry.dci.registry import DciRegistry
from sms_gateway.answering import set_headers
from sms_gateway.app import Service
from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.given import open_quiet
from sms_gateway.health import health_routes
from sms_gateway.on_search import on_search_routes
from sms_gateway.phone.dialling import Dialling
from sms_gateway.phone.page import Price, phone_app
from sms_gateway.phone.transcript import transcript
from sms_gateway.proxies import believing
from sms_gateway.receive import SERVER_LIMITS, routes
from sms_gateway.settings import UssdLinkSettings
from sms_gateway.ussd.door import ussd_routes
from storage.records import TicketQuery

MINUTE = 60
#: The newest lines of a phone that its transcript tells.
MOST_TOLD = 500
SHUTDOWN_SECONDS = 5.0
STRAGGLER_SECONDS = 0.1


def web_app(service: Service, numbers: Sequence[tuple[str, str]] = ()) -> web.Application:
    """Everything that a running service shows; `numbers` are the phones that the demo offers."""
    app = web.Application()
    app.on_response_prepare.append(set_headers)
    if proxies := service.settings.service.proxies:
        app.middlewares.append(believing(proxies))
    role = service.settings.service.role
    app.router.add_routes(health_routes(service))
    if role in {"all", "gateway"}:
        app.router.add_routes(routes(service.receiver))
        app.router.add_routes(ussd_routes(service.door))
    if isinstance(service.registry, DciRegistry) and service.registry.client.callbacks is not None:
        app.router.add_routes(on_search_routes(service.registry.client.callbacks))
    if role in {"all", "console"}:
        app.add_subapp(
            "/console", console_app(service.store, service.desk, _console_settings(service), _lines(service))
        )
    for channel in service.channels.values():
        if isinstance(channel, PhoneChannel):
            app.router.add_get("/", _to_phone)
            app.add_subapp("/phone", _phone(service, channel, numbers))
    return app


def _phone(service: Service, channel: PhoneChannel, numbers: Sequence[tuple[str, str]]) -> web.Application:
    link = service.settings.links[channel.link]
    code = link.ussd_code if isinstance(link, UssdLinkSettings) else ""
    dialling = Dialling(channel, code, service.door.screen, service.store.record_ussd_end) if code else None

    async def told(number: str) -> str:
        store = service.store
        queries = [TicketQuery(phone=number, sensitive=sensitive) for sensitive in (False, True)]
        tickets = [ticket for query in queries for ticket in await store.tickets(query)]
        return transcript(number, await store.thread(number, MOST_TOLD), tickets)

    return phone_app(channel, service.receiver.mo, numbers, _price(service), dialling, told)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app`; gives the port. What is under way at the end is answered."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS, **SERVER_LIMITS)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await site.stop()
        # A connection taken in this very moment joins late: it is waited for before, and let go after.
        await asyncio.sleep(STRAGGLER_SECONDS)
        server = runner.server
        await runner.cleanup()
        await asyncio.sleep(STRAGGLER_SECONDS)
        if server is not None:
            await server.shutdown(0)


def _console_settings(service: Service) -> ConsoleSettings:
    settings = service.settings
    origin = urlsplit(settings.public_url)
    return ConsoleSettings(
        https=origin.scheme == "https",
        origin=settings.public_url if settings.service.public_url else "",
        timezone=service.programme.timezone,
        country=service.programme.region_code,
        language=service.programme.languages[0],
        demo=any(isinstance(channel, PhoneChannel) for channel in service.channels.values()),
        idle=settings.console.idle_minutes * MINUTE,
        absolute=settings.console.absolute_minutes * MINUTE,
        undo=settings.console.undo_seconds,
    )


def _lines(service: Service) -> Lines:
    settings = service.settings
    links = {
        name: LineSettings(link.kind, link.number, link.price, link.currency, link.balance_below)
        for name, link in settings.links.items()
    }
    return Lines(links, open_quiet(settings, service.programme).over_at)


def _price(service: Service) -> Price | None:
    for link in service.settings.links.values():
        if link.kind == "phone" and link.price:
            return Price(int(link.price * 100), service.programme.unit("fr"))
    return None


async def _to_phone(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/phone")
