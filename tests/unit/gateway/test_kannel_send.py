"""What smsbox is sent, and what its answer, or its silence, says of the message."""

import pytest

from sms_gateway.channels.kannel import KannelChannel
from storage.records import ClaimedMt, MtMessage, MtState
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.wire import Smsbox, reply

PHONE = "+212612345678"


def claimed(text="Bonjour", **fields):
    values = {"link": "kannel", "recipient": PHONE, "sender": "5757", "language": "fr", "parts": 1}
    return ClaimedMt(42, MtMessage(text=text, **values | fields), 1)


@pytest.fixture
async def sending(kannel_config):
    """Open a channel to a smsbox of ours: `await sending(smsbox)`."""
    opened = []

    async def open_(smsbox, **fields):
        channel = KannelChannel("kannel", kannel_config(sendsms_url=smsbox.url, **fields))
        await channel.open()
        opened.append(channel)
        return channel

    yield open_
    for channel in opened:
        await channel.close()


async def test_french_is_sent_in_gsm7_with_our_id_in_the_report_url(sending):
    async with Smsbox().open() as smsbox:
        channel = await sending(smsbox, smsc="inwi")
        result = await channel.send(claimed("Où ? 1+1=2 & 100% {ok} €"), NOW)
    assert (result.state, result.mt_id, result.at) == (MtState.SENT, 42, NOW)
    (fields,) = smsbox.fields
    assert fields.pop("text").encode("latin-1").decode() == "Où ? 1+1=2 & 100% {ok} €"
    dlr_url = fields.pop("dlr-url")
    assert fields == {
        "username": "recours",
        "password": "p&ss",
        "smsc": "inwi",
        "from": "5757",
        "to": PHONE,
        "coding": "0",
        "charset": "UTF-8",
        "dlr-mask": "27",
    }
    # Kannel makes %% into % and %d into the status; then the secret is there as we wrote it.
    assert dlr_url.replace("%%", "%").endswith(
        "/links/kannel/dlr?secret=s%2564cret%20%26%2B%C3%A9&status=%d&mt=42"
    )


@pytest.mark.parametrize("text", ["أهلا، ملفك مقبول", "ça 👍"])
async def test_what_leaves_gsm7_is_sent_in_ucs2(sending, text):
    async with Smsbox().open() as smsbox:
        channel = await sending(smsbox)
        await channel.send(claimed(text), NOW)
    (fields,) = smsbox.fields
    assert (fields["coding"], fields["charset"]) == ("2", "UTF-16BE")
    assert fields["text"].encode("latin-1").decode("utf-16-be") == text


# label, answer, state, error, whether the line is down
ANSWERS = [
    ("taken", reply(202, "0: Accepted for delivery"), MtState.SENT, None, False),
    ("kept by Kannel", reply(202, "3: Queued for later delivery"), MtState.SENT, None, False),
    ("no route", reply(403, "Not routable. Do not try again."), MtState.FAILED, "HTTP 403", False),
    (
        "bad field",
        reply(400, "Empty receiver number not allowed, rejected"),
        MtState.FAILED,
        "HTTP 400",
        False,
    ),
    ("wrong password", reply(403, "Authorization failed for sendsms"), MtState.QUEUED, "HTTP 403", True),
    ("wrong address", reply(404, "Unknown request."), MtState.QUEUED, "HTTP 404", True),
    ("throttled", reply(429), MtState.QUEUED, "HTTP 429", False),
    ("busy", reply(503, "Temporal failure, try again later."), MtState.QUEUED, "HTTP 503", False),
    ("broken", reply(500), MtState.QUEUED, "HTTP 500", False),
]


@pytest.mark.parametrize(
    ("label", "answer", "state", "error", "down"), ANSWERS, ids=[row[0] for row in ANSWERS]
)
async def test_the_answer_decides_what_became_of_the_message(sending, label, answer, state, error, down):
    async with Smsbox(answer).open() as smsbox:
        channel = await sending(smsbox)
        result = await channel.send(claimed(), NOW)
    assert (result.state, result.error, result.line_down) == (state, error, down)


async def test_a_refused_connection_leaves_the_message_queued(sending):
    async with Smsbox().open() as smsbox:
        pass
    channel = await sending(smsbox)
    result = await channel.send(claimed(), NOW)
    assert (result.state, result.line_down) == (MtState.QUEUED, True)


async def test_a_line_that_drops_after_the_request_leaves_doubt(sending):
    async with Smsbox(None).open() as smsbox:
        channel = await sending(smsbox)
        result = await channel.send(claimed(), NOW)
    assert (result.state, result.line_down) == (MtState.UNKNOWN, False)


async def test_an_answer_that_does_not_come_leaves_doubt(sending):
    async with Smsbox().open() as smsbox:
        smsbox.delay = 60
        channel = await sending(smsbox, reply_timeout=0.05)
        result = await channel.send(claimed(), NOW)
    assert result.state is MtState.UNKNOWN


async def test_a_kept_connection_that_drops_is_never_used_to_send_twice(sending):
    async with Smsbox(reply(202), None, reply(202)).open() as smsbox:
        channel = await sending(smsbox)
        assert (await channel.send(claimed(), NOW)).state is MtState.SENT
        assert (await channel.send(claimed(), NOW)).state is MtState.UNKNOWN
        assert len(smsbox.requests) == 2
        assert (await channel.send(claimed(), NOW)).state is MtState.SENT


async def test_an_answer_that_is_no_http_leaves_doubt(sending):
    async with Smsbox(b"\x00\x01nonsense\r\n\r\n").open() as smsbox:
        channel = await sending(smsbox)
        assert (await channel.send(claimed(), NOW)).state is MtState.UNKNOWN
