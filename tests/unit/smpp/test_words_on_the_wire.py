"""Every text of the catalogs, and ten thousand generated ones: sent, cut, carried and joined, they are what they were.

Or as the transliteration policy says: French that only its spelling keeps out of GSM-7 (ç, ê, a narrow space)
loses that spelling, and nothing else changes a letter.
"""

import asyncio
import math
import random
import unicodedata

import pytest

from locales import PHONE_LANGUAGES, load
from sms_gateway import gsm7
from sms_gateway.channels.smpp import alphabets, parts
from sms_gateway.channels.smpp.codec import Frames, decode, encode
from sms_gateway.channels.smpp.inbound import Inbound
from sms_gateway.channels.smpp.submits import Style, submits
from sms_gateway.gsm7 import wire_text
from sms_gateway.segments import measure
from storage.records import MoPart, MtMessage
from tests.unit.smpp.conftest import LINK, claimed
from tests.unit.smpp.smsc import deliver_sm

WAYS = ("udh8", "udh16", "sar", "payload")
NOW = 1_760_000_000
INBOUND = Inbound(LINK, "MA", "gsm7", "same")


def catalog_texts():
    """Every form of every message that phones read, in every language."""
    return sorted(
        {
            text
            for language in PHONE_LANGUAGES
            for msgid, forms in load(language, "sms").messages.items()
            for text in (msgid, *forms)
        }
    )


FRENCH = [*"abcdefghijklmnopqrstuvwxyz      éèàù'.,?0123456789", "€", "ç", "ê", "œ", "’", "\u202f", "{", "]"]
ARABIC = [*"ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإةى       ،؟.", *"0123456789", "\u064e", "\u0651", "\u0652", "لا"]
OTHERS = ["😀", "👨‍👩‍👧", "é", "Ω", "\n", "ⵣ", "|", "~", "\\"]


def generated(number):
    """Texts of up to a dozen parts, each of a mixture of its own; the same for everybody."""
    choice = random.Random(7)
    for _ in range(number):
        letters = choice.choice(
            [FRENCH, FRENCH[:-9], ARABIC, FRENCH + ARABIC, FRENCH + OTHERS, ARABIC + OTHERS]
        )
        yield "".join(choice.choices(letters, k=int(choice.paretovariate(0.9) * 12) % 1500))


def carried(pdus, choice):
    """What a phone's text is that came over the wire in these parts, in any order."""
    stream = b"".join(map(encode, pdus))
    heard = [decode(frame) for frame in Frames().feed(stream)]
    if len(heard) == 1:
        place, octets = parts.read(heard[0])
        assert place is None
        return alphabets.decode(heard[0].number("data_coding"), octets)
    chain = [
        MoPart(LINK, "", "", *place, pdu.number("data_coding"), octets, NOW)
        for pdu in heard
        for place, octets in [parts.read(pdu)]
    ]
    choice.shuffle(chain)
    assert len({(part.reference, part.total) for part in chain}) == 1
    assert sorted(part.number for part in chain) == list(range(1, chain[0].total + 1))
    return INBOUND.join(sorted(chain, key=lambda part: part.number))


def billed(text, header):
    """The least number of parts that any cutting of a text needs, by octets; a pair that is not cut may cost one more."""
    units = sum(2 if letter in gsm7.EXTENDED else 1 for letter in text)
    alone, chained = 160, (140 - header) * 8 // 7
    if not gsm7.is_gsm7(text):
        units, alone, chained = len(text.encode("utf-16-be")) // 2, 70, (140 - header) // 2
    return 1 if units <= alone else math.ceil(units / chained)


def sent_and_heard(text, way, choice):
    sent, style = wire_text(text), Style(way=way)
    pdus = submits(MtMessage(LINK, "+212612345678", "5757", sent, "fr", 1), choice.randrange(100_000), style)
    assert as_kept(carried(pdus, choice)) == as_kept(sent)
    if way == "payload":
        return
    assert len(pdus) == measure(sent, style.header_octets).parts
    least = billed(sent, style.header_octets)
    assert least <= len(pdus) <= least + 1 + len(pdus) // 50
    for pdu in pdus:
        octets = len(pdu.octets) - (style.header_octets if pdu.number("esm_class") else 0)
        size = octets if pdu.number("data_coding") == 8 else math.ceil(octets * 7 / 8)
        assert size + (style.header_octets if len(pdus) > 1 else 0) <= 140


def as_kept(text):
    """A text as records.py promises it to be kept."""
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("way", WAYS)
def test_every_text_of_the_catalogs_comes_back(way):
    texts, choice = catalog_texts(), random.Random(1)
    assert len(texts) > 300
    for text in texts:
        for repeated in (text, text * 4):
            sent_and_heard(repeated, way, choice)


def test_ten_thousand_generated_texts_come_back():
    choice = random.Random(2)
    for number, text in enumerate(generated(10_000)):
        sent_and_heard(text, WAYS[number % 4], choice)


def test_only_the_spelling_of_french_is_changed_and_only_where_that_halves_its_price():
    for text in (*catalog_texts(), *generated(3_000)):
        sent = wire_text(text)
        if gsm7.is_gsm7(text) or not gsm7.is_gsm7(wire_text(text)):
            assert sent == text
        else:
            assert gsm7.is_gsm7(sent)
            assert measure(sent).parts <= measure(text).parts


async def test_every_text_of_the_catalogs_goes_over_a_socket_and_comes_back_into_the_store(linked):
    """Sent by us to as many phones, taken by the SMSC, delivered to us again from those phones, joined and kept."""
    texts = [wire_text(text * 2) for text in catalog_texts()][::3]
    async with linked() as ours:
        sending = (
            ours.channel.send(claimed(text, mt_id=number, recipient=f"+212600{number:06}"), NOW)
            for number, text in enumerate(texts)
        )
        await asyncio.gather(*sending)
        pdus = [
            deliver_sm(
                pdu.octets, pdu.text("destination"), pdu.number("data_coding"), pdu.number("esm_class")
            )
            for pdu in ours.smsc.submitted
        ]
        random.Random(3).shuffle(pdus)
        answers = await asyncio.gather(*(ours.line.asks(pdu, seconds=60) for pdu in pdus))
        assert {answer.status for answer in answers} == {0}
        heard = {mo.sender: mo.text for mo in await ours.kept()}
    assert heard == {f"+212600{number:06}": as_kept(text) for number, text in enumerate(texts)}
