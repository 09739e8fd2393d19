"""Signed JSON over a real socket into the real store; and what a provider's answers say of a message."""

import json

import pytest

from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.channels.http_json import HttpJsonChannel, HttpJsonConfig
from sms_gateway.channels.signatures import StandardWebhook
from storage.records import MtMessage, MtState, SendResult
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.posting import PHONE, Provider, claimed, kept, opened, posted, served
from tests.unit.gateway.wire import query

SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"
SMS = {"id": "m-1", "from": PHONE, "to": "5757", "text": "ou est ma demande"}
JSON = {"content-type": "application/json"}


def config(**fields):
    values = {
        "secret": SECRET,
        "send_url": "http://127.0.0.1:1/send",
        "public_url": "https://recours.example",
    }
    return HttpJsonConfig(**values | fields)


@pytest.fixture
async def house(store):
    channel = HttpJsonChannel("house", config())
    async with served(channel, store) as port:
        yield port


def signed(fields, *, at=NOW, webhook_id="msg-1", secret=SECRET):
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return body, JSON | StandardWebhook(secret).headers(webhook_id, at, body)


async def posts(port, path, fields, **how):
    return await posted(port, f"/links/house/{path}", *signed(fields, **how))


@pytest.mark.parametrize(
    ("secret", "webhook_id", "at", "body", "signature"),
    [
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1731705121,
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        )
    ],
)
def test_the_standards_own_example_is_signed_as_it_says(secret, webhook_id, at, body, signature):
    assert StandardWebhook(secret).headers(webhook_id, at, body)["webhook-signature"] == signature


# label, fields, text, sender, id
TAKEN = [
    ("french", {}, SMS["text"], PHONE, "m-1"),
    ("arabic", {"text": "أين وصل ملفي؟"}, "أين وصل ملفي؟", PHONE, "m-1"),
    ("an empty text", {"text": ""}, "", PHONE, "m-1"),
    ("a national number", {"from": "0612345678"}, SMS["text"], PHONE, "m-1"),
    ("a name", {"from": "MAROCTEL"}, SMS["text"], "MAROCTEL", "m-1"),
    ("a number as id", {"id": 7}, SMS["text"], PHONE, "7"),
    ("no id: the signature's", {"id": None}, SMS["text"], PHONE, "msg-1"),
]


@pytest.mark.parametrize(
    ("label", "fields", "text", "sender", "external_id"), TAKEN, ids=[row[0] for row in TAKEN]
)
async def test_a_message_is_kept_as_it_was_meant(house, store, label, fields, text, sender, external_id):
    answer = await posts(house, "mo", SMS | fields)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    (mo,) = await kept(store)
    assert (mo.text, mo.sender, mo.external_id, mo.recipient) == (text, sender, external_id, "5757")


async def test_a_replay_has_no_second_effect_and_the_same_answer(house, store):
    answers = [await posts(house, "mo", SMS) for _ in range(3)]
    assert len({(answer.status, answer.body) for answer in answers}) == 1
    assert len(await kept(store)) == 1


# label, what is changed of a right request
REFUSED = [
    ("another secret", {"secret": "whsec_AAAAnmyCDGBKInavdOK15jsl"}),
    ("too old", {"at": NOW - 301}),
    ("from the future", {"at": NOW + 301}),
]


@pytest.mark.parametrize(("label", "how"), REFUSED, ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("path", ["mo", "dlr"])
async def test_a_signature_that_is_wrong_or_old_lets_nobody_in(house, store, path, label, how):
    assert (await posts(house, path, SMS | {"status": "delivered"}, **how)).status == 403
    assert await kept(store) == []


@pytest.mark.parametrize("how", [{"at": NOW - 299}, {"at": NOW + 299}])
async def test_clocks_may_differ_a_little(house, how):
    assert (await posts(house, "mo", SMS, **how)).status == 200


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_a_request_without_one_of_the_three_is_refused(house, name):
    body, headers = signed(SMS)
    del headers[name]
    assert (await posted(house, "/links/house/mo", body, headers)).status == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v2,AAAA v1a,AAAA"),
        ("webhook-signature", "v1,é"),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "9" * 400),
        ("webhook-timestamp", "١٢٣"),
        ("webhook-id", "another"),
    ],
)
def test_headers_of_nonsense_are_refused(name, value):
    body, headers = signed(SMS)
    with pytest.raises(RefusedError) as refused:
        HttpJsonChannel("house", config()).parse_mo(
            HttpRequest("POST", "", headers | {name: value}, body), NOW
        )
    assert refused.value.status == 403


async def test_one_of_several_signatures_is_enough_while_a_secret_is_changed(house):
    body, headers = signed(SMS)
    headers["webhook-signature"] = f"v1,AAAA v2,BBBB {headers['webhook-signature']}"
    assert (await posted(house, "/links/house/mo", body, headers)).status == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b'{"id": "1"}', b'{"id": "1", "text": 5}', b"\xff"]
)
async def test_a_body_that_is_no_message_is_refused(house, body):
    assert (await posts(house, "mo", body)).status == 400


async def test_an_address_off_the_list_is_not_let_in(store):
    async with served(HttpJsonChannel("house", config(allow=("10.0.0.0/8",))), store) as port:
        assert (await posts(port, "mo", SMS)).status == 403


# Where it cannot sign (RapidPro's external channel)


@pytest.fixture
async def unsigned(store):
    async with served(HttpJsonChannel("house", config(signed=False)), store) as port:
        yield port


async def test_an_unsigned_link_takes_json_and_forms_with_the_secret(unsigned, store):
    target = f"/links/house/mo?{query(secret=SECRET)}"
    assert (await posted(unsigned, target, json.dumps(SMS).encode(), JSON)).status == 200
    form = query(id="m-2", sender=PHONE, to="5757", text="أين").encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "x-recours-secret": SECRET}
    assert (await posted(unsigned, "/links/house/mo", form, headers)).status == 200
    assert [line.text for line in await store.thread(PHONE)] == [SMS["text"], "أين"]


async def test_an_unsigned_link_takes_nothing_without_the_secret(unsigned, store):
    assert (await posted(unsigned, "/links/house/mo", json.dumps(SMS).encode(), JSON)).status == 403


# Reports


# label, fields, state
REPORTS = [
    ("delivered", {"status": "delivered"}, MtState.DELIVERED),
    ("in capitals", {"status": "DELIVERED"}, MtState.DELIVERED),
    ("failed", {"status": "failed", "error": "absent"}, MtState.FAILED),
    ("rejected", {"status": "rejected"}, MtState.FAILED),
    ("expired", {"status": "expired"}, MtState.FAILED),
    ("sent", {"status": "sent"}, MtState.SENT),
    ("a state of nobody's", {"status": "flying"}, MtState.SENT),
    ("no state", {}, MtState.SENT),
]


@pytest.mark.parametrize("by", ["mt", "id"])
@pytest.mark.parametrize(("label", "fields", "state"), REPORTS, ids=[row[0] for row in REPORTS])
async def test_reports_move_their_message_on(house, store, label, fields, state, by):
    (mt_id,) = await store.enqueue_mts([MtMessage("house", PHONE, "5757", "Bonjour", "fr", 1)])
    await store.claim_mts("house", 1, NOW)
    await store.record_sends([SendResult(mt_id, MtState.SENT, NOW, smsc_id="s-1")])
    answer = await posts(house, "dlr", {"mt": mt_id} | fields if by == "mt" else {"id": "s-1"} | fields)
    assert answer.status == 200
    assert await store.mt_states([mt_id]) == {mt_id: state}


async def test_a_report_that_names_no_message_is_refused(house):
    assert (await posts(house, "dlr", {"status": "delivered"})).status == 400


# Sending


async def test_a_message_is_posted_signed_and_under_one_id_however_often(store):
    provider = Provider((503, {}, b""), (200, {}, b'{"id": "s-1"}'))
    async with (
        provider.open(),
        opened(HttpJsonChannel("house", config(send_url=f"{provider.url}/send"))) as channel,
    ):
        assert (await channel.send(claimed("house"), NOW)).state is MtState.QUEUED
        result = await channel.send(claimed("house", attempt=2), NOW + 60)
    assert (result.state, result.smsc_id) == (MtState.SENT, "s-1")
    for (_path, headers, body), at in zip(provider.calls, (NOW, NOW + 60), strict=True):
        heard = {name.lower(): value for name, value in headers.items()}
        webhook_id = StandardWebhook(SECRET).check(HttpRequest("POST", "", heard, body), at)
        assert webhook_id == "house-42"
        assert json.loads(body) == {
            "id": "42",
            "from": "5757",
            "to": PHONE,
            "text": "Bonjour",
            "parts": 1,
            "language": "fr",
            "report_to": "https://recours.example/links/house/dlr",
        }


# label, status, headers, body, state, seconds to the next try, line down
ANSWERS = [
    ("taken", 202, {}, b"", MtState.SENT, 0, False),
    ("taken, garbage", 200, {}, b"\xff[", MtState.SENT, 0, False),
    ("bad number", 422, {}, b"", MtState.FAILED, 0, False),
    ("signature refused", 401, {}, b"", MtState.QUEUED, 0, True),
    ("wrong address", 404, {}, b"", MtState.QUEUED, 0, True),
    ("too many", 429, {"Retry-After": "7"}, b"", MtState.QUEUED, 7, False),
    ("for too long", 503, {"Retry-After": "999999999"}, b"", MtState.QUEUED, 3600, False),
    ("until a date", 503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"", MtState.QUEUED, 0, False),
    ("their fault", 500, {}, b"", MtState.QUEUED, 0, False),
    ("moved", 302, {"Location": "http://127.0.0.1:1/"}, b"", MtState.FAILED, 0, False),
    ("hung up", None, {}, b"", MtState.UNKNOWN, 0, False),
]


@pytest.mark.parametrize(
    ("label", "status", "headers", "body", "state", "seconds", "down"),
    ANSWERS,
    ids=[row[0] for row in ANSWERS],
)
async def test_answers_by_the_table(label, status, headers, body, state, seconds, down):
    provider = Provider((status, headers, body))
    async with (
        provider.open(),
        opened(HttpJsonChannel("house", config(send_url=f"{provider.url}/send"))) as channel,
    ):
        result = await channel.send(claimed("house"), NOW)
    assert (result.state, result.line_down) == (state, down)
    assert result.retry_at == (NOW + seconds if seconds else 0)


async def test_nobody_there_is_a_line_that_is_down():
    async with opened(HttpJsonChannel("house", config())) as channel:
        result = await channel.send(claimed("house"), NOW)
    assert (result.state, result.line_down) == (MtState.QUEUED, True)


def test_no_secret_is_printed_with_the_configuration():
    assert SECRET not in repr(config())
