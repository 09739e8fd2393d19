"""What people type: messages, USSD strings, numbers of phones."""

from __future__ import annotations

import contextlib

from nlu.cascade import CascadeParser
from nlu.masking import masked
from nlu.normalise import words
from nlu.search_words import search_words
from sms_gateway import gsm7
from sms_gateway.msisdn import NumberError, national, to_e164
from sms_gateway.segments import measure
from sms_gateway.ussd.shown import Shown, external_id, new_hops, of_external_id

PARSER = CascadeParser()


def normalise(data):
    text = data.decode("utf-8", "replace")
    for word in words(text):
        assert word
    search_words(text)
    masked(text)
    gsm7.is_gsm7(text)
    assert measure(text).parts >= (1 if text else 0)


def understand(data):
    understood = PARSER.understand(data.decode("utf-8", "replace"))
    assert 0 <= understood.confidence <= 1


def ussd(data):
    before, _, typed = data.decode("utf-8", "replace").partition("\n")
    for known in (None, "", before):
        for hop in new_hops(known, typed):
            hop.typed.encode()
    session = before.replace("*", "")
    assert of_external_id(external_id(session, typed)) == (session, typed)
    for page in (0, 1):
        Shown("s", before, ("a", "b"), page).meaning(typed)


def msisdn(data):
    text = data.decode("utf-8", "replace")
    for region in ("MA", "MR", "CI"):
        with contextlib.suppress(NumberError):
            found = to_e164(text, region)
            assert found[0] == "+"
            assert found[1:].isascii()
            assert found[1:].isdigit()
            assert to_e164(found, region) == found
    national(text)


TEXTS = [
    text.encode()
    for text in ("ou est ma demande ASD-2025-000101 1970 octobre 500 DH", "فين وصل الطلب ديالي ٢٠٢٥", "fin wsel talab dyali 3afak")
]  # fmt: skip
TARGETS = {
    "normalise": (normalise, [*TEXTS, "e\u0301\u200f😀".encode()]),
    "understand": (understand, TEXTS),
    "ussd": (ussd, [b"1*2\n1*2*3", b"\n*555*1*2#", "1\n٠".encode(), b"00\n0"]),
    "msisdn": (
        msisdn,
        [b"+212612345678", b"0612345678", "٠٦١٢٣٤٥٦٧٨".encode(), b"00212612345678", b"07123456"],
    ),
}
