"""Nothing blocks the loop of a whole service: links of every kind, the console, the clock, an import, a backup."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from console.accounts import new_officer
from programmes.demo import write_demo
from programmes.registry.importing import Sources, import_registry
from sms_gateway.app import open_service
from sms_gateway.channels.signatures import twilio_signature
from sms_gateway.demo import prepare_demo
from sms_gateway.registries import generations_of
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import Settings
from sms_gateway.web import listening, web_app
from storage.fields import Keys
from storage.records import MtState, TicketQuery
from tests.unit.gateway.posting import Provider
from tests.unit.service.conversing import ACCEPTED, PACK, REFUSED, until
from tests.unit.service.watching import watched
from tests.unit.smpp.smsc import Smsc

PASSWORD, SECRET, TOKEN = "azilal-2025-console", "s3cret-of-a-test", "figures-of-a-test"
PUBLIC = "https://recours.example"
WISH = "ou est ma demande svp"
ANSWERS = {
    "/at": b'{"SMSMessageData": {"Recipients": [{"statusCode": 101, "messageId": "at-1"}]}}',
    "/house": b'{"id": "h-1"}',
    "/kannel": b"0: Accepted for delivery",
    "/twilio": b'{"sid": "SM1"}',
}


class Providers(Provider):
    """All of them, each at its path; every message is taken."""

    async def _answer(self, request):
        self.script.insert(0, (200, {}, ANSWERS["/" + request.path.split("/")[1]]))
        return await super()._answer(request)


def links(providers, smsc):
    at = providers.url
    ours = {"number": "1717", "secret": SECRET}
    return {
        "at": {
            **ours,
            "kind": "africastalking",
            "username": "u",
            "api_key": "k",
            "allow": ["127.0.0.1"],
            "send_url": f"{at}/at/messaging",
            "ussd_code": "*555#",
        },
        "house": {**ours, "kind": "http_json", "send_url": f"{at}/house", "signed": False},
        "kannel": {
            **ours,
            "kind": "kannel",
            "sendsms_url": f"{at}/kannel",
            "username": "u",
            "password": "p",
        },
        "twilio": {
            "kind": "twilio",
            "number": "1717",
            "account_sid": "AC1",
            "auth_token": SECRET,
            "api_url": f"{at}/twilio",
            "callback_url": PUBLIC,
        },
        "operator": {
            "kind": "smpp",
            "number": "1717",
            "host": "127.0.0.1",
            "port": smsc.port,
            "system_id": "recours",
            "password": "s3cret",
        },
    }


class World:
    """A service with all its links, those at their other ends, and an officer's browser."""

    def __init__(self, service, client, providers, smsc):
        self.service, self.client, self.providers, self.smsc = service, client, providers, smsc

    async def posts(self, link, path="mo", headers=None, **form):
        target = f"/links/{link}/{path}?secret={quote(SECRET)}"
        async with self.client.post(target, data=form, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def open(self, path, **headers):
        async with self.client.get(path, headers=headers) as answer:
            assert answer.status == 200, (path, answer.status)
            return await answer.read()

    async def send(self, path, **form):
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with self.client.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            assert answer.status in {200, 303}, (path, answer.status)
            return answer.headers.get("Location", ""), await answer.text()

    async def sends_are_done(self, number):
        """So many messages went out in all, whatever their link."""

        async def gone():
            return len(self.providers.calls) + len(self.smsc.submitted) >= number

        await until(gone)

    async def signs_in(self):
        await self.open("/console/sign-in")
        place, _page = await self.send("/console/sign-in", login="salma", password=PASSWORD)
        page = (await self.open(place)).decode()
        code = re.search(r'id="demo-code"[^>]*>(\d+)', page)[1]
        await self.send(place, code=code)


@pytest.fixture
def settings(tmp_path):
    def with_(providers, smsc):
        phone = {"kind": "phone", "number": "5555", "ussd_code": "*555#"}
        service = {"data_folder": tmp_path / "demo", "metrics_token": TOKEN}
        return Settings(service=service, links={**links(providers, smsc), "phone": phone})

    return with_


@pytest.fixture
async def world(settings):
    async with Providers().open() as providers, Smsc().open() as smsc:
        chosen = settings(providers, smsc)
        await asyncio.to_thread(prepare_demo, chosen)
        async with _serving(chosen) as (service, client):
            await smsc.bound()
            officer = await asyncio.to_thread(
                new_officer, "salma", "Salma", PASSWORD, roles=("officer", "supervisor"), sensitive=True
            )
            await service.store.save_officer(officer)
            yield World(service, client, providers, smsc)


@asynccontextmanager
async def _serving(settings):
    async with (
        open_service(settings) as service,
        listening(web_app(service), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(
            f"http://127.0.0.1:{port}", cookie_jar=aiohttp.CookieJar(unsafe=True)
        ) as client,
    ):
        yield service, client


async def files_an_appeal(world):
    """By USSD, cut off once; gives the ticket."""
    steps = ("", "3", "3*1", "3*1*mon fils est au lycee", "3*1*mon fils est au lycee*1")
    for typed in steps:
        form = {"sessionId": "ATUid_1", "phoneNumber": REFUSED, "serviceCode": "*555#", "text": typed}
        await world.posts("at", "ussd", **form)
    await world.posts("at", "ussd", sessionId="ATUid_1", phoneNumber=REFUSED, status="Success")
    [ticket] = await world.service.store.tickets(TicketQuery(phone=REFUSED))
    return ticket


async def test_messages_over_every_link_and_a_ussd_session_block_nothing(world):
    form = {"From": ACCEPTED, "To": "1717", "Body": WISH, "MessageSid": "SM1"}
    signature = twilio_signature(
        SECRET,
        f"{PUBLIC}/links/twilio/mo?secret={quote(SECRET)}",
        {name: [value] for name, value in form.items()},
    )
    with watched():
        await world.posts("at", **{"id": "a-1", "from": ACCEPTED, "to": "1717", "text": WISH})
        await world.posts("house", **{"id": "h-1", "from": ACCEPTED, "to": "1717", "text": "أين وصل طلبي"})
        await world.open(
            f"/links/kannel/mo?secret={quote(SECRET)}&"
            + urlencode({"from": ACCEPTED, "to": "1717", "text": WISH, "id": "k-1", "charset": "UTF-8"})
        )
        await world.posts("twilio", headers={"X-Twilio-Signature": signature}, **form)
        assert await world.smsc.lines[-1].delivers(WISH.encode(), source=ACCEPTED[1:].encode()) == 0
        await world.sends_are_done(5)
        await files_an_appeal(world)
        await world.posts("at", "dlr", id="at-1", status="Success")
        await world.sends_are_done(6)
    states = [line.state for line in await world.service.store.thread(ACCEPTED) if not line.inbound]
    assert set(states) <= {MtState.SENT, MtState.DELIVERED}


async def test_an_officers_day_blocks_nothing(world):
    ticket = await files_an_appeal(world)
    page, reference = f"/console/tickets/{ticket.reference}", ticket.reference
    with watched():
        await world.signs_in()
        for path in ("", "lists/alert", "lists/call", "lists/desk", "lists/remedy", "live/queue", "doubtful"):
            await world.open(f"/console/{path}")
        for path in ("indicators", "indicators.csv", "indicators.xlsx", "report", "programmes", "texts"):
            await world.open(f"/console/{path}")
        for path in ("account", "components", "static/console.css", "static/live.js"):
            await world.open(f"/console/{path}")
        place, _page = await world.send("/console/search", words="lycee")
        assert reference.encode() in await world.open(place)
        await acts(world, page, act="take", step="send")
        await acts(world, page, "measure", act="reply", words="Bonjour.")
        await acts(world, page, act="reply", step="send", words="Nous regardons.")
        await world.send(f"{page}/notes", note="vu au guichet")
        await acts(world, page, act="decide", step="preview", outcome="upheld", words="Le papier est bon.")
        await acts(world, page, act="decide", step="send", outcome="upheld", words="Le papier est bon.")
        for path in (f"{page}/receipt", f"{page}/letter", f"/console/live/tickets/{reference}"):
            await world.open(path)
    assert (await world.service.store.ticket(reference)).outcome == "upheld"


async def acts(world, page, path="act", **form):
    version = re.search(r'name="version" value="(\d+)"', (await world.open(page)).decode())[1]
    await world.send(f"{page}/{path}", version=version, **form)


async def test_the_clock_an_import_a_backup_and_the_figures_block_nothing(world, tmp_path):
    store, settings = world.service.store, world.service.settings
    ticket = await files_an_appeal(world)
    now = ticket.created_at
    with watched():
        await asyncio.gather(
            store.backup(tmp_path / "backup.db"),
            asyncio.to_thread(_import_again, settings, tmp_path),
            *(_asks(world, f"during-{number}") for number in range(5)),
        )
        await asyncio.sleep(0.15)  # a swap is seen a tenth of a second later
        await _asks(world, "after")
        await store.fire_wakeups(now + 40 * 86400, 200)
        await store.purge(now + 400 * 86400)
        await world.service.watch.note_traffic()
        await world.open("/metrics", Authorization=f"Bearer {TOKEN}")
        await world.open("/readyz")
    assert world.service.registry.generation == 2


async def _asks(world, name):
    await world.posts("at", **{"id": name, "from": ACCEPTED, "to": "1717", "text": WISH})


def _import_again(settings, folder):
    today = datetime.now(ZoneInfo(PACK.timezone)).date()
    write_demo(folder, today)
    vault = vault_of(Keys.load(settings.keys))
    import_registry(generations_of(settings), Sources.in_folder(folder), PACK, vault, today=today)
