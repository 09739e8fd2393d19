"""Africa's Talking as a phone's sessions and SMS come by it, over HTTP, in front of the conversing part."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from aiohttp import web

from sms_gateway.channels.africastalking import AfricasTalkingChannel, AfricasTalkingConfig
from sms_gateway.composing import Composer
from sms_gateway.outgoing import Outgoing
from sms_gateway.receive import Receiver, routes
from sms_gateway.ussd.door import UssdDoor, ussd_routes
from sms_gateway.ussd.pages import Limit
from sms_gateway.ussd.screens import Screens
from storage.records import MoKind, TicketQuery
from tests.unit.service.conversing import ACCEPTED, PACK, WORDING

LINK, SECRET, CODE, OURS = "at", "s3cret", "*555#", "22384"


class Provider:
    """Stands where Africa's Talking stands: sessions of one phone, and its SMS."""

    def __init__(self, port, client, service):
        self.port, self._client, self.service = port, client, service
        self._ids = count(1)
        self.session, self.typed = "", []

    async def dials(self, *shortcut):
        """A new session; gives its first screen."""
        self.session, self.typed = f"ATUid_{next(self._ids)}", list(shortcut)
        return await self.asks()

    async def types(self, words):
        self.typed.append(words)
        return await self.asks()

    async def asks(self, phone=ACCEPTED, **fields):
        """The request as it stands, once more."""
        text = "*".join(self.typed)
        form = {"sessionId": self.session, "phoneNumber": phone, "networkCode": "63902", "serviceCode": CODE}
        return await self._post("ussd", {**form, "text": text, **fields})

    async def ends(self, **fields):
        form = {"sessionId": self.session, "phoneNumber": ACCEPTED, "status": "Success"}
        return await self._post("ussd", {**form, "durationInMillis": "12345", "hopsCount": "3", **fields})

    async def texts(self, words):
        """An SMS of the same phone, its turn awaited."""
        form = {"id": f"sms-{next(self._ids)}", "from": ACCEPTED, "to": OURS, "text": words, "date": "x"}
        await self._post("mo", form)
        await self.service.idle()

    async def sms(self):
        """What was sent to the phone by SMS."""
        lines = await self.service.store.thread(ACCEPTED, 200)
        return [line.text for line in lines if not line.inbound and line.kind is MoKind.SMS]

    async def tickets(self):
        return await self.service.store.tickets(TicketQuery(phone=ACCEPTED))

    async def _post(self, path, form):
        address = f"http://127.0.0.1:{self.port}/links/{LINK}/{path}?secret={SECRET}"
        async with self._client.post(address, data=form) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/plain"
            return await answer.text()


@asynccontextmanager
async def opened(service, deadline=5.0, limit=Limit(), **changes):  # noqa: B008 - a frozen value
    outgoing = Outgoing(WORDING, {LINK: OURS}, PACK.languages[0])
    composer = Composer(outgoing, Screens(outgoing, {LINK: limit}))
    async with service.open(composer=composer, **changes):
        config = AfricasTalkingConfig(
            secret=SECRET, username="u", api_key="k", send_url="", allow=("127.0.0.1",)
        )
        channels = {LINK: AfricasTalkingChannel(LINK, config)}
        receiver = Receiver(channels, service.store, service.converser.accept, lambda: service.now)
        door = UssdDoor(
            receiver, service.store, service.converser.take, outgoing, {LINK: deadline}, lambda: service.now
        )
        app = web.Application()
        app.add_routes([*routes(receiver), *ussd_routes(door)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with aiohttp.ClientSession() as client:
            yield Provider(runner.addresses[0][1], client, service)
        await runner.cleanup()
