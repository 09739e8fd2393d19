"""Between a phone and the service stands a real Kannel, configured as our page tells operators to."""

import asyncio
import os

import pytest

from sms_gateway.segments import measure
from storage.records import MtState
from tests.peers.kannel import Phone, free_ports, joined, running_kannel
from tests.peers.needs import need
from tests.peers.service import Service

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("kannel")]

OUTAGE_SECONDS = float(os.environ.get("RECOURS_OUTAGE_SECONDS", "4"))
PHONE = "+212612345678"
FRENCH = "Où est  mon dossier ? 100% & + [é] 5€"
ARABIC = "السلام عليكم، أين وصل ملفي؟"


@pytest.fixture
async def place(tmp_path):
    """(folder, service that is not up yet, Kannel's ports)."""
    need("bearerbox", "smsbox")
    port, *ports = free_ports(5)
    return tmp_path, Service(tmp_path, port, ports[2]), ports


@pytest.fixture
async def line(place):
    """(phone, service that is not up yet), Kannel between them."""
    folder, service, ports = place
    async with running_kannel(folder, service.port, ports), Phone.open(ports[3]) as phone:
        yield phone, service


async def test_french_goes_both_ways(line):
    phone, service = line
    async with service.up():
        phone.says(FRENCH)
        (part,) = await phone.hears(1)
    assert (part.sender, part.receiver, part.kind) == ("5757", PHONE, b"text")
    assert part.text() == f"ECHO {FRENCH}"


async def test_arabic_goes_both_ways(line):
    phone, service = line
    async with service.up():
        phone.says(ARABIC, ucs2=True)
        (part,) = await phone.hears(1)
    assert part.kind == b"ucs-2"
    assert part.text() == f"ECHO {ARABIC}"


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH * 12, "utf-8"), (ARABIC * 12, "utf-16-be")])
async def test_a_long_text_reaches_the_phone_in_the_parts_that_were_announced(line, text, encoding):
    phone, service = line
    parts = measure(text).parts
    async with service.up():
        await service.send(text, PHONE)
        heard = await phone.hears(parts)
        assert joined(heard, encoding) == text
        assert sorted(part.number for part in heard) == list(range(1, parts + 1))


async def test_a_chain_from_the_phone_comes_in_as_one_message(line):
    phone, service = line
    async with service.up():
        phone.says_in_parts(["Mon fils ", "va à ", "l'école."])
        await phone.hears(1)
        (asked, _answered) = await service.store.thread(PHONE)
    assert asked.text == "Mon fils va à l'école."


async def test_a_report_tells_that_the_phone_has_it(line):
    phone, service = line
    async with service.up():
        mt_id = await service.send("Bonjour", PHONE)
        await phone.hears(1)
        await service.becomes(mt_id, MtState.DELIVERED)


async def test_a_name_as_sender_is_kept(line):
    phone, service = line
    async with service.up():
        phone.says("promo", sender="MAROCTEL")

        async def kept():
            return [message.text for message in await service.store.thread("MAROCTEL") if message.inbound]

        async with asyncio.timeout(10):
            while await kept() != ["promo"]:
                await asyncio.sleep(0.05)


async def test_kannels_own_phone_sends_a_crowd_of_messages(place):
    (fakesmsc,) = need("fakesmsc")
    folder, service, ports = place
    async with running_kannel(folder, service.port, ports), service.up():
        phone = await asyncio.create_subprocess_exec(
            *(fakesmsc, "-H", "127.0.0.1", "-r", str(ports[3]), "-i", "0.01", "-m", "100"),
            "0612345678 5757 text Bonjour",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(30):
                while len(await service.store.thread(PHONE, 300)) < 200:
                    await asyncio.sleep(0.1)
        finally:
            phone.kill()
            await phone.wait()


async def test_while_the_service_is_down_nothing_is_lost_and_nothing_texted(line):
    """Half of the time nobody listens, half of the time the store refuses (503)."""
    phone, service = line
    texts = [f"message {number}" for number in range(20)]

    async def spread_over(some):
        for text in some:
            phone.says(text)
            await asyncio.sleep(OUTAGE_SECONDS / len(texts))

    async with service.up():
        phone.says("before")
        await phone.hears(1)
    await spread_over(texts[:10])
    async with service.refusing():
        await spread_over(texts[10:])
    assert [part.text() for part in phone.screen] == ["ECHO before"]
    async with service.up():
        await phone.hears(1 + len(texts), seconds=30)
        await asyncio.sleep(1.5)  # a copy, or a word of Kannel's own, would come with the next retry
        asked = [message.text for message in await service.store.thread(PHONE, 200) if message.inbound]
    assert sorted(asked) == sorted(["before", *texts])
    assert sorted(part.text() for part in phone.screen) == sorted(
        f"ECHO {text}" for text in ["before", *texts]
    )


async def test_while_kannel_is_down_messages_wait_and_none_is_given_up(place):
    folder, service, ports = place
    async with service.up():
        mt_ids = [await service.send(f"message {number}", PHONE) for number in range(10)]
        await asyncio.sleep(min(OUTAGE_SECONDS, 5))
        assert set((await service.store.mt_states(mt_ids)).values()) == {MtState.QUEUED}
        async with running_kannel(folder, service.port, ports), Phone.open(ports[3]) as phone:
            heard = await phone.hears(10, seconds=90)
            assert sorted(part.text() for part in heard) == [f"message {number}" for number in range(10)]
            for mt_id in mt_ids:
                await service.becomes(mt_id, MtState.DELIVERED)
