"""Between a phone and the service stands a real Kannel, configured as our page tells operators to."""

import asyncio
import os
import re

import pytest

from sms_gateway.segments import measure
from storage.records import MtState
from tests.peers.kannel import Phone, joined, running_kannel
from tests.peers.needs import need
from tests.peers.service import Person

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("kannel")]

OUTAGE_SECONDS = float(os.environ.get("RECOURS_OUTAGE_SECONDS", "4"))
STRANGER = "+212612345678"
ACCEPTED, REFUSED = "+212600000101", "+212600000102"
FRENCH = "Où est  mon dossier ? 100% & + [é] 5€"
ARABIC = "السلام عليكم، أين وصل ملفي؟"
STATUS, STATUS_AR = "ou est ma demande svp", "أين وصل طلبي"
RECEIPT = re.compile(r"\d{3}\.\d{3}\.\d{3}")


def phone_of(household):
    """A phone of the demo."""
    return f"+212600000{household:03d}"


def reference_in(receipt):
    return RECEIPT.search(receipt).group().replace(".", "")


# Words go through unharmed


async def test_french_goes_both_ways(line):
    phone, service = line
    async with service.up():
        person = Person(phone, service, STRANGER)
        await person.asks(FRENCH)
        assert await service.heard(STRANGER) == [FRENCH]
        await service.send(FRENCH, STRANGER)
        await person.hears(2)
    (*_, part) = person.screen
    assert (part.sender, part.receiver, part.kind) == ("5757", STRANGER, b"text")
    assert part.text() == FRENCH


async def test_arabic_goes_both_ways(line):
    phone, service = line
    async with service.up():
        person = Person(phone, service, STRANGER, ucs2=True)
        await person.asks(ARABIC)
        assert await service.heard(STRANGER) == [ARABIC]
        await service.send(ARABIC, STRANGER)
        await person.hears(2)
    (*_, part) = person.screen
    assert part.kind == b"ucs-2"
    assert part.text() == ARABIC


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH * 12, "utf-8"), (ARABIC * 12, "utf-16-be")])
async def test_a_long_text_reaches_the_phone_in_the_parts_that_were_announced(line, text, encoding):
    phone, service = line
    parts = measure(text).parts
    async with service.up():
        await service.send(text, STRANGER)
        heard = await phone.hears(parts)
        assert joined(heard, encoding) == text
        assert sorted(part.number for part in heard) == list(range(1, parts + 1))


async def test_a_chain_from_the_phone_comes_in_as_one_message(line):
    phone, service = line
    async with service.up():
        person = Person(phone, service, STRANGER)
        person.texts_in_parts(["Mon fils ", "va à ", "l'école."])
        await person.hears(1)
        assert await service.heard(STRANGER) == ["Mon fils va à l'école."]


async def test_a_name_as_sender_is_kept_and_never_answered(line):
    phone, service = line
    async with service.up():
        phone.says("promo", sender="MAROCTEL")
        async with asyncio.timeout(10):
            while await service.heard("MAROCTEL") != ["promo"]:
                await asyncio.sleep(0.05)
        await Person(phone, service, STRANGER).asks(STATUS)
        assert await service.answers("MAROCTEL") == []


# Conversations


async def test_in_french_from_the_question_to_the_receipt(line):
    phone, service = line
    async with service.up():
        person = Person(phone, service, ACCEPTED)
        assert "ACCEPTEE" in await person.asks(STATUS)
        assert "21 ans" in await person.asks("pourquoi ce montant")
        await person.asks("1")
        story = ["mon fils a encore 20 ans, il est au lycee. " * 3, "J'ai le certificat à la maison. " * 4]
        person.texts_in_parts(story)
        assert "mon fils a encore 20 ans" in await person.hears(4)
        receipt = await person.asks("1")
        (ticket,) = await service.tickets(ACCEPTED)
        assert (ticket.reference, ticket.story) == (reference_in(receipt), "".join(story).strip())
        await service.delivered(ACCEPTED)
    assert len(person.screen) == len(phone.screen)  # nobody else was texted, nor anything more


async def test_in_arabic_from_the_question_to_the_receipt(line):
    phone, service = line
    async with service.up():
        person = Person(phone, service, REFUSED, ucs2=True)
        assert "رفض" in await person.asks(STATUS_AR)
        await person.asks("1")
        story = "الدخل المسجل غير صحيح، أنا بدون عمل منذ سنة"
        assert story[:20] in await person.asks(story)
        receipt = await person.asks("١")
        (ticket,) = await service.tickets(REFUSED)
        assert (ticket.reference, ticket.story) == (reference_in(receipt), story)
        await service.delivered(REFUSED)
    assert {part.kind for part in person.screen} <= {b"ucs-2", b"udh"}


async def test_two_phones_converse_at_once_and_neither_hears_the_others_words(line):
    phone, service = line
    async with service.up():
        french, arabic = Person(phone, service, ACCEPTED), Person(phone, service, REFUSED, ucs2=True)
        answers = await asyncio.gather(french.asks(STATUS), arabic.asks(STATUS_AR))
        assert "ACCEPTEE" in answers[0]
        assert "رفض" in answers[1]


# Reports and crowds


async def test_a_report_tells_that_the_phone_has_it(line):
    phone, service = line
    async with service.up():
        mt_id = await service.send("Bonjour", STRANGER)
        await phone.hears(1)
        await service.becomes(mt_id, MtState.DELIVERED)


async def test_kannels_own_phone_sends_a_crowd_of_messages(place):
    (fakesmsc,) = need("fakesmsc")
    folder, service, ports = place
    async with running_kannel(folder, service.port, ports), service.up():
        phone = await asyncio.create_subprocess_exec(
            *(fakesmsc, "-H", "127.0.0.1", "-r", str(ports[3]), "-i", "0.01", "-m", "100"),
            "0612345678 5757 text menu",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(30):
                while len(await service.store.thread(STRANGER, 300)) < 200:
                    await asyncio.sleep(0.1)
        finally:
            phone.kill()
            await phone.wait()


# Outages


async def test_while_the_service_is_down_nothing_is_lost_and_nothing_texted(line):
    """Half of the time nobody listens, half of the time the store refuses (503).

    Twenty phones ask for their status meanwhile, one phone texts again and again, and one confirms the recours
    that it was about to file.
    """
    phone, service = line
    filing, insistent = Person(phone, service, ACCEPTED), Person(phone, service, STRANGER)
    others = [Person(phone, service, phone_of(household)) for household in range(105, 125)]

    async def spread_over(people):
        for person in people:
            person.texts(STATUS)
            insistent.texts(f"message {person.number}")
            await asyncio.sleep(OUTAGE_SECONDS / len(others))

    async with service.up():
        for words in (STATUS, "1", "1", "mon fils a encore 20 ans, il est au lycee"):
            await filing.asks(words)
    before = len(phone.screen)
    filing.texts("1")
    await spread_over(others[:10])
    async with service.refusing():
        await spread_over(others[10:])
    assert len(phone.screen) == before
    async with service.up():
        receipt = await filing.hears(5)
        for person in others:
            assert "ACCEPTEE" in await person.hears(1)
        await asyncio.sleep(1.5)  # a copy, or a word of Kannel's own, would come with the next retry
        for person in others:
            assert await service.heard(person.number) == [STATUS]
            assert len(await service.answers(person.number)) == 1
        assert sorted(await service.heard(STRANGER)) == [f"message {person.number}" for person in others]
        (ticket,) = await service.tickets(ACCEPTED)
        assert ticket.reference == reference_in(receipt)
        assert len(await service.answers(ACCEPTED)) == 5
        people = (filing, insistent, *others)
        sent = [line for person in people for line in await service.answers(person.number)]
    assert len(phone.screen) == sum(line.parts for line in sent)


async def test_while_kannel_is_down_messages_wait_and_none_is_given_up(place):
    folder, service, ports = place
    async with service.up():
        mt_ids = [await service.send(f"message {number}", STRANGER) for number in range(10)]
        await asyncio.sleep(min(OUTAGE_SECONDS, 5))
        assert set((await service.store.mt_states(mt_ids)).values()) == {MtState.QUEUED}
        async with running_kannel(folder, service.port, ports), Phone.open(ports[3]) as phone:
            heard = await phone.hears(10, seconds=90)
            assert sorted(part.text() for part in heard) == [f"message {number}" for number in range(10)]
            for mt_id in mt_ids:
                await service.becomes(mt_id, MtState.DELIVERED)
