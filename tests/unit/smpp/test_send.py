"""What the SMSC is sent, and what its answer, or its silence, says of the message."""

import asyncio

import pytest

from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.codec import Status, Tag
from storage.records import MtState
from tests.unit.smpp.conftest import PHONE, claimed, until
from tests.unit.smpp.smsc import DROP, SILENCE

NOW = 1_760_000_000
FRENCH = "Votre dossier est accepté. " * 12
ARABIC = "ملفكم مقبول وستتوصلون بالدعم. " * 6


async def test_a_short_text_goes_as_one_message_to_an_international_number(linked):
    async with linked() as ours:
        result = await ours.channel.send(claimed("Où êtes-vous {ici} ?".replace("ê", "e")), NOW)
    assert (result.state, result.smsc_id, result.part_ids, result.at) == (MtState.SENT, "a0", (), NOW)
    (pdu,) = ours.smsc.submitted
    assert alphabets.decode(0, pdu.octets) == "Où etes-vous {ici} ?"
    assert (pdu.text("source"), pdu.number("source_ton")) == (b"5757", 0)
    assert (pdu.text("destination"), pdu.number("destination_ton"), pdu.number("destination_npi")) == (
        PHONE[1:].encode(),
        1,
        1,
    )
    assert (pdu.number("data_coding"), pdu.number("registered_delivery"), pdu.number("esm_class")) == (
        0,
        1,
        0,
    )


async def test_arabic_goes_in_ucs2(linked):
    async with linked() as ours:
        await ours.channel.send(claimed("ملفكم مقبول"), NOW)
    (pdu,) = ours.smsc.submitted
    assert (pdu.number("data_coding"), pdu.octets.decode("utf-16-be")) == (8, "ملفكم مقبول")


@pytest.mark.parametrize("text", [FRENCH, ARABIC, "€" * 200, "x" * 152 + "€" + "y" * 20])
@pytest.mark.parametrize(("way", "most"), [("udh8", 140), ("udh16", 140), ("sar", 134)])
async def test_a_long_text_goes_in_parts_that_name_one_reference(linked, text, way, most):
    async with linked(way=way) as ours:
        result = await ours.channel.send(claimed(text, mt_id=0x1234), NOW)
        submitted = ours.smsc.submitted
    places, chunks = zip(*(parts.read(pdu) for pdu in submitted), strict=True)
    reference = {"udh8": "udh8:52", "udh16": "udh16:4660", "sar": "sar:4660"}[way]
    assert places == tuple((reference, len(places), number) for number in range(1, len(places) + 1))
    coding = submitted[0].number("data_coding")
    assert "".join(alphabets.decode(coding, chunk) for chunk in chunks) == text
    for pdu in submitted:
        size = len(pdu.octets) if coding == 8 else -(-(len(pdu.octets)) * 7 // 8)
        assert size <= most + 1
    assert [pdu.number("registered_delivery") for pdu in submitted] == [0] * (len(submitted) - 1) + [1]
    assert len(result.part_ids) == len(submitted)
    assert result.receipts == 1


async def test_a_long_text_may_go_whole_in_a_parameter(linked):
    async with linked(way="payload") as ours:
        result = await ours.channel.send(claimed(ARABIC), NOW)
    (pdu,) = ours.smsc.submitted
    assert pdu.text("short_message") == b""
    assert pdu.tlv(Tag.MESSAGE_PAYLOAD).decode("utf-16-be") == ARABIC
    assert (result.smsc_id, result.part_ids) == ("a0", ())


async def test_each_part_may_ask_for_its_receipt(linked):
    async with linked(receipts="each") as ours:
        result = await ours.channel.send(claimed(FRENCH), NOW)
        assert {pdu.number("registered_delivery") for pdu in ours.smsc.submitted} == {1}
    assert result.receipts == len(result.part_ids) == len(ours.smsc.submitted)


async def test_an_alphabet_that_lacks_a_letter_sends_the_text_in_ucs2(linked):
    text = "école " * 20
    async with linked(alphabet="ascii") as ours:
        await ours.channel.send(claimed(text), NOW)
        submitted = ours.smsc.submitted
    assert {pdu.number("data_coding") for pdu in submitted} == {8}
    assert b"".join(parts.read(pdu)[1] for pdu in submitted).decode("utf-16-be") == text


# label, status, attempt, state, seconds to the next try
REFUSALS = [
    ("throttled", 0x58, 1, MtState.QUEUED, 30),
    ("throttled for the 20th time", 0x58, 20, MtState.QUEUED, 30),
    ("throttled too often", 0x58, 21, MtState.FAILED, 0),
    ("queue full", 0x14, 2, MtState.QUEUED, 180),
    ("queue full too often", 0x14, 3, MtState.FAILED, 0),
    ("system error", 0x08, 1, MtState.QUEUED, 30),
    ("system error too often", 0x08, 3, MtState.FAILED, 0),
    ("permanent", 0x65, 1, MtState.FAILED, 0),
    ("rejected", 0x66, 1, MtState.FAILED, 0),
    ("a number that is none", 0x0B, 1, MtState.FAILED, 0),
    ("a status of the vendor's own", 0x4FF, 1, MtState.FAILED, 0),
]


@pytest.mark.parametrize(("label", "status", "attempt", "state", "seconds"), REFUSALS)
async def test_refusals_by_the_table(linked, label, status, attempt, state, seconds):
    async with linked() as ours:
        ours.smsc.script[:] = [status]
        result = await ours.channel.send(claimed(attempt=attempt), NOW)
    assert (result.state, result.error, result.line_down) == (state, f"SMPP 0x{status:02x}", False)
    assert result.retry_at == (NOW + seconds if seconds else 0)


async def test_a_refusal_for_the_state_of_the_bind_is_the_lines_trouble(linked):
    async with linked() as ours:
        ours.smsc.script[:] = [0x04]
        result = await ours.channel.send(claimed(attempt=30), NOW)
    assert (result.state, result.line_down) == (MtState.QUEUED, True)


async def test_a_throttled_link_slows_down(linked):
    async with linked(pace=20.0) as ours:
        ours.smsc.script[:] = [Status.THROTTLED]
        await ours.channel.send(claimed(), NOW)
        sending = asyncio.create_task(ours.channel.send(claimed(mt_id=43), NOW))
        await asyncio.sleep(0.3)
        assert len(ours.smsc.submitted) == 1
        assert (await sending).state is MtState.SENT


async def test_while_not_bound_a_message_stays_queued(smsc, linked):
    async with linked() as ours:
        pass
    result = await ours.channel.send(claimed(), NOW)
    assert (result.state, result.line_down, result.error) == (MtState.QUEUED, True, "not bound")


async def test_a_link_dropped_after_submit_leaves_the_message_in_doubt(linked):
    async with linked() as ours:
        ours.smsc.script[:] = [DROP]
        result = await ours.channel.send(claimed(), NOW)
        assert (result.state, result.line_down) == (MtState.UNKNOWN, False)
        await until(lambda: ours.channel.bound)
        assert (await ours.channel.send(claimed(attempt=2), NOW)).state is MtState.SENT


async def test_no_answer_in_time_leaves_the_message_in_doubt_and_the_line_up(linked):
    async with linked(reply_seconds=0.1) as ours:
        ours.smsc.script[:] = [SILENCE]
        result = await ours.channel.send(claimed(), NOW)
        assert (result.state, result.error) == (MtState.UNKNOWN, "no answer in time")
        assert (await ours.channel.send(claimed(mt_id=43), NOW)).state is MtState.SENT


async def test_a_long_message_that_stopped_half_way_goes_on_from_there(linked):
    async with linked() as ours:
        ours.smsc.script[:] = [0, 0x58]
        first = await ours.channel.send(claimed(FRENCH), NOW)
        assert first.state is MtState.QUEUED
        second = await ours.channel.send(claimed(FRENCH, attempt=2), NOW + 30)
        numbers = [parts.read(pdu)[0].number for pdu in ours.smsc.submitted]
    assert numbers == [1, 2, 2, 3]
    assert (second.state, second.part_ids) == (MtState.SENT, ("a0", "a1", "a2"))


async def test_no_more_than_the_window_waits_for_answers(linked):
    async with linked(window=3) as ours:
        ours.smsc.script[:] = [SILENCE] * 3
        sending = [asyncio.create_task(ours.channel.send(claimed(mt_id=number), NOW)) for number in range(5)]
        await ours.smsc.submits(3)
        await asyncio.sleep(0.05)
        assert len(ours.smsc.submitted) == 3
        ours.line.abort()
        states = {result.state for result in await asyncio.gather(*sending)}
    assert states == {MtState.UNKNOWN, MtState.QUEUED}


async def test_the_pace_counts_parts(linked):
    async with linked(pace=20.0) as ours:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await ours.channel.send(claimed("x" * 153 * 8), NOW)
        assert loop.time() - began > 0.25
        assert len(ours.smsc.submitted) == 8


async def test_a_text_longer_than_any_chain_fails(linked):
    async with linked() as ours:
        result = await ours.channel.send(claimed("x" * 153 * 256), NOW)
    assert (result.state, result.error) == (MtState.FAILED, "too long for SMPP")
