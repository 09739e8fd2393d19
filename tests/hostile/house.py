"""The whole service as it runs, and those who come to it: providers, browsers, phones."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from msgspec import structs
from yarl import URL

from console.authenticator import code_at, step_at
from sms_gateway.app import open_service
from sms_gateway.settings import Settings
from sms_gateway.web import listening, web_app
from storage.records import MoMessage, SecondStep, Turn
from tests.unit.console.officers_in_tests import PASSWORD, SECRET, an_officer

WEBHOOK_SECRET = "whsec_" + "aGVybWl0LWNyYWItbW9vbmxpZ2h0LXNoZWxs"
LINK_SECRET, TOKEN = "a-secret-of-the-hostile-house", "an-auth-token-of-the-house"
OURS = {"Sec-Fetch-Site": "same-origin"}
PUBLIC = "https://recours.example"


def links(sink):
    """One link of each kind that is called over HTTP; what goes out ends in `sink`."""
    return {
        "kannel": {
            "kind": "kannel",
            "number": "5757",
            "secret": LINK_SECRET,
            "username": "recours",
            "password": "p",
            "sendsms_url": f"{sink}/kannel",
        },
        "house": {
            "kind": "http_json",
            "number": "5758",
            "secret": WEBHOOK_SECRET,
            "send_url": f"{sink}/house",
        },
        "twilio": {
            "kind": "twilio",
            "number": "+15005550006",
            "account_sid": "AC1",
            "auth_token": TOKEN,
            "callback_url": PUBLIC,
            "api_url": sink,
        },
        "at": {
            "kind": "africastalking",
            "number": "5759",
            "secret": LINK_SECRET,
            "username": "recours",
            "api_key": "k",
            "allow": ("127.0.0.1",),
            "ussd_code": "*555#",
            "send_url": f"{sink}/at",
        },
    }


class House:
    """A service that runs; `sent` is what its providers were handed: (path and query, headers, body)."""

    _ids = count(1)

    def __init__(self, service, port, sent):
        self.service, self.store, self.port, self.sent = service, service.store, port, sent
        self.address = f"http://127.0.0.1:{port}"
        self.browsers = []

    async def asks(self, words, phone, link="kannel", **fields):
        """A phone sends an SMS; gives all that it was answered until now."""
        before = len(await self.answers(phone))
        query = {
            "secret": LINK_SECRET,
            "from": phone,
            "to": "5757",
            "text": words,
            "id": f"h{next(self._ids)}",
        }
        async with self.raw() as client:
            place = URL(f"/links/{link}/mo?{urlencode(query | fields)}", encoded=True)
            async with client.get(place) as answer:
                assert answer.status == 200, await answer.text()
        await self.until(lambda: self._answered(phone, before))
        return (await self.answers(phone))[-1]

    async def _answered(self, phone, before):
        idle = (await self.store.counts())["mo:waiting"] == 0
        return idle and (len(await self.answers(phone)) > before or not phone.startswith("+"))

    async def answers(self, phone):
        return [line.text for line in await self.store.thread(phone, 500) if not line.inbound]

    async def until(self, condition, seconds=30):
        async with asyncio.timeout(seconds):
            while not await condition():
                await asyncio.sleep(0.01)

    async def files(self, ticket):
        """File a ticket as a turn does, between the turns of the service itself."""
        at, claimed = ticket.created_at, []
        while not claimed:
            mo = MoMessage("phone", f"f{next(self._ids)}", ticket.phone, "1717", ticket.story, at)
            await self.store.accept_mo(mo)
            claimed = await self.store.claim_mos(1, at)
        turn = Turn(claimed[0].mo_id, claimed[0].session, at, tickets=(ticket,))
        await self.store.commit_turn(turn)
        return ticket

    def raw(self, **options):
        """A client without a memory."""
        return aiohttp.ClientSession(self.address, cookie_jar=aiohttp.DummyCookieJar(), **options)

    async def officer(self, login="salma", **fields):
        """An account with an authenticator."""
        officer = structs.replace(an_officer(login), **fields)
        await self.store.save_officer(officer)
        await self.store.save_second_step(login, SecondStep(SECRET, confirmed=True))
        return officer

    async def browser(self, login="", **headers):
        """A browser; signed in where a login is named."""
        browser = Browser(self, headers)
        self.browsers.append(browser)
        if login:
            page = await browser.sign_in(login)
            assert page.status == 303, (page.status, page.text)
        return browser


class Browser:
    """Keeps cookies, the secure ones too: it stands for one behind the proxy with TLS."""

    def __init__(self, house, headers):
        self.house, self.cookies = house, {}
        self.client = house.raw(headers=headers)

    async def ask(self, method, path, headers=None, **more):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Cookie": cookie} | (headers or {})
        async with self.client.request(method, path, headers=given, allow_redirects=False, **more) as answer:
            if answer.content_type == "text/event-stream":
                answer.close()
                return Page(answer, "")
            body = await answer.read()
            for name, morsel in answer.cookies.items():
                self.cookies.pop(name, None)
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
            return Page(answer, body)

    async def open(self, path="/console/", **headers):
        return await self.ask("GET", path, headers)

    async def send(self, path, headers=None, **form):
        return await self.ask("POST", path, OURS if headers is None else headers, data=form)

    async def password(self, login="salma", password=PASSWORD):
        return await self.send("/console/sign-in", login=login, password=password)

    async def code(self, step=0):
        return await self.send("/console/second-step", code=code_at(SECRET, step_at(int(time.time())) + step))

    async def sign_in(self, login="salma"):
        """Both steps, the authenticator's step never used before."""
        page = await self.password(login)
        if page.status != 303:
            return page
        store = self.house.store
        await store.save_second_step(login, replace(await store.second_step(login), last_step=0))
        return await self.code()

    @property
    def token(self):
        return next((value for name, value in self.cookies.items() if name.endswith("recours")), "")


class Page:
    """What came back."""

    def __init__(self, answer, body):
        self.status, self.headers, self.body, self.url = answer.status, answer.headers, body, answer.url
        self.text = body.decode(errors="replace") if body else ""

    @property
    def place(self):
        return self.headers.get("Location", "")

    @property
    def version(self):
        return re.search(r'name="version" value="(\d+)"', self.text)[1]


@asynccontextmanager
async def running(folder, **given):
    """The service over what lies in `folder`, its providers beside it."""
    sent = []

    async def take(request):
        sent.append((request.path_qs, dict(request.headers), await request.read()))
        return web.Response(status=202, text="0: Accepted for delivery")

    providers = web.Application()
    providers.router.add_route("*", "/{path:.*}", take)
    async with listening(providers, "127.0.0.1", 0) as sink:
        service = {"data_folder": folder, "port": 0} | given.pop("service", {})
        settings = Settings(service=service, links=links(f"http://127.0.0.1:{sink}"), **given)
        async with open_service(settings) as opened, listening(web_app(opened), "127.0.0.1", 0) as port:
            house = House(opened, port, sent)
            try:
                yield house
            finally:
                for browser in house.browsers:
                    await browser.client.close()
