"""The providers' side of the line: they take our answers, report them delivered, and hand over what phones send."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from sms_gateway.settings import AfricasTalkingLink, KannelLink
from sms_gateway.web import listening

SECRET, CODE = "of-the-conversations", "*555#"


class Providers:
    """Kannel's smsbox and Africa's Talking, both at one address; `client` reaches the service."""

    def __init__(self):
        self._ids = count(10_000_000)
        self._port = 0
        self._reports = set()
        self.client: aiohttp.ClientSession

    @asynccontextmanager
    async def open(self):
        app = web.Application()
        app.router.add_get("/cgi-bin/sendsms", self._smsbox)
        app.router.add_post("/messaging", self._messaging)
        async with listening(app, "127.0.0.1", 0) as self._port:
            yield self
            await asyncio.gather(*self._reports)

    def links(self):
        """What recours.toml says of them."""
        there, ours = f"http://127.0.0.1:{self._port}", {"secret": SECRET, "username": "recours"}
        kannel = KannelLink(
            kind="kannel", number="5757", sendsms_url=f"{there}/cgi-bin/sendsms", password="p", **ours
        )
        at = AfricasTalkingLink(
            kind="africastalking", number="5758", api_key="k", allow=("127.0.0.1",), ussd_code=CODE,
            send_url=f"{there}/messaging", **ours,
        )  # fmt: skip
        return {"kannel": kannel, "at": at}

    async def text(self, channel, number, words):
        """A phone's SMS, as the provider hands it over."""
        if channel == "kannel":
            query = {
                "secret": SECRET, "from": number, "to": "5757", "text": words.encode("utf-16-be"), "coding": "2",
                "charset": "UTF-16BE", "id": str(next(self._ids)),
            }  # fmt: skip
            await self._calls("GET", f"/links/kannel/mo?{urlencode(query)}")
        elif channel == "africastalking":
            form = {"from": number, "to": "5758", "text": words, "id": str(next(self._ids)), "date": "today"}
            await self._calls("POST", f"/links/at/mo?secret={SECRET}", data=form)
        else:
            message = {"number": number, "text": words, "id": str(next(self._ids))}
            await self._calls("POST", "/phone/send", json=message)

    async def dial(self, channel, number, session, typed):
        """A hop of a USSD session; `typed` is all that was typed so far, parted by `*`."""
        if channel == "africastalking":
            form = {"sessionId": session, "phoneNumber": number, "serviceCode": CODE, "text": typed}
            await self._calls("POST", f"/links/at/ussd?secret={SECRET}", data=form)
        else:
            hop = {"number": number, "session": session, "typed": typed}
            await self._calls("POST", "/phone/ussd", json=hop)

    async def _calls(self, method, path, **request):
        async with self.client.request(method, URL(path, encoded=True), **request) as taken:
            assert taken.status == 200, await taken.text()

    async def _smsbox(self, request):
        report = urlsplit(request.query["dlr-url"].replace("%d", "1"))
        self._later("GET", f"{report.path}?{report.query}")
        return web.Response(status=202, text="0: Accepted for delivery")

    async def _messaging(self, request):
        form, message_id = await request.post(), f"ATXid_{next(self._ids)}"
        taken = {"statusCode": 101, "number": form["to"], "status": "Success", "messageId": message_id}
        report = {"id": message_id, "status": "Success", "phoneNumber": form["to"]}
        self._later("POST", f"/links/at/dlr?secret={SECRET}", data=report)
        answer = {"SMSMessageData": {"Message": "Sent to 1/1", "Recipients": [taken]}}
        return web.json_response(answer, status=201)

    def _later(self, method, path, **request):
        """The report comes by a call of its own, after the answer."""

        async def report():
            await asyncio.sleep(0.02)
            await self._calls(method, path, **request)

        task = asyncio.create_task(report())
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)
