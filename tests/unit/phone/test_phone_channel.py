import json
from functools import partial

import pytest

from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.msisdn import to_e164
from sms_gateway.phone.hub import Hub
from storage.records import Accepted, ClaimedMt, MtMessage, MtState

PHONE = "+212612345678"
GOOD = {"number": "0612345678", "text": "ou est ma demande", "id": "5f0c1a2b-7788"}


@pytest.fixture
def channel():
    return PhoneChannel("phone", Hub(), partial(to_e164, region="MA"), "37377", failing_suffix="999")


def posted(channel, body=GOOD):
    return channel.request_of(body if isinstance(body, bytes) else json.dumps(body).encode())


def outgoing(recipient=PHONE, text="Votre demande est acceptee."):
    return ClaimedMt(7, MtMessage("phone", recipient, "37377", text, "fr", 1), 1)


def test_a_message_of_the_page_becomes_one_of_the_gateway(channel):
    mo = channel.parse_mo(posted(channel), 1000)
    assert (mo.link, mo.sender, mo.recipient, mo.text) == ("phone", PHONE, "37377", "ou est ma demande")
    assert mo.received_at == 1000


def test_a_double_click_carries_the_same_id_and_is_answered_alike(channel):
    first, second = channel.parse_mo(posted(channel), 1000), channel.parse_mo(posted(channel), 1001)
    assert first.external_id == second.external_id
    assert channel.mo_reply(Accepted(1, duplicate=False)) == channel.mo_reply(Accepted(1, duplicate=True))


def test_the_links_public_address_takes_nothing_that_did_not_pass_the_pages_guard(channel):
    for seal in ({}, {"x-phone-seal": ""}, {"x-phone-seal": "é"}):
        with pytest.raises(RefusedError) as refused:
            channel.parse_mo(HttpRequest("POST", "", seal, json.dumps(GOOD).encode(), "127.0.0.1"), 1)
        assert refused.value.status == 403


def test_two_phones_that_drew_the_same_id_sent_two_messages(channel):
    other = channel.parse_mo(posted(channel, GOOD | {"number": "0623456789"}), 1000)
    assert other.external_id != channel.parse_mo(posted(channel), 1000).external_id


def test_letters_are_composed_and_nuls_taken_out(channel):
    assert channel.parse_mo(posted(channel, GOOD | {"text": "refuse\u0301\0 "}), 1).text == "refusé"


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"\xff\xfe", 400, "The body is not JSON in UTF-8."),
        (b'{"text": "\xc3"}', 400, "The body is not JSON in UTF-8."),
        (b"[]", 400, "The body must be a JSON object."),
        ({}, 400, "The field 'number' is missing or is not text."),
        (GOOD | {"text": 3}, 400, "The field 'text' is missing or is not text."),
        (GOOD | {"id": "short"}, 400, "The message's id must be 8 to 64 letters, digits or hyphens."),
        (GOOD | {"id": "x" * 65}, 400, "The message's id must be 8 to 64 letters, digits or hyphens."),
        (GOOD | {"number": "INWI"}, 400, "This is not a phone number."),
        (GOOD | {"number": ""}, 400, "This is not a phone number."),
        (GOOD | {"text": " \0\n"}, 400, "The message is empty."),
        (GOOD | {"text": "a" * 10_000}, 413, "The message is longer than 1600 characters."),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence(channel, body, status, sentence):
    with pytest.raises(RefusedError) as refused:
        channel.parse_mo(posted(channel, body), 1)
    assert (refused.value.status, refused.value.sentence) == (status, sentence)


async def test_a_sent_message_is_on_the_phones_screen(channel):
    result = await channel.send(outgoing(), 2000)
    assert (result.mt_id, result.state, result.smsc_id, result.error) == (
        7,
        MtState.DELIVERED,
        "phone-7",
        None,
    )
    (shown,) = (await channel.hub.look_at(PHONE)).messages()
    assert (shown.text, shown.state, shown.inbound, shown.at) == (
        "Votre demande est acceptee.",
        "delivered",
        False,
        2000,
    )


async def test_a_second_attempt_shows_no_second_message(channel):
    await channel.send(outgoing(), 2000)
    await channel.send(outgoing(), 2001)
    assert len((await channel.hub.look_at(PHONE)).messages()) == 1


async def test_a_number_set_to_fail_fails_for_good_and_says_why(channel):
    result = await channel.send(outgoing("+212600000999"), 2000)
    assert (result.state, result.error) == (MtState.FAILED, "The browser phone's number is set to fail.")


def test_no_delivery_report_is_taken(channel):
    with pytest.raises(RefusedError) as refused:
        channel.parse_dlr(posted(channel, b""), 1)
    assert refused.value.status == 404
