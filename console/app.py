"""The officers' console as an application to mount at /console."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from console.desk import Desk
from console.forms import read_form
from console.guard import know_officer, let_in, own_site_only, plain_errors, set_headers
from console.keys import DESK, LINES, PASSWORDS, PULSE, SETTINGS, STORE
from console.lines import Lines
from console.live import Pulse
from console.passwords import PasswordDesk
from console.routes import add_routes
from console.settings import ConsoleSettings
from console.templating import set_up_templates
from console.words import LANGUAGES, words_in
from console.workflow import check_workflow
from storage.store import Store


def console_app(
    store: Store, desk: Desk, settings: ConsoleSettings, lines: Lines | None = None
) -> web.Application:
    """The console over an open store. Raises `CatalogError` where a translation is missing."""
    check_workflow()
    app = web.Application(middlewares=[plain_errors, know_officer, own_site_only, let_in, read_form])
    app[STORE], app[DESK], app[SETTINGS], app[LINES] = store, desk, settings, lines or Lines()
    for language in LANGUAGES:
        _ = words_in(language, settings.country, settings.timezone).direction  # reads the language's habits
    set_up_templates(app)
    add_routes(app)
    app.cleanup_ctx.append(_passwords)
    app.cleanup_ctx.append(_pulse)
    app.on_shutdown.append(_end_streams)
    app.on_response_prepare.append(set_headers)
    return app


async def _passwords(app: web.Application) -> AsyncIterator[None]:
    with PasswordDesk() as passwords:
        app[PASSWORDS] = passwords
        yield


async def _pulse(app: web.Application) -> AsyncIterator[None]:
    app[PULSE] = Pulse(app[STORE], app[SETTINGS].now)
    running = asyncio.create_task(app[PULSE].run(), name="pulse")
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _end_streams(app: web.Application) -> None:
    """Open pages come back by themselves, to whoever serves them next."""
    app[PULSE].close()
