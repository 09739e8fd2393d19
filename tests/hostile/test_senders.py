"""Who says to be a phone that they are not: names in digits, other countries' numbers, digits of other scripts."""

from __future__ import annotations

import pytest

from sms_gateway.channels.smpp.codec import Command, Pdu
from sms_gateway.channels.smpp.inbound import Inbound
from sms_gateway.msisdn import NumberError, to_e164

KNOWN = "+212600000101"
STATUS = "ou est ma demande svp"


def smpp_sender(ton, source):
    pdu = Pdu(Command.DELIVER_SM, 1, 0, {"source": source}, {"source_ton": ton})
    return Inbound("line", "MA", "gsm7", "same")._sender(pdu)


@pytest.mark.parametrize(
    "source", [b"212600000101", b"+212600000101", b"0600000101", b"00212600000101", b"++212600000101"]
)
def test_a_name_that_is_written_in_a_phones_digits_is_not_that_phone(source):
    """Anybody may buy an alphanumeric sender; the SMSC says that it is one (type of number 5)."""
    assert smpp_sender(1, b"212600000101") == KNOWN
    assert smpp_sender(5, source) != KNOWN
    assert not smpp_sender(5, source).startswith("+")


@pytest.mark.parametrize(
    "sender",
    [
        "CMI",
        "MAROCTEL",
        "212600000101X",
        "5757",
        "1",
        "+",
        "+0",
        "+00",
        "+000000000000",
        "AMDL 0600000101",
        "@all",
        "-",
    ],
)
async def test_what_is_no_phone_is_kept_and_hears_nothing(house, sender):
    async with house.raw() as client:
        query = {
            "secret": "a-secret-of-the-hostile-house",
            "from": sender,
            "to": "5757",
            "text": STATUS,
            "id": "x1",
        }
        async with client.get("/links/kannel/mo", params=query) as answer:
            assert answer.status in {200, 400}

    async def idle():
        return (await house.store.counts())["mo:waiting"] == 0

    await house.until(idle)
    assert [sent for sent in house.sent if sent[0].startswith("/kannel")] == []


@pytest.mark.parametrize(
    "raw",
    [
        "+2126000001010", "+21260000010", "+33600000101", "+222600000101", "+1212600000101", "600000101999",
        "+212600000101;ext=1", "+212600000101,0611111111", "+212600000101\n+212611111111", "tel:+212600000101",
        "+212600000101#", "+2126000001O1", "+２１２６00000102", "²12600000101", "+①②③④⑤⑥⑦⑧",
    ],
)  # fmt: skip
def test_no_other_text_is_read_as_this_phone(raw):
    try:
        found = to_e164(raw, "MA")
    except NumberError:
        return
    assert found != KNOWN
    assert found.startswith("+")
    assert found[1:].isascii()
    assert found[1:].isdigit()


@pytest.mark.parametrize(
    "raw",
    ["٠٦٠٠٠٠٠١٠١", "+٢١٢٦٠٠٠٠٠١٠١", "۰۶۰۰۰۰۰۱۰۱", "＋212600000101", "06 00 00 01 01", "+21\u200b2600000101"],
)
def test_the_same_digits_in_another_script_are_one_phone_and_not_a_second_one(raw):
    """So that its limits and its sessions are one, however a network writes it."""
    assert to_e164(raw, "MA") == KNOWN


async def test_a_strangers_phone_that_asks_like_a_known_one_hears_no_amount(house):
    for number, phone in enumerate(("+33612345678", "+221771234567")):
        answer = await house.asks(STATUS, phone, id=f"abroad-{number}")
        assert "DH" not in answer
        assert "ACCEPTEE" not in answer
