"""The whole service, bound by its own link: a phone behind an SMSC texts and dials, and is answered."""

import asyncio
import shutil
from contextlib import asynccontextmanager

import pytest

from sms_gateway.app import open_service
from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.codec import Tag
from sms_gateway.settings import Settings, SmppLink
from storage.records import MtState
from tests.unit.smpp.conftest import until
from tests.unit.smpp.smsc import DROP, Smsc

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("smpp")]

ACCEPTED, REFUSED = b"212600000101", b"212600000102"


@pytest.fixture
async def smsc():
    async with Smsc().open() as smsc:
        yield smsc


@pytest.fixture
def serving(tmp_path, households, smsc):
    """`async with serving() as (service, line)`: the service with the demo's households, bound."""
    shutil.copytree(households, tmp_path / "data")
    link = SmppLink(
        kind="smpp",
        number="5757",
        host="127.0.0.1",
        port=smsc.port,
        system_id="recours",
        password="s3cret",
        ussd_vendor="phone",
        ussd_code="*555#",
    )
    settings = Settings(service={"data_folder": tmp_path / "data"}, links={"operator": link})

    @asynccontextmanager
    async def serving_():
        async with open_service(settings) as service:
            yield service, await smsc.bound()

    return serving_


def heard(smsc, phone):
    """What a phone was sent, its parts joined in the order they came."""
    pdus = [pdu for pdu in smsc.submitted if pdu.text("destination") == phone]
    return "".join(alphabets.decode(pdu.number("data_coding"), parts.read(pdu)[1]) for pdu in pdus)


async def test_a_phone_asks_in_french_and_another_in_arabic(smsc, serving):
    async with serving() as (_service, line):
        assert await line.delivers(b"ou est ma demande svp", source=ACCEPTED) == 0
        question = "أين وصل طلبي".encode("utf-16-be")
        assert await line.delivers(question, source=REFUSED, coding=8) == 0
        await smsc.until(lambda: "ACCEPTEE" in heard(smsc, ACCEPTED) and "رفض" in heard(smsc, REFUSED), 30)


async def test_an_answer_is_reported_as_delivered(smsc, serving):
    async with serving() as (service, line):
        await line.delivers(b"ou est ma demande svp", source=ACCEPTED)
        await smsc.until(lambda: "ACCEPTEE" in heard(smsc, ACCEPTED), 30)
        ids = [f"{0xA0 + number:X}" for number in range(len(smsc.submitted))]
        for message_id in ids:
            await line.reports(message_id)
        async with asyncio.timeout(10):
            while {row.state for row in await service.store.thread("+212600000101") if not row.inbound} != {
                MtState.DELIVERED
            }:
                await asyncio.sleep(0.02)


async def test_what_came_while_the_line_dropped_is_answered_over_the_next_one(smsc, serving):
    async with serving() as (service, line):
        smsc.script[:] = [DROP]
        await line.delivers(b"ou est ma demande svp", source=ACCEPTED)
        await smsc.until(lambda: line not in smsc.lines)
        again = await smsc.bound()
        await again.delivers("أين وصل طلبي".encode("utf-16-be"), source=REFUSED, coding=8)
        await smsc.until(lambda: "رفض" in heard(smsc, REFUSED), 30)
        (answer,) = [row for row in await service.store.thread("+212600000101") if not row.inbound]
        assert answer.state == MtState.UNKNOWN


async def test_who_dials_the_code_is_shown_a_screen_and_may_go_on(smsc, serving):
    begin, typed = ((int(Tag.USSD_SERVICE_OP), bytes([operation])) for operation in (1, 18))
    async with serving() as (_service, line):
        assert await line.delivers(b"*555#", source=ACCEPTED, tlvs=[begin]) == 0
        (first,) = await smsc.submits(1)
        assert await line.delivers(b"1", source=ACCEPTED, tlvs=[typed]) == 0
        _first, second = await smsc.submits(2)
    for screen in (first, second):
        assert (screen.text("service_type"), screen.tlv(Tag.USSD_SERVICE_OP)) == (b"USSD", b"\x02")
    assert "1 " in alphabets.decode(first.number("data_coding"), first.octets)
    assert first.octets != second.octets


async def test_at_the_stop_the_link_is_unbound(smsc, serving):
    async with serving() as (service, _line):
        (channel,) = service.channels.values()
    assert not channel.bound
    await until(lambda: not smsc.lines)
