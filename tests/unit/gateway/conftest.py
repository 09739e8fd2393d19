"""The real parts: the SQLite store and the aiohttp handlers over a real socket."""

from io import StringIO
from types import SimpleNamespace

import pytest
import structlog
from aiohttp import web

from sms_gateway import deliver, receive
from sms_gateway.channels.kannel import KannelChannel, KannelConfig
from sms_gateway.receive import SERVER_LIMITS, Receiver, routes
from tests.stores import opened_store
from tests.unit.gateway.wire import call, query

NOW = 1_760_000_000
SECRET = "s%64cret &+é"


@pytest.fixture
def clock():
    return SimpleNamespace(now=NOW)


@pytest.fixture
def logged(monkeypatch):
    """What receiving and delivering log, exceptions with their locals, whatever the process has configured."""
    paper = StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(paper), [structlog.dev.ConsoleRenderer(colors=False)])
    for module in (receive, deliver):
        monkeypatch.setattr(module, "log", log)
    return paper


@pytest.fixture
async def store(tmp_path, clock):
    async with opened_store(tmp_path, now=lambda: clock.now) as store:
        yield store


@pytest.fixture
def kannel_config():
    def with_(**fields):
        values = {
            "secret": SECRET,
            "sendsms_url": "http://127.0.0.1:1/cgi-bin/sendsms",
            "username": "recours",
            "password": "p&ss",
            "public_url": "http://127.0.0.1:8080",
            "allow": ("127.0.0.1", "::1"),
        }
        return KannelConfig(**values | fields)

    return with_


class Provider:
    """Stands where Kannel stands, calling /links/kannel/... of a service of ours."""

    def __init__(self, port, store, clock):
        self.port, self.store, self.clock = port, store, clock
        self.accepted = 0

    async def mo(self, target="", *, link="kannel", **more):
        return await call(self.port, f"/links/{link}/mo?".encode() + _bytes(target), **more)

    async def says(self, text, sender="+212612345678", **fields):
        return await self.mo(
            query(secret=SECRET, **{"from": sender}, to="5757", **{"text": text, "charset": "UTF-8"} | fields)
        )

    async def dlr(self, **fields):
        return await call(self.port, "/links/kannel/dlr?" + query(secret=SECRET, **fields))

    async def kept(self):
        """What the store has accepted and nobody has claimed."""
        return [claimed.mo for claimed in await self.store.claim_mos(100, self.clock.now)]

    async def accept(self, mo):
        accepted = await self.store.accept_mo(mo)
        self.accepted += 1
        return accepted


def _bytes(target):
    return target if isinstance(target, bytes) else target.encode()


@pytest.fixture
async def provider(store, clock, kannel_config):
    provider = Provider(0, store, clock)
    channel = KannelChannel("kannel", kannel_config())
    app = web.Application()
    app.add_routes(routes(Receiver({"kannel": channel}, store, provider.accept, lambda: clock.now)))
    runner = web.AppRunner(app, access_log=None, **SERVER_LIMITS)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.port = runner.addresses[0][1]
    yield provider
    await runner.cleanup()
