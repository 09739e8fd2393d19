"""Our side of the line: the real handlers, store and deliverer; an echo in place of the bot. It can go down and come back."""

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from sms_gateway.channels.kannel import KannelChannel, KannelConfig
from sms_gateway.deliver import Deliverer
from sms_gateway.receive import SERVER_LIMITS, Receiver, routes
from sms_gateway.segments import measure
from storage.fields import Keys
from storage.records import MtMessage, Turn
from storage.sqlite import SqliteStore
from tests.peers.kannel import PASSWORD, SECRET

LINK = "kannel"


class Service:
    """Answers each message with `ECHO <text>`."""

    def __init__(self, folder, port, sendsms_port):
        self._folder, self.port = folder, port
        self._keys = Keys.fresh()
        self._config = KannelConfig(
            secret=SECRET,
            sendsms_url=f"http://127.0.0.1:{sendsms_port}/cgi-bin/sendsms",
            username="recours",
            password=PASSWORD,
            public_url=f"http://127.0.0.1:{port}",
            allow=("127.0.0.1",),
        )

    @asynccontextmanager
    async def up(self):
        """Serve until the end of the context."""
        async with AsyncExitStack() as stack:
            self.store = SqliteStore(self._folder / "recours.db", self._keys)
            await self.store.open()
            stack.push_async_callback(self.store.close)
            channel = KannelChannel(LINK, self._config)
            await channel.open()
            stack.push_async_callback(channel.close)
            deliverer = Deliverer(self.store, channel)
            self._woken = asyncio.Event()
            for loop in (deliverer.run(), self._echo(deliverer)):
                stack.push_async_callback(_stop, asyncio.create_task(loop))
            await stack.enter_async_context(self._listening(channel))
            yield self

    @asynccontextmanager
    async def refusing(self):
        """Listen with a store that cannot write: every message is answered 503."""
        self.store = SqliteStore(self._folder / "recours.db", self._keys)
        await self.store.open()
        await self.store.close()
        self._woken = asyncio.Event()
        async with self._listening(KannelChannel(LINK, self._config)):
            yield self

    @asynccontextmanager
    async def _listening(self, channel):
        app = web.Application()
        app.add_routes(routes(Receiver({LINK: channel}, self.store, self._woken.set)))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, **SERVER_LIMITS)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        yield
        await site.stop()
        await asyncio.sleep(0.1)  # aiohttp forgets to close what is accepted while it shuts down
        await runner.cleanup()

    async def _echo(self, deliverer):
        while True:
            self._woken.clear()
            now = int(time.time())
            for claimed in await self.store.claim_mos(50, now):
                mo = claimed.mo
                text = f"ECHO {mo.text}"
                reply = MtMessage(LINK, mo.sender, mo.recipient, text, "fr", measure(text).parts)
                await self.store.commit_turn(Turn(claimed.mo_id, claimed.session, now, messages=(reply,)))
                deliverer.notify()
                self._woken.set()
            if not self._woken.is_set():
                await self._woken.wait()

    async def send(self, text, recipient):
        """Queue a message of the service's own; its id."""
        part = MtMessage(LINK, recipient, "5757", text, "fr", measure(text).parts)
        (mt_id,) = await self.store.enqueue_mts([part])
        return mt_id

    async def becomes(self, mt_id, state, seconds=15):
        """Wait until a message is in a state."""
        async with asyncio.timeout(seconds):
            while (await self.store.mt_states([mt_id]))[mt_id] is not state:
                await asyncio.sleep(0.05)


async def _stop(task):
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
