"""What an SMSC delivers: kept durably, then acknowledged; once, in order, in whatever form it comes."""

import asyncio

import pytest

from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.codec import RESPONSE, Command, Pdu, Status, Tag
from sms_gateway.inbox import StoreInbox
from storage.errors import StoreClosedError
from storage.records import MtState, SendResult
from tests.unit.smpp.conftest import LINK, PHONE, claimed, until
from tests.unit.smpp.smsc import deliver_sm


async def test_a_message_is_kept_with_its_phone_and_short_code(linked):
    async with linked() as ours:
        assert await ours.line.delivers(b"Bonjour") == 0
        (mo,) = await ours.kept()
    assert (mo.link, mo.sender, mo.recipient, mo.text) == (LINK, PHONE, "5757", "Bonjour")


@pytest.mark.parametrize(
    ("ton", "source", "sender"),
    [
        (1, b"212612345678", PHONE),
        (1, b"+212612345678", PHONE),
        (0, b"212612345678", PHONE),
        (2, b"0612345678", PHONE),
        (0, b"00212612345678", PHONE),
        (5, b"MAROCTEL", "MAROCTEL"),
        (1, b"456", "456"),
        (0, b"", ""),
        (0, b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
async def test_senders_are_known_however_the_smsc_writes_them(linked, ton, source, sender):
    async with linked() as ours:
        assert await ours.line.delivers(b"Bonjour", source=source, ton=ton) == 0
        (mo,) = await ours.kept()
    assert mo.sender == sender


async def test_the_text_may_be_in_the_payload_only(linked):
    text = "ملفي " * 100
    async with linked() as ours:
        tlvs = [(Tag.MESSAGE_PAYLOAD, text.encode("utf-16-be"))]
        assert await ours.line.delivers(coding=8, tlvs=tlvs) == 0
        assert [mo.text for mo in await ours.kept()] == [text]


async def test_data_sm_is_a_message_too(linked):
    async with linked() as ours:
        answer = await ours.line.asks(
            Pdu(
                Command.DATA_SM,
                texts={"source": PHONE[1:].encode(), "destination": b"5757"},
                numbers={"source_ton": 1},
                tlvs=((Tag.MESSAGE_PAYLOAD, b"Bonjour"),),
            )
        )
        assert (answer.command, answer.status) == (Command.DATA_SM | RESPONSE, 0)
        assert [mo.text for mo in await ours.kept()] == ["Bonjour"]


async def test_nothing_is_acknowledged_before_it_is_durable(linked, monkeypatch):
    async with linked() as ours:
        release, accept = asyncio.Event(), ours.store.accept_mo

        async def slow(mo):
            await release.wait()
            return await accept(mo)

        monkeypatch.setattr(ours.store, "accept_mo", slow)
        answers = [asyncio.create_task(ours.line.delivers(b"%d" % number)) for number in range(20)]
        await asyncio.sleep(0.05)
        assert not any(answer.done() for answer in answers)
        assert await ours.line.asks(Pdu(Command.ENQUIRE_LINK))  # while messages wait, the line lives
        release.set()
        assert set(await asyncio.gather(*answers)) == {0}
        assert len(await ours.kept()) == 20


async def test_what_the_store_refuses_comes_again(linked, monkeypatch):
    async with linked() as ours:
        accept = ours.store.accept_mo

        async def refuses(_mo):
            raise StoreClosedError("The database refuses: nothing was kept.")

        monkeypatch.setattr(ours.store, "accept_mo", refuses)
        assert await ours.line.delivers(b"Bonjour") == Status.TEMPORARY == 0x64
        monkeypatch.setattr(ours.store, "accept_mo", accept)
        assert await ours.line.delivers(b"Bonjour") == 0
        assert [mo.text for mo in await ours.kept()] == ["Bonjour"]


@pytest.mark.parametrize("method", ["accept_mo", "accept_part", "record_dlr"])
async def test_a_fault_of_ours_is_temporary_too(linked, monkeypatch, method):
    async with linked() as ours:

        async def stumbles(*_arguments):
            raise RuntimeError("a word of the person's")

        monkeypatch.setattr(ours.store, method, stumbles)
        octets, esm_class = {
            "accept_mo": (b"Bonjour", 0),
            "accept_part": (parts.udh8(1, 2, 1) + b"Bon", 0x40),
            "record_dlr": (b"id:1 stat:DELIVRD", 0x04),
        }[method]
        assert await ours.line.delivers(octets, esm_class=esm_class) == 0x64


async def test_the_order_of_a_phones_messages_is_kept(linked):
    async with linked() as ours:
        await asyncio.gather(*(ours.line.delivers(b"%d" % number) for number in range(50)))
        assert [mo.text for mo in await ours.kept()] == [str(number) for number in range(50)]


async def test_a_person_may_answer_the_same_twice(linked):
    async with linked() as ours:
        for _ in range(3):
            await ours.line.delivers(b"1")
        assert [mo.text for mo in await ours.kept()] == ["1", "1", "1"]


async def test_a_copy_under_the_same_sequence_number_has_no_effect(linked):
    async with linked() as ours:
        for _ in range(2):
            assert await ours.line.delivers(b"1", sequence=77) == 0
        assert [mo.text for mo in await ours.kept()] == ["1"]


async def test_what_is_sent_again_after_the_line_dropped_is_a_copy(linked):
    async with linked() as ours:
        await ours.line.delivers(b"1")
        ours.line.abort()
        await until(lambda: not ours.smsc.lines)
        line = await ours.smsc.bound()
        await line.delivers(b"1")
        await line.delivers(b"1")
        assert [mo.text for mo in await ours.kept()] == ["1", "1"]


@pytest.mark.parametrize("way", ["udh8", "udh16", "sar"])
@pytest.mark.parametrize("total", [2, 12])
async def test_parts_of_every_kind_in_any_order_are_one_message(linked, way, total):
    texts = [f"{number} é € " for number in range(1, total + 1)]
    async with linked() as ours:
        for number, text in reversed(list(enumerate(texts, 1))):
            octets = alphabets.encode(text)[1]
            if way == "sar":
                assert await ours.line.delivers(octets, tlvs=parts.sar(9, total, number)) == 0
            else:
                header = getattr(parts, way)(9, total, number)
                assert await ours.line.delivers(header + octets, esm_class=0x40) == 0
        (mo,) = await ours.kept()
    assert (mo.text, mo.sender) == ("".join(texts), PHONE)


async def test_a_letter_cut_between_two_parts_is_whole_again(linked):
    emoji, pair = "😀".encode("utf-16-be"), alphabets.encode("€")[1]
    async with linked() as ours:
        for coding, cut in ((8, emoji), (0, pair)):
            half = len(cut) // 2
            for number, octets in enumerate((cut[:half], cut[half:]), 1):
                await ours.line.delivers(
                    parts.udh8(coding, 2, number) + octets, coding=coding, esm_class=0x40
                )
        assert [mo.text for mo in await ours.kept()] == ["😀", "€"]


async def test_parts_whose_others_never_come_are_kept_with_a_gap(linked):
    async with linked(parts_seconds=-5) as ours:
        for number in (2, 3, 5):
            await ours.line.delivers(parts.udh8(1, 6, number) + b"%d" % number, esm_class=0x40)
        inbound = ours.channel._inbound
        await StoreInbox(ours.store).keep_overdue(LINK, 2_000_000_000, inbound.join)
        assert [mo.text for mo in await ours.kept()] == ["[...]23[...]5[...]"]


async def test_a_receipt_moves_its_message_on(linked):
    async with linked() as ours:
        await ours.store.enqueue_mts([claimed().mt])
        (mt,) = await ours.store.claim_mts(LINK, 1, 2_000_000_000)
        await ours.store.record_sends([await ours.channel.send(mt, 1_760_000_000)])
        assert await ours.line.reports("000A0") == 0
        assert await ours.store.mt_states([mt.mt_id]) == {mt.mt_id: MtState.DELIVERED}


async def test_a_receipt_of_no_message_of_ours_is_kept_and_acknowledged(linked):
    async with linked() as ours:
        assert await ours.line.reports("4711") == 0
        assert await ours.line.delivers(b"garbage", esm_class=0x04) == 0
        assert await ours.kept() == []


async def test_a_receipt_may_write_its_id_in_decimal(linked):
    async with linked(receipt_ids="decimal") as ours:
        await ours.store.enqueue_mts([claimed().mt])
        (mt,) = await ours.store.claim_mts(LINK, 1, 2_000_000_000)
        result = SendResult(mt.mt_id, MtState.SENT, 1_760_000_000, smsc_id="1f4")
        await ours.store.record_sends([result])
        await ours.line.reports("0000500")
        assert await ours.store.mt_states([mt.mt_id]) == {mt.mt_id: MtState.DELIVERED}


async def test_a_flood_from_the_smsc_is_taken_as_fast_as_it_is_kept(linked):
    answer = Command.DELIVER_SM | RESPONSE
    async with linked() as ours:
        for number in range(1, 1501):
            ours.line.write(deliver_sm(b"%d" % number, b"2126%08d" % number, sequence=number))
        await ours.smsc.until(lambda: sum(pdu.command == answer for pdu in ours.smsc.heard) == 1500)
        assert [mo.text for mo in await ours.kept()] == [str(number) for number in range(1, 1501)]
