"""The emulator's USSD: what its page posts, and who may post it."""

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.msisdn import to_e164
from sms_gateway.phone.dialling import Dialling
from sms_gateway.phone.hub import Hub
from sms_gateway.phone.page import phone_app
from storage.records import Screen

PHONE = "+212612345678"
STEP = {"number": "0612345678", "session": "5f0c1a2b", "typed": "3*1"}


class Service:
    """A real server on loopback; what it was asked, and what ended."""

    def __init__(self):
        self.asked, self.ended = [], []

    async def ask(self, asked):
        self.asked.append(asked)
        return Screen("الدعم\n1 طلبي", goes_on=True)

    async def end(self, ended):
        self.ended.append(ended)

    async def told(self, number):
        return f"phone: '{number}'\n"

    async def receive(self, link, request):
        raise AssertionError

    async def __aenter__(self):
        channel = PhoneChannel("phone", Hub(), lambda number: to_e164(number, "MA"), "5555")
        dialling = Dialling(channel, "*555#", self.ask, self.end)
        app = web.Application()
        numbers = [(f"+21261234567{digit}", "") for digit in range(8)]
        app.add_subapp("/phone", phone_app(channel, self.receive, numbers, None, dialling, self.told))
        self.runner = web.AppRunner(app, access_log=None)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.http = ClientSession(f"http://127.0.0.1:{self.runner.addresses[0][1]}")
        return self

    async def __aexit__(self, *_):
        await self.http.close()
        await self.runner.cleanup()


@pytest_asyncio.fixture
async def service():
    async with Service() as running:
        yield running


async def test_a_step_goes_to_the_door_and_its_screen_comes_back_measured(service):
    async with service.http.post("/phone/ussd", json=STEP) as answer:
        assert await answer.json() == {
            "text": "الدعم\n1 طلبي",
            "goesOn": True,
            "units": 12,
            "encoding": "UCS-2",
        }
    (asked,) = service.asked
    assert (asked.link, asked.phone, asked.code) == ("phone", PHONE, "*555#")
    assert (asked.session_id, asked.typed) == ("5f0c1a2b", "3*1")


async def test_hanging_up_is_recorded_with_its_hops_and_its_time(service):
    given = {"number": PHONE, "session": "5f0c1a2b", "hops": 3, "milliseconds": 4200}
    async with service.http.post("/phone/hang-up", json=given) as answer:
        assert answer.status == 200
    (ended,) = service.ended
    assert (ended.phone, ended.status, ended.hops, ended.duration) == (PHONE, "Cancelled", 3, 4200)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "12"},
        {"number": None},
        {"session": "*"},
        {"session": 7},
        {"typed": None},
        {"typed": "1" * 5000},
    ],
)
async def test_what_is_no_step_is_refused(service, wrong):
    async with service.http.post("/phone/ussd", json=STEP | wrong) as answer:
        assert answer.status == 400
    assert service.asked == []


async def test_another_site_cannot_dial(service):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        async with service.http.post("/phone/ussd", json=STEP, headers=headers) as answer:
            assert answer.status == 403
    async with service.http.post("/phone/ussd", data="{}") as answer:
        assert answer.status == 415
    assert service.asked == []


async def test_phones_stand_side_by_side_up_to_four(service):
    async with service.http.get("/phone/several") as page:
        assert (await page.text()).count("<iframe") == 4
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    asked = [("number", "0612345678"), ("number", "0612345678"), ("number", "12"), ("number", "0623456789")]
    async with service.http.get("/phone/several", params=asked) as page:
        text = await page.text()
    assert text.count("<iframe") == 2
    assert "%2B212623456789" in text


async def test_a_conversation_is_a_file_to_keep(service):
    async with service.http.get("/phone/transcript", params={"number": PHONE}) as file:
        assert await file.text() == f"phone: '{PHONE}'\n"
        assert "conversation-212612345678.yaml" in file.headers["Content-Disposition"]
    async with service.http.get("/phone/transcript", params={"number": "12"}) as refused:
        assert refused.status == 400
