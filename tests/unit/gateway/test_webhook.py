"""Decoders take any bytes: they give a message or say in one sentence why not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.channels.kannel import KannelChannel, KannelConfig
from sms_gateway.channels.webhook import fields_of
from sms_gateway.receive import LONGEST_TEXT, cleaned
from tests.unit.gateway.wire import query

CHANNEL = KannelChannel(
    "kannel",
    KannelConfig(
        secret="s", sendsms_url="http://127.0.0.1/", username="u", password="p", public_url="http://127.0.0.1"
    ),
)
NAMES = st.sampled_from(["from", "to", "text", "coding", "charset", "id", "time", "mt", "status", "x"])
VALUES = st.binary(max_size=60) | st.sampled_from([b"2", b"UTF-16BE", b"+212612345678", b"\0", b"utf-7"])
FIELDS = st.dictionaries(NAMES, VALUES)
WIRE = st.text(st.characters(codec="latin-1"), max_size=80) | st.text(
    "%&=+0123456789ABCDEFabcdef;?", max_size=80
)


@given(
    FIELDS, WIRE, st.binary(max_size=60), st.sampled_from(["", "text/plain; charset=utf-16be", "text/plain"])
)
@example({"from": b"0612345678", "text": b"\xd8\x00", "coding": b"2"}, "", b"", "")
def test_any_call_is_a_message_as_promised_or_a_refusal(fields, wire, body, kind):
    request = HttpRequest("POST", f"secret=s&{query(**fields)}&{wire}", {"content-type": kind}, body)
    try:
        message = cleaned(CHANNEL.parse_mo(request, 1))
    except RefusedError as refused:
        assert (refused.status, refused.sentence.endswith(".")) == (400, True)  # noqa: PT017 - either is right
        return
    assert message.sender
    assert message.external_id
    assert "\0" not in message.text
    assert len(message.text) <= LONGEST_TEXT
    message.text.encode()  # no lone surrogate


@given(FIELDS, WIRE)
def test_any_report_is_read_or_refused(fields, wire):
    try:
        dlr = CHANNEL.parse_dlr(HttpRequest("GET", f"secret=s&{query(**fields)}&{wire}"), 1)
    except RefusedError as refused:
        assert refused.status == 400  # noqa: PT017 - either is right
        return
    assert dlr.mt_id is not None
    assert dlr.smsc_id is None


@given(FIELDS)
def test_fields_come_out_as_they_went_in(fields):
    assert fields_of(HttpRequest("GET", query(**fields))) == (fields or {"": b""})


@given(st.text(max_size=200))
def test_a_secret_opens_only_to_itself(guess):
    request = HttpRequest("GET", query(secret=guess, **{"from": "0612345678"}, text="a"))
    if guess == "s":
        assert CHANNEL.parse_mo(request, 1).text == "a"
    else:
        with pytest.raises(RefusedError):
            CHANNEL.parse_mo(request, 1)
