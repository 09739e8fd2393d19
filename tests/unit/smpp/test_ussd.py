"""USSD over SMPP: what was dialled and typed, and the screens that answer it, by the table of vendors."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from sms_gateway.channels.smpp.channel import SmppChannel
from sms_gateway.channels.smpp.codec import Tag
from sms_gateway.channels.smpp.ussd import VENDORS, Sessions
from sms_gateway.inbox import StoreInbox
from storage.records import Screen
from tests.unit.smpp.conftest import LINK, PHONE, config_for, listening, until
from tests.unit.smpp.smsc import deliver_sm

BEGIN, TYPED, ABORTED = 1, 18, 0x81
NOW = 1_760_000_000


class Door:
    """Shows the text it is given for what was typed; keeps what it was asked."""

    def __init__(self):
        self.asked = []

    async def screen(self, asked):
        self.asked.append(asked)
        return Screen(f"[{asked.typed}]", goes_on=not asked.typed.endswith("9"))


@pytest.fixture
async def door(store, smsc):
    """`async with door(vendor) as (asks, door)`: `asks` is a step of a session and gives the SMSC's submit_sm."""

    @asynccontextmanager
    async def open_(vendor):
        door = Door()
        channel = SmppChannel(LINK, config_for(smsc.port, ussd=vendor, ussd_code="*555#"))
        async with listening(channel, StoreInbox(store, door=door)):
            line = await smsc.bound()
            await until(lambda: channel.bound)

            async def asks(operation, words, *tlvs, sequence=0):
                before = len(smsc.submitted)
                tlvs = ((Tag.USSD_SERVICE_OP, bytes([operation])), *tlvs)
                assert await line.delivers(words, tlvs=tlvs, sequence=sequence) == 0
                return (await smsc.submits(before + 1))[-1] if operation in {BEGIN, TYPED} else None

            yield asks, door

    return open_


def session_of(vendor, count=0):
    tag = VENDORS[vendor].session
    if tag is None:
        return ()
    return ((tag, b"\x07" + bytes([count << 1] if tag == Tag.ITS_SESSION_INFO else [9])),)


# vendor, operation of the last screen, its session parameter
LAST = [
    ("operation", 17, b"\x07\x04"),
    ("end_bit", 2, b"\x07\x05"),
    ("reference", 17, b"\x07\x09"),
    ("phone", 17, None),
]


@pytest.mark.parametrize(("vendor", "operation", "session"), LAST)
async def test_a_session_from_its_code_to_its_last_screen(door, vendor, operation, session):
    async with door(vendor) as (asks, ours):
        first = await asks(BEGIN, b"*555#", *session_of(vendor))
        second = await asks(TYPED, b"1", *session_of(vendor, 1))
        third = await asks(TYPED, b"9", *session_of(vendor, 2))
    assert [asked.typed for asked in ours.asked] == ["", "1", "1*9"]
    assert {(asked.phone, asked.code, asked.link) for asked in ours.asked} == {(PHONE, "*555#", LINK)}
    assert len({asked.session_id for asked in ours.asked}) == 1
    assert [pdu.octets for pdu in (first, second, third)] == [b"\x1b<\x1b>", b"\x1b<1\x1b>", b"\x1b<1*9\x1b>"]
    assert [pdu.tlv(Tag.USSD_SERVICE_OP) for pdu in (first, second)] == [b"\x02", b"\x02"]
    assert third.tlv(Tag.USSD_SERVICE_OP) == bytes([operation])
    tag = VENDORS[vendor].session
    assert (third.tlv(tag) if tag is not None else None) == session
    for pdu in (first, second, third):
        assert (pdu.text("service_type"), pdu.text("source")) == (b"USSD", b"5757")
        assert (pdu.text("destination"), pdu.number("destination_ton")) == (PHONE[1:].encode(), 1)


async def test_what_is_dialled_behind_the_code_counts_as_typed(door):
    async with door("phone") as (asks, ours):
        await asks(BEGIN, b"*555*1*2#")
    assert ours.asked[0].typed == "1*2"


async def test_a_code_dialled_again_is_a_new_session(door):
    async with door("phone") as (asks, ours):
        for words in (b"*555#", b"*555#"):
            await asks(BEGIN, words)
    assert len({asked.session_id for asked in ours.asked}) == 2


async def test_a_copy_of_a_step_is_typed_once(door):
    async with door("operation") as (asks, ours):
        await asks(BEGIN, b"*555#", *session_of("operation"))
        for _copy in range(2):
            await asks(TYPED, b"1", *session_of("operation", 1), sequence=500)
    assert [asked.typed for asked in ours.asked] == ["", "1", "1"]


async def test_a_step_of_a_session_that_a_restart_forgot_begins_anew(door):
    async with door("operation") as (asks, ours):
        await asks(TYPED, b"1", *session_of("operation", 3))
    assert ours.asked[0].typed == ""


@pytest.mark.parametrize("vendor", ["operation", "phone"])
async def test_an_aborted_session_is_over(door, vendor):
    async with door(vendor) as (asks, ours):
        await asks(BEGIN, b"*555#", *session_of(vendor))
        await asks(ABORTED, b"", *session_of(vendor, 1))
        await asks(TYPED, b"1", *session_of(vendor, 2))
        await asyncio.sleep(0)
    assert [asked.typed for asked in ours.asked] == ["", ""]
    assert len({asked.session_id for asked in ours.asked}) == 2


async def test_the_end_bit_ends_a_session(store):
    sessions = Sessions(LINK, VENDORS["end_bit"], "*555#")
    pdu = deliver_sm(b"", tlvs=((Tag.USSD_SERVICE_OP, b"\x12"), (Tag.ITS_SESSION_INFO, b"\x07\x03")))
    assert sessions.asked(pdu, PHONE, "", "h", NOW).status == "operation 18"


async def test_arabic_screens_go_in_ucs2(store):
    sessions = Sessions(LINK, VENDORS["phone"], "*555#")
    shown = sessions.screen(deliver_sm(b"*555#"), Screen("مرحبا"), "gsm7")
    assert (shown.number("data_coding"), shown.octets.decode("utf-16-be")) == (8, "مرحبا")


async def test_without_a_vendor_it_is_a_message(linked):
    async with linked() as ours:
        await ours.line.delivers(b"*555#", tlvs=((Tag.USSD_SERVICE_OP, b"\x01"),))
        assert [mo.text for mo in await ours.kept()] == ["*555#"]
