import asyncio
import json
from functools import partial

import pytest
import pytest_asyncio
from aiohttp import ClientSession, ClientTimeout, web

from programmes.demo import DEMO_PHONES
from sms_gateway.channels.base import HttpReply
from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.msisdn import to_e164
from sms_gateway.phone.hub import Hub
from sms_gateway.phone.labels import LANGUAGES, choose_language, load_labels
from sms_gateway.phone.page import HERE, Price, phone_app
from storage.records import Accepted, ClaimedMt, MtMessage

PHONE = "+212612345678"
GOOD = {"number": PHONE, "text": "ou est ma demande", "id": "5f0c1a2b"}


class Service:
    """A real server on loopback; what it keeps, and what it answers to a message."""

    def __init__(self):
        self.channel = PhoneChannel("phone", Hub(), partial(to_e164, region="MA"), "37377")
        self.kept = []
        self.refusal = None

    async def receive(self, link, request):
        self.kept.append(self.channel.parse_mo(request, 0))
        return self.refusal or self.channel.mo_reply(Accepted(1, duplicate=False))

    async def __aenter__(self):
        app = web.Application()
        numbers = [(PHONE, "<b>Two</b> children")]
        app.add_subapp("/phone", phone_app(self.channel, self.receive, numbers, Price(25, "DH")))
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.port = self.runner.addresses[0][1]
        self.http = ClientSession(f"http://127.0.0.1:{self.port}", timeout=ClientTimeout(10))
        return self

    async def __aexit__(self, *_):
        await self.http.close()
        await self.runner.cleanup()

    def send(self, body=GOOD, **headers):
        return self.http.post("/phone/send", json=body, headers=headers)

    def events(self, number=PHONE):
        return self.http.get("/phone/events", params={"number": number})


@pytest_asyncio.fixture
async def service():
    async with Service() as running:
        yield running


async def heard(stream):
    """The next message on a stream."""
    async for line in stream.content:
        if line.startswith(b"data: ") and line != b"data: {}\n":
            return json.loads(line.removeprefix(b"data: "))
    return None


async def test_the_page_is_served_under_a_policy_that_allows_nothing_inline(service):
    async with service.http.get("/phone") as answer:
        html = await answer.text()
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in html
    assert "onclick" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("file", ["page.css", "phone.css", "phone.js", "thread.js", "keypad.js"])
async def test_what_the_page_needs_comes_from_here(service, file):
    async with service.http.get(f"/phone/static/{file}") as answer:
        assert answer.status == 200
        assert "http" not in await answer.text()


async def test_what_an_address_or_a_label_holds_is_never_markup(service):
    async with service.http.get("/phone", params={"number": '"><script>x</script>'}) as answer:
        html = await answer.text()
    assert answer.status == 400
    assert "<script>x" not in html
    assert "<b>Two" not in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_the_language_asked_for(service, language):
    async with service.http.get("/phone", params={"lang": language}) as answer:
        html = await answer.text()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html


def test_a_browsers_languages_are_followed_in_their_order():
    assert choose_language(None, "de-DE,ar-MA;q=0.8,fr;q=0.5") == "ar"
    assert choose_language("fr", "ar") == "fr"
    assert choose_language("xx", "") == "fr"


def test_every_label_of_the_page_is_worded_in_every_language():
    template = "".join(file.read_text("utf-8") for file in (HERE / "templates").glob("*.html"))
    used = {call.split(call[0])[1] for call in template.split("_(")[1:] if call[0] in "\"'"}
    offered = {line for _, line in DEMO_PHONES} | {"DH"}
    for labels in load_labels().values():
        assert used | offered == labels.messages.keys()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("recours.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.nip.example", 403),
        ("192.168.1.10", 403),
    ],
)
async def test_a_name_that_someone_pointed_at_this_machine_is_refused(service, host, status):
    async with service.http.get("/phone", headers={"Host": host}) as answer:
        assert answer.status == status


async def test_what_a_proxy_hands_on_is_refused(service):
    async with service.http.get("/phone", headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_another_sites_page_cannot_send_from_a_phone(service, headers):
    answer = await service.http.post(
        "/phone/send", data=json.dumps(GOOD), headers={"Content-Type": "application/json"} | headers
    )
    assert answer.status in {403, 415}
    assert service.kept == []


async def test_the_phones_own_page_may_send(service):
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": f"http://127.0.0.1:{service.port}"}, {}):
        async with service.send(**headers) as answer:
            assert (answer.status, await answer.json()) == (200, {"state": "sent"})
    assert [mo.text for mo in service.kept] == ["ou est ma demande"] * 3


async def test_a_refused_message_is_told_why_and_reaches_nobody(service):
    async with service.send(GOOD | {"text": ""}) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "The message is empty."})
    assert service.kept == []


async def test_a_body_larger_than_any_message_is_not_read(service):
    async with service.send(GOOD | {"text": "x" * 100_000}) as answer:
        assert answer.status == 413


async def test_a_message_is_heard_live_with_what_the_operator_counts(service):
    async with service.events() as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        await service.channel.send(
            ClaimedMt(3, MtMessage("phone", PHONE, "37377", "نعم\n1 لا", "ar", 1), 1), 500
        )
        assert await heard(stream) == {
            "key": "mt-3", "at": 500, "mine": False, "text": "نعم\n1 لا", "lang": "ar", "state": "delivered",
            "encoding": "UCS-2", "units": 8, "parts": 1,
        }  # fmt: skip


async def test_a_window_opened_later_hears_what_came_before(service):
    await (await service.send()).read()
    async with service.events() as stream:
        message = await heard(stream)
    assert (message["text"], message["mine"], message["state"]) == ("ou est ma demande", True, "sent")


async def test_a_message_that_the_service_could_not_keep_shows_as_failed(service):
    service.refusal = HttpReply(503, "Try again.")
    async with service.send() as answer:
        assert answer.status == 503
    async with service.events() as stream:
        assert (await heard(stream))["state"] == "failed"


async def test_a_phone_without_a_number_hears_nothing(service):
    async with service.events("abc") as answer:
        assert answer.status == 400


async def test_a_draft_is_measured_as_the_operator_would(service):
    async with service.http.post("/phone/measure", json="é" * 161) as answer:
        assert await answer.json() == {"encoding": "GSM-7", "units": 161, "parts": 2}
    async with service.http.post("/phone/measure", json={"not": "text"}) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("body", [b"{", b"\xff"])
async def test_a_draft_that_is_no_json_is_refused(service, body):
    async with service.http.post(
        "/phone/measure", data=body, headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 400


async def test_a_server_that_stops_lets_the_open_phones_go():
    async with Service() as service:
        stream = await service.events()
        await stream.content.readuntil(b"\n\n")
        async with asyncio.timeout(4):
            await service.runner.cleanup()
        assert await heard(stream) is None
