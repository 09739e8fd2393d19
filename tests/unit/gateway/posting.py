"""A service that carries one webhook channel, a provider that posts to it, and one that it posts to."""

from contextlib import asynccontextmanager

from aiohttp import web

from sms_gateway.receive import SERVER_LIMITS, Receiver, routes
from storage.records import ClaimedMt, MtMessage
from tests.serving import listening
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.wire import call

PHONE = "+212612345678"


@asynccontextmanager
async def served(channel, store):
    """The port on which /links/<link>/... of one channel is served."""
    app = web.Application()
    app.add_routes(routes(Receiver({channel.link: channel}, store, now=lambda: NOW)))
    async with listening(app, **SERVER_LIMITS) as port:
        yield port


async def posted(port, target, body, headers):
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return await call(port, target, method="POST", body=body, headers=lines)


async def kept(store):
    return [claimed.mo for claimed in await store.claim_mos(10, NOW)]


class Provider:
    """Answers each call by its script (status, headers, body), and keeps what it was sent."""

    def __init__(self, *script):
        self.script, self.calls = list(script), []

    @asynccontextmanager
    async def open(self):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request):
        self.calls.append((request.path_qs, request.headers, await request.read()))
        status, headers, body = self.script.pop(0)
        if status is None:
            request.transport.abort()
        return web.Response(status=status or 200, headers=headers, body=body)


@asynccontextmanager
async def opened(channel):
    await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


def claimed(link, text="Bonjour", attempt=1):
    return ClaimedMt(42, MtMessage(link, PHONE, "5757", text, "fr", 1), attempt)
