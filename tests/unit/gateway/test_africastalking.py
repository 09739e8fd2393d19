"""What Africa's Talking posts, over a real socket into the real store; and what its answers say of a message."""

import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from sms_gateway.channels.africastalking import AfricasTalkingChannel, AfricasTalkingConfig
from sms_gateway.channels.base import HttpRequest
from sms_gateway.receive import SERVER_LIMITS, Receiver, routes
from storage.records import ClaimedMt, MtMessage, MtState, SendResult
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.wire import call, query

SECRET = "s3cret-s3cret"
PHONE = "+254711222333"
FORM = ["Content-Type: application/x-www-form-urlencoded"]
#: As the provider's sandbox posts it.
SMS = {
    "date": "2026-11-22 10:00:00",
    "from": PHONE,
    "id": "0c1d7a1e-6a3b-4f7d-8c53-7f8e2f2b9f10",
    "linkId": "SampleLinkId123",
    "networkCode": "63902",
    "text": "ou est ma demande",
    "to": "22384",
}
REPORT = {"id": "ATXid_03cb5ecf", "phoneNumber": PHONE, "networkCode": "63902", "retryCount": "0"}


def config(**fields):
    values = {
        "secret": SECRET,
        "username": "sandbox",
        "api_key": "k3y",
        "send_url": "http://127.0.0.1:1/version1/messaging",
        "allow": ("127.0.0.1",),
    }
    return AfricasTalkingConfig(**values | fields)


class Provider:
    """Stands where Africa's Talking stands."""

    def __init__(self, port, store):
        self.port, self.store = port, store

    async def posts(self, path, secret=SECRET, **form):
        target = f"/links/at/{path}?{query(secret=secret)}"
        return await call(self.port, target, method="POST", body=query(**form).encode(), headers=FORM)

    async def kept(self):
        return [claimed.mo for claimed in await self.store.claim_mos(10, NOW)]


@pytest.fixture
async def provider(store):
    channel = AfricasTalkingChannel("at", config())
    app = web.Application()
    app.add_routes(routes(Receiver({"at": channel}, store, now=lambda: NOW)))
    runner = web.AppRunner(app, access_log=None, **SERVER_LIMITS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Provider(runner.addresses[0][1], store)
    await runner.cleanup()


# label, fields, the text that is kept, its sender
TAKEN = [
    ("french", {}, "ou est ma demande", PHONE),
    ("arabic", {"text": "أين وصل ملفي؟"}, "أين وصل ملفي؟", PHONE),
    ("signs", {"text": "1+1=2 & 100% #*"}, "1+1=2 & 100% #*", PHONE),
    ("an empty text", {"text": ""}, "", PHONE),
    ("a national number", {"from": "0612345678"}, "ou est ma demande", "+212612345678"),
    ("a name as sender", {"from": "AFRICASTKNG"}, "ou est ma demande", "AFRICASTKNG"),
]


@pytest.mark.parametrize(("label", "fields", "text", "sender"), TAKEN, ids=[row[0] for row in TAKEN])
async def test_an_sms_is_kept_as_it_was_meant(provider, label, fields, text, sender):
    answer = await provider.posts("mo", **SMS | fields)
    assert (answer.status, answer.body) == (200, "")
    (mo,) = await provider.kept()
    assert (mo.text, mo.sender, mo.external_id) == (text, sender, SMS["id"])
    assert (mo.link, mo.recipient, mo.received_at) == ("at", "22384", NOW)


async def test_a_copy_of_an_sms_is_answered_like_the_first_and_kept_once(provider):
    for _copy in range(3):
        assert (await provider.posts("mo", **SMS)).status == 200
    assert len(await provider.kept()) == 1


async def test_an_sms_without_an_id_is_known_by_its_words_and_its_date(provider):
    without = {**SMS, "id": ""}
    for form in (without, without, {**without, "date": "2026-11-22 10:00:07"}):
        await provider.posts("mo", **form)
    assert len(await provider.store.thread(PHONE)) == 2


@pytest.mark.parametrize("path", ["mo", "dlr"])
async def test_who_does_not_know_the_secret_is_not_let_in(provider, path):
    answer = await provider.posts(path, "guess", **SMS | REPORT)
    assert (answer.status, answer.body) == (403, "The secret is wrong.")
    assert await provider.kept() == []


async def test_an_address_off_the_list_is_not_let_in(store):
    channel = AfricasTalkingChannel("at", config(allow=("10.0.0.0/8",)))
    reply = await Receiver({"at": channel}, store).mo("at", _request(query(secret=SECRET)))
    assert (reply.status, reply.body) == (403, "This address may not call this link.")


def _request(target):
    return HttpRequest("POST", target, remote="127.0.0.1", body=query(**SMS).encode())


# Delivery reports


@pytest.fixture
async def sent(store):
    """A message that the provider has taken under the id of `REPORT`."""
    (mt_id,) = await store.enqueue_mts([MtMessage("at", PHONE, "22384", "Bonjour", "fr", 1)])
    await store.claim_mts("at", 1, NOW)
    await store.record_sends([SendResult(mt_id, MtState.SENT, NOW, smsc_id=REPORT["id"])])
    return mt_id


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Sent", MtState.SENT),
        ("Submitted", MtState.SENT),
        ("Buffered", MtState.SENT),
        ("Success", MtState.DELIVERED),
        ("Rejected", MtState.FAILED),
        ("Failed", MtState.FAILED),
        ("Expired", MtState.FAILED),
        ("AbsentSubscriber", MtState.FAILED),
        ("SomethingNew", MtState.SENT),
        ("", MtState.SENT),
    ],
)
async def test_a_report_moves_its_message_and_an_unknown_status_is_only_noted(provider, sent, status, state):
    answer = await provider.posts("dlr", **REPORT, status=status, failureReason="")
    assert (answer.status, answer.body) == (200, "")
    assert await provider.store.mt_states([sent]) == {sent: state}


async def test_a_report_that_overtakes_the_answer_to_the_send_is_found_again(provider, store):
    (mt_id,) = await store.enqueue_mts([MtMessage("at", PHONE, "22384", "Bonjour", "fr", 1)])
    await store.claim_mts("at", 1, NOW)
    await provider.posts("dlr", **REPORT, status="Success")
    await store.record_sends([SendResult(mt_id, MtState.SENT, NOW, smsc_id=REPORT["id"])])
    assert await store.mt_states([mt_id]) == {mt_id: MtState.DELIVERED}


async def test_a_report_without_an_id_is_told_so(provider):
    answer = await provider.posts("dlr", status="Success")
    assert answer.status == 400
    assert answer.body.startswith("The report does not name its message")


# Sending


class Messaging:
    """Stands where /version1/messaging stands; `answer` is (status, body), or None to hang up after reading."""

    def __init__(self, answer):
        self.answer = answer
        self.heads, self.forms = [], []

    @asynccontextmanager
    async def open(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/version1/messaging"

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        self.heads.append(head)
        self.forms.append(dict(parse_qsl((await reader.readexactly(length)).decode())))
        if self.answer is not None:
            status, body = self.answer
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()
        writer.close()


def recipient(code, message_id="ATXid_1"):
    one = {
        "statusCode": code,
        "number": PHONE,
        "status": "Success",
        "cost": "KES 0.8000",
        "messageId": message_id,
    }
    return json.dumps(
        {"SMSMessageData": {"Message": "Sent to 1/1 Total Cost: KES 0.8000", "Recipients": [one]}}
    )


async def sending(answer, **fields):
    """What becomes of one message, and the stand-in that it was handed to."""
    messaging = Messaging(answer)
    async with messaging.open() as url:
        channel = AfricasTalkingChannel("at", config(send_url=url))
        await channel.open()
        mt = MtMessage(**{"link": "at", "recipient": PHONE, "sender": "22384", "text": "Où ? €", "language": "fr", "parts": 1} | fields)  # fmt: skip
        sent = await channel.send(ClaimedMt(42, mt, 1), NOW)
        await channel.close()
    return sent, messaging


async def test_a_message_is_posted_with_the_key_in_its_header_and_its_id_is_kept():
    sent, messaging = await sending((201, recipient(101)), text="أهلا + é €")
    assert sent == SendResult(42, MtState.SENT, NOW, smsc_id="ATXid_1")
    assert messaging.forms == [{"username": "sandbox", "to": PHONE, "message": "أهلا + é €", "from": "22384"}]
    assert "apikey: k3y" in messaging.heads[0]


async def test_a_message_without_a_number_of_ours_goes_by_the_account_s_own():
    _sent, messaging = await sending((201, recipient(102)), sender="")
    assert "from" not in messaging.forms[0]


# label, answer, state, whether it counts against the line
ANSWERS = [
    ("processed", (201, recipient(100)), MtState.SENT, False),
    ("risk hold", (201, recipient(401)), MtState.QUEUED, False),
    ("wrong sender", (201, recipient(402)), MtState.QUEUED, True),
    ("wrong number", (201, recipient(403, "None")), MtState.FAILED, False),
    ("unsupported number", (201, recipient(404, "None")), MtState.FAILED, False),
    ("no balance", (201, recipient(405)), MtState.QUEUED, True),
    ("block list", (201, recipient(406)), MtState.FAILED, False),
    ("no route", (201, recipient(407)), MtState.QUEUED, False),
    ("do not disturb", (201, recipient(409)), MtState.FAILED, False),
    ("gateway error", (201, recipient(501)), MtState.QUEUED, False),
    ("refused by the operator", (201, recipient(502)), MtState.FAILED, False),
    ("a code of tomorrow", (201, recipient(777)), MtState.QUEUED, False),
    (
        "nobody",
        (201, '{"SMSMessageData":{"Message":"InvalidSenderId","Recipients":[]}}'),
        MtState.QUEUED,
        True,
    ),
    ("no JSON", (201, "<html>"), MtState.UNKNOWN, False),
    ("another JSON", (200, "[]"), MtState.UNKNOWN, False),
    ("wrong key", (401, "The supplied authentication is invalid"), MtState.QUEUED, True),
    ("bad request", (400, "Request is missing required form field 'to'"), MtState.FAILED, False),
    ("throttled", (429, ""), MtState.QUEUED, False),
    ("broken", (500, ""), MtState.QUEUED, False),
    ("hung up", None, MtState.UNKNOWN, False),
]


@pytest.mark.parametrize(("label", "answer", "state", "down"), ANSWERS, ids=[row[0] for row in ANSWERS])
async def test_the_answer_decides_what_became_of_the_message(label, answer, state, down):
    sent, messaging = await sending(answer)
    assert (sent.state, sent.line_down) == (state, down)
    assert len(messaging.forms) == 1
    assert PHONE not in (sent.error or "")


async def test_a_refused_connection_leaves_the_message_queued():
    channel = AfricasTalkingChannel("at", config())
    await channel.open()
    sent = await channel.send(ClaimedMt(42, MtMessage("at", PHONE, "", "a", "fr", 1), 1), NOW)
    await channel.close()
    assert (sent.state, sent.line_down) == (MtState.QUEUED, True)
