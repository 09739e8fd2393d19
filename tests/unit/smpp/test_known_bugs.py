"""Bugs that other SMPP stacks were seen to have (docs/channels/smpp.md), each by its name."""

import asyncio

import pytest

from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.codec import Command, Pdu, Tag
from storage.records import MtState
from tests.unit.smpp.conftest import claimed, until
from tests.unit.smpp.smsc import deliver_sm

NOW = 1_760_000_000
AMINA, BRAHIM = b"212600000001", b"212600000002"


@pytest.mark.parametrize("way", ["udh8", "udh16", "sar"])
async def test_parts_joined_by_their_reference_alone(linked, way):
    """Two phones that use one reference at one time got each other's words; elsewhere the sender was left out."""

    def part(words, number):
        if way == "sar":
            return words, {"tlvs": parts.sar(7, 2, number)}
        return getattr(parts, way)(7, 2, number) + words, {"esm_class": 0x40}

    async with linked() as ours:
        for source, words, number in (
            (AMINA, b"a1 ", 1),
            (BRAHIM, b"b1 ", 1),
            (AMINA, b"a2", 2),
            (BRAHIM, b"b2", 2),
        ):
            octets, fields = part(words, number)
            assert await ours.line.delivers(octets, source=source, **fields) == 0
        assert {(mo.sender, mo.text) for mo in await ours.kept()} == {
            ("+" + AMINA.decode(), "a1 a2"),
            ("+" + BRAHIM.decode(), "b1 b2"),
        }


@pytest.mark.parametrize("header", [parts.udh8(7, 1, 1), parts.udh16(7, 1, 1)])
async def test_a_chain_of_one_part_ended_the_session(linked, header):
    async with linked() as ours:
        assert await ours.line.delivers(header + b"oui", esm_class=0x40) == 0
        assert await ours.line.delivers(b"non") == 0
        assert [mo.text for mo in await ours.kept()] == ["oui", "non"]


async def test_a_bad_date_in_a_receipt_dropped_the_session(linked):
    text = b"id:1 sub:001 dlvrd:001 submit date:0000000000 done date:31AUG25 stat:DELIVRD err:000 text:"
    async with linked() as ours:
        assert await ours.line.delivers(text, esm_class=0x04) == 0
        assert await ours.line.delivers(b"Bonjour") == 0
        assert len(ours.smsc.binds) == 1


async def test_messages_were_acknowledged_before_anybody_had_them(linked, monkeypatch):
    async with linked() as ours:

        async def never(_mo):
            await asyncio.get_running_loop().create_future()

        monkeypatch.setattr(ours.store, "accept_mo", never)
        monkeypatch.setattr("sms_gateway.channels.smpp.session._GOODBYE_SECONDS", 0.05)
        answers = [asyncio.create_task(ours.line.delivers(b"%d" % number)) for number in range(600)]
        await asyncio.sleep(0.2)
        assert not any(answer.done() for answer in answers)
        for answer in answers:
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)


async def test_messages_were_handed_over_out_of_order(linked):
    async with linked() as ours:
        for number in range(1, 61):
            ours.line.write(deliver_sm(b"%d" % number, AMINA, sequence=number))
        await ours.line.asks(Pdu(Command.ENQUIRE_LINK, 1000))
        await until(lambda: not ours.channel._sending.session._taking)
        assert [mo.text for mo in await ours.kept()] == [str(number) for number in range(1, 61)]


async def test_an_escape_pair_was_cut_between_two_parts(linked):
    async with linked() as ours:
        await ours.channel.send(claimed("x" * 152 + "€" * 10), NOW)
        chunks = [parts.read(pdu)[1] for pdu in ours.smsc.submitted]
    assert len(chunks) == 2
    assert not any(chunk.endswith(b"\x1b") for chunk in chunks)
    assert [alphabets.decode(0, chunk) for chunk in chunks] == ["x" * 152, "€" * 10]


async def test_arabic_was_cut_by_its_bytes(linked):
    text = "ا" * 66 + "😀" + "ب" * 10
    async with linked() as ours:
        await ours.channel.send(claimed(text), NOW)
        chunks = [parts.read(pdu)[1].decode("utf-16-be") for pdu in ours.smsc.submitted]
    assert chunks == ["ا" * 66, "😀" + "ب" * 10]


async def test_a_state_that_is_not_known_was_an_error(linked):
    async with linked() as ours:
        await ours.store.enqueue_mts([claimed().mt])
        (mt,) = await ours.store.claim_mts("operator", 1, 2_000_000_000)
        await ours.store.record_sends([await ours.channel.send(mt, NOW)])
        assert await ours.line.reports("A0", "FLYING") == 0
        assert await ours.store.mt_states([mt.mt_id]) == {mt.mt_id: MtState.SENT}


async def test_a_message_with_a_receipts_parameter_was_taken_for_a_receipt(linked):
    """Kannel's drive_smpp puts receipted_message_id on every message."""
    async with linked() as ours:
        await ours.line.delivers(b"Bonjour", tlvs=[(Tag.RECEIPTED_MESSAGE_ID, b"receipted_message_id\0")])
        assert [mo.text for mo in await ours.kept()] == ["Bonjour"]


async def test_the_tenth_part_was_joined_behind_the_first(linked):
    async with linked() as ours:
        for number in range(1, 13):
            await ours.line.delivers(parts.udh8(3, 12, number) + b"%d " % number, esm_class=0x40)
        (mo,) = await ours.kept()
    assert mo.text == "1 2 3 4 5 6 7 8 9 10 11 12 "
