"""Real SMSCs and a real ESME: each end of SMPP against somebody else's."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest
import smpp34

from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.channel import SmppChannel
from sms_gateway.inbox import StoreInbox
from storage.records import MtState
from tests.peers.kannel import free_ports, running_kannel
from tests.peers.needs import need
from tests.peers.service import Service
from tests.stores import opened_store
from tests.unit.smpp.conftest import LINK, claimed, config_for, kept, listening, until
from tests.unit.smpp.smsc import Smsc

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("smpp")]

NOW = 1_760_000_000
FRENCH = "Où est mon dossier ? 100% & [é] 5€ " * 8
ARABIC = "السلام عليكم، أين وصل ملفي؟ " * 8
#: Where drive_smpp looks for Kannel's bearerbox; it gives up where nobody is there.
BEARERBOX_PORT = 13001


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path) as store:
        yield store


# Kannel's own SMSC


async def _bearerbox(reader, writer):
    """Hears nothing and says nothing."""
    await reader.read()
    writer.close()
    await writer.wait_closed()


@asynccontextmanager
async def drive_smpp(folder, messages):
    """Kannel's SMSC for tests: says how many messages went which way when its ESME has gone."""
    (program,) = need("drive_smpp")
    (port,) = free_ports(1)
    bearerbox = await asyncio.start_server(_bearerbox, "127.0.0.1", BEARERBOX_PORT)
    out = folder / "drive_smpp.out"
    with out.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            program, "-p", str(port), "-m", str(messages), stdout=log, stderr=log
        )
    try:
        yield port, out
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        bearerbox.close()


async def test_drive_smpp_delivers_and_takes_messages_and_every_one_arrives(tmp_path, store):
    async with drive_smpp(tmp_path, 300) as (port, out):
        channel = SmppChannel(LINK, config_for(port, binds="pair"))
        async with listening(channel, StoreInbox(store)):
            await until(lambda: channel.bound)
            results = await asyncio.gather(*(channel.send(claimed(mt_id=n), NOW) for n in range(50)))
            await until_kept(store, 300)
        assert {(result.state, result.smsc_id) for result in results} == {(MtState.SENT, None)}
        await until(lambda: b"from smsbox" in out.read_bytes() or b"sent to SMSC" in out.read_bytes())
    said = out.read_text()
    assert re.search(r"messages sent to ESME: 300", said)
    assert re.search(r"messages sent to SMSC: 50", said)
    assert sorted(int(mo.text) for mo in await kept(store)) == list(range(1, 301))


async def until_kept(store, number, seconds=30):
    async with asyncio.timeout(seconds):
        while (await store.counts()).get("mo:waiting", 0) < number:
            await asyncio.sleep(0.05)


# An SMSC built on smpp34


class RustSmsc:
    """Takes every message, keeps what it took, and reports each as delivered."""

    def __init__(self):
        (self.port,) = free_ports(1)
        self.esmes, self.taken = [], []

    @asynccontextmanager
    async def open(self):
        server = smpp34.Server("127.0.0.1", self.port, system_id="rust")
        await server.start()
        task = asyncio.create_task(self._serve(server))
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await server.stop()

    async def _serve(self, server):
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes.append(event)
            elif isinstance(event, smpp34.SubmitSmEvent):
                self.taken.append(event)
                event.accept(f"{len(self.taken):08X}")

    async def delivers(self, octets, **fields):
        values = {"source_addr": "212612345678", "source_addr_ton": 1, "destination_addr": "5757"}
        return await self.esmes[-1].deliver_sm(short_message=octets, **values | fields)


@pytest.fixture
async def rust(store):
    """(SMSC, our channel bound to it)"""
    async with RustSmsc().open() as smsc:
        channel = SmppChannel(LINK, config_for(smsc.port))
        async with listening(channel, StoreInbox(store)):
            await until(lambda: channel.bound and smsc.esmes)
            yield smsc, channel


@pytest.mark.parametrize("text", [FRENCH, ARABIC])
async def test_an_smsc_built_on_smpp34_takes_a_long_text_and_its_receipt_comes_back(rust, store, text):
    smsc, channel = rust
    await store.enqueue_mts([claimed(text).mt])
    (mt,) = await store.claim_mts(LINK, 1, 2_000_000_000)
    result = await channel.send(mt, NOW)
    await store.record_sends([result])
    coding = smsc.taken[0].data_coding
    chunks = [event.short_message[6:] for event in smsc.taken]
    assert "".join(alphabets.decode(coding, chunk) for chunk in chunks) == text
    assert {event.esm_class for event in smsc.taken} == {0x40}
    receipt = f"id:{result.part_ids[-1]} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
    assert (await smsc.delivers(receipt.encode(), esm_class=0x04)).is_success
    assert await store.mt_states([mt.mt_id]) == {mt.mt_id: MtState.DELIVERED}


async def test_an_smsc_built_on_smpp34_delivers_parts_and_whole_messages(rust, store):
    smsc, _channel = rust
    for number, octets in enumerate((b"Mon fils ", b"va bien."), 1):
        answer = await smsc.delivers(parts.udh8(4, 2, number) + octets, esm_class=0x40)
        assert answer.is_success
    payload = smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, ARABIC.encode("utf-16-be"))
    assert (await smsc.delivers(b"", data_coding=8, tlvs=[payload])).is_success
    assert [mo.text for mo in await kept(store)] == ["Mon fils va bien.", ARABIC]


async def test_an_smsc_built_on_smpp34_hears_that_nothing_was_kept(rust, store):
    smsc, _channel = rust
    await store.close()
    assert (await smsc.delivers(b"Bonjour")).command_status == 0x64
    await store.open()
    assert (await smsc.delivers(b"Bonjour")).is_success


async def test_an_smsc_built_on_smpp34_sees_us_part_and_come_back(store):
    async with RustSmsc().open() as smsc:
        channel = SmppChannel(LINK, config_for(smsc.port))
        for _ in range(2):
            async with listening(channel, StoreInbox(store)):
                await until(lambda: channel.bound)
                assert (await channel.send(claimed(), NOW)).state is MtState.SENT
        assert len(smsc.esmes) == 2


# Kannel as the ESME of our scripted SMSC: a check of the script


@pytest.fixture
async def between(tmp_path, households):
    """(scripted SMSC, service): between them Kannel, bound to the one and calling the other."""
    need("bearerbox", "smsbox")
    port, *ports = free_ports(5)
    service = Service(tmp_path / "data", households, port, ports[2])
    async with Smsc().open(ports[3]) as smsc, running_kannel(tmp_path, port, ports, "kannel-smpp"):
        await smsc.bound()
        yield smsc, service


async def test_kannel_binds_to_the_scripted_smsc_and_carries_words_both_ways(between):
    smsc, service = between
    async with service.up():
        line = await smsc.bound()
        assert await line.delivers(b"ou est ma demande svp") == 0
        await service.answered("+212612345678", 1)
        mt_id = await service.send(ARABIC, "+212612345678")
        await smsc.until(lambda: text_in(smsc.submitted, 8) == ARABIC)
        await service.becomes(mt_id, MtState.SENT)
        for pdu in smsc.submitted:
            assert pdu.text("destination").lstrip(b"+") == b"212612345678"


def text_in(submitted, coding):
    chunks = sorted(
        parts.read(pdu) for pdu in submitted if pdu.number("data_coding") == coding and parts.read(pdu)[0]
    )
    return alphabets.decode(coding, b"".join(chunk for _place, chunk in chunks))
