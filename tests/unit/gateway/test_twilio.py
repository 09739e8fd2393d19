"""What Twilio posts, signed, over a real socket into the real store; and what its answers say of a message."""

import json
from urllib.parse import parse_qs, urlencode

import pytest

from sms_gateway.channels.signatures import form_of, twilio_signature
from sms_gateway.channels.twilio import TwilioChannel, TwilioConfig
from storage.records import MtMessage, MtState, SendResult
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.posting import PHONE, Provider, claimed, kept, opened, posted, served

TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://recours.example"
SID = "SM1f0e8ae6ade43cb3c0ce4525424e404f"
#: As Twilio's documentation has it.
SMS = {
    "ToCountry": "US",
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "SmsSid": SID,
    "SmsStatus": "received",
    "Body": "ou est ma demande",
    "To": "+15017122661",
    "NumSegments": "1",
    "MessageSid": SID,
    "AccountSid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "From": PHONE,
    "ApiVersion": "2010-04-01",
}
REPORT = {
    "MessageSid": SID,
    "SmsSid": SID,
    "To": PHONE,
    "AccountSid": SMS["AccountSid"],
    "MessageStatus": "delivered",
}


def config(**fields):
    values = {"account_sid": SMS["AccountSid"], "auth_token": TOKEN, "public_url": PUBLIC}
    return TwilioConfig(**values | fields)


@pytest.fixture
async def twilio(store):
    async with served(TwilioChannel("twilio", config()), store) as port:
        yield port


async def posts(port, path, form, *, token=TOKEN, public=PUBLIC, signed=None):
    """Post a form to where a proxy hands it on, signed for the address that the world knows."""
    body = urlencode(form).encode()
    signature = twilio_signature(
        token, f"{public}/links/twilio/{path}", form_of(urlencode(signed or form).encode())
    )
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    return await posted(port, f"/links/twilio/{path}", body, headers)


def test_twilios_own_example_is_signed_as_it_says():
    call = {"CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234"}
    call |= {"From": "+12349013030", "To": "+18005551212"}
    form = {name: [value] for name, value in call.items()}
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio_signature("12345", url, form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


# label, fields, text, sender
TAKEN = [
    ("french", {}, SMS["Body"], PHONE),
    ("arabic", {"Body": "أين وصل ملفي؟"}, "أين وصل ملفي؟", PHONE),
    ("signs", {"Body": "1+1=2 & 100% #*"}, "1+1=2 & 100% #*", PHONE),
    ("a picture without words", {"Body": "", "NumMedia": "1"}, "", PHONE),
    ("a short code", {"From": "22395"}, SMS["Body"], "22395"),
]


@pytest.mark.parametrize(("label", "fields", "text", "sender"), TAKEN, ids=[row[0] for row in TAKEN])
async def test_an_sms_is_kept_and_nothing_is_texted_back_by_the_answer(
    twilio, store, label, fields, text, sender
):
    answer = await posts(twilio, "mo", SMS | fields)
    assert (answer.status, answer.body) == (200, "<Response/>")
    assert answer.headers["content-type"].startswith("text/xml")
    (mo,) = await kept(store)
    assert (mo.text, mo.sender, mo.external_id, mo.recipient) == (text, sender, SID, "+15017122661")


async def test_a_copy_has_no_second_effect(twilio, store):
    for _ in range(3):
        assert (await posts(twilio, "mo", SMS)).status == 200
    assert len(await kept(store)) == 1


# label, how the request differs from a right one
REFUSED = [
    ("another token", {"token": "f" * 32}),
    ("another address", {"public": "http://127.0.0.1:8080"}),
    ("changed words", {"signed": SMS | {"Body": "another text"}}),
    ("a field more", {"signed": SMS | {"More": ""}}),
]


@pytest.mark.parametrize(("label", "how"), REFUSED, ids=[row[0] for row in REFUSED])
async def test_what_twilio_did_not_sign_is_refused(twilio, store, label, how):
    answer = await posts(twilio, "mo", SMS, **how)
    assert (answer.status, answer.body) == (403, "The signature is wrong: is public_url what Twilio calls?")
    assert await kept(store) == []


@pytest.mark.parametrize("headers", [{}, {"x-twilio-signature": ""}, {"x-twilio-signature": "é"}])
async def test_an_unsigned_request_is_refused(twilio, headers):
    assert (await posted(twilio, "/links/twilio/mo", urlencode(SMS).encode(), headers)).status == 403


@pytest.mark.parametrize("public", [PUBLIC, f"{PUBLIC}/", "https://recours.example/sms"])
async def test_behind_a_proxy_the_public_address_counts(store, public):
    async with served(TwilioChannel("twilio", config(public_url=public)), store) as port:
        assert (await posts(port, "mo", SMS, public=public.rstrip("/"))).status == 200


async def test_a_form_of_very_many_fields_is_refused(twilio):
    form = {f"field{number}": "x" for number in range(300)}
    assert (await posted(twilio, "/links/twilio/mo", urlencode(form).encode(), {})).status == 400


async def test_an_sms_without_an_id_is_refused(twilio):
    assert (await posts(twilio, "mo", {"Body": "x", "From": PHONE})).status == 400


# label, fields, state
REPORTS = [
    ("delivered", {}, MtState.DELIVERED),
    ("read", {"MessageStatus": "read"}, MtState.DELIVERED),
    ("undelivered", {"MessageStatus": "undelivered", "ErrorCode": "30003"}, MtState.FAILED),
    ("failed", {"MessageStatus": "failed", "ErrorCode": "30008"}, MtState.FAILED),
    ("sent", {"MessageStatus": "sent"}, MtState.SENT),
    ("a state of nobody's", {"MessageStatus": "flying"}, MtState.SENT),
]


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize(("label", "fields", "state"), REPORTS, ids=[row[0] for row in REPORTS])
async def test_reports_move_their_message_on(twilio, store, label, fields, state, ours):
    (mt_id,) = await store.enqueue_mts([MtMessage("twilio", PHONE, "+15017122661", "Bonjour", "fr", 1)])
    await store.claim_mts("twilio", 1, NOW)
    await store.record_sends([SendResult(mt_id, MtState.SENT, NOW, smsc_id=SID)])
    assert (await posts(twilio, f"dlr?mt={mt_id}" if ours else "dlr", REPORT | fields)).status == 200
    assert await store.mt_states([mt_id]) == {mt_id: state}


async def test_a_report_for_another_message_than_was_signed_is_refused(twilio):
    body = urlencode(REPORT).encode()
    signature = twilio_signature(TOKEN, f"{PUBLIC}/links/twilio/dlr?mt=1", form_of(body))
    answer = await posted(twilio, "/links/twilio/dlr?mt=2", body, {"x-twilio-signature": signature})
    assert answer.status == 403


# label, status, body, state, error, line down
ANSWERS = [
    ("taken", 201, {"sid": SID, "status": "queued", "error_code": None}, MtState.SENT, None, False),
    ("no such phone", 400, {"code": 21211, "message": "to"}, MtState.FAILED, "HTTP 400 code 21211", False),
    ("they said stop", 400, {"code": 21610}, MtState.FAILED, "HTTP 400 code 21610", False),
    ("region not allowed", 400, {"code": 21408}, MtState.QUEUED, "HTTP 400 code 21408", True),
    ("queue full", 400, {"code": 21611}, MtState.QUEUED, "HTTP 400 code 21611", False),
    ("wrong token", 401, {"code": 20003}, MtState.QUEUED, "HTTP 401 code 20003", True),
    ("too many", 429, {"code": 20429}, MtState.QUEUED, "HTTP 429 code 20429", False),
    ("their fault", 503, "<html>", MtState.QUEUED, "HTTP 503", False),
    ("hung up", None, "", MtState.UNKNOWN, "ServerDisconnectedError", False),
]


@pytest.mark.parametrize(
    ("label", "status", "body", "state", "error", "down"), ANSWERS, ids=[row[0] for row in ANSWERS]
)
async def test_answers_by_the_table(label, status, body, state, error, down):
    provider = Provider((status, {}, json.dumps(body).encode() if isinstance(body, dict) else body.encode()))
    async with provider.open(), opened(TwilioChannel("twilio", config(api_url=provider.url))) as channel:
        result = await channel.send(claimed("twilio", "Où ? 1+1=2 & €"), NOW)
    assert (result.state, result.error, result.line_down) == (state, error, down)
    ((path, headers, form),) = provider.calls
    assert path == f"/2010-04-01/Accounts/{SMS['AccountSid']}/Messages.json"
    assert headers["Authorization"].startswith("Basic ")
    assert {name: value for name, (value,) in parse_qs(form.decode()).items()} == {
        "To": PHONE,
        "From": "5757",
        "Body": "Où ? 1+1=2 & €",
        "StatusCallback": f"{PUBLIC}/links/twilio/dlr?mt=42",
    }
    if state is MtState.SENT:
        assert result.smsc_id == SID


async def test_a_messaging_service_sends_in_the_numbers_place():
    provider = Provider((201, {}, b"{}"))
    async with (
        provider.open(),
        opened(TwilioChannel("twilio", config(api_url=provider.url, messaging_service="MG1"))) as channel,
    ):
        await channel.send(claimed("twilio"), NOW)
    form = parse_qs(provider.calls[0][2].decode())
    assert form["MessagingServiceSid"] == ["MG1"]
    assert "From" not in form


async def test_nobody_there_is_a_line_that_is_down():
    async with opened(TwilioChannel("twilio", config(api_url="http://127.0.0.1:1"))) as channel:
        result = await channel.send(claimed("twilio"), NOW)
    assert (result.state, result.line_down) == (MtState.QUEUED, True)


def test_no_token_is_printed_with_the_configuration():
    assert TOKEN not in repr(config())
