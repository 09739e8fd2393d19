import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway import gsm7
from sms_gateway.channels.smpp.alphabets import decode, encode

ALPHABET = sorted(gsm7.BASIC | gsm7.EXTENDED)


@given(st.text(ALPHABET))
def test_a_text_of_the_alphabet_comes_back_from_its_septets(text):
    assert gsm7.decode(gsm7.encode(text)) == text
    assert len(gsm7.encode(text)) == gsm7.septets(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text):
    coding, octets = encode(text)
    assert decode(coding, octets) == text.removeprefix("\ufeff")


@given(st.integers(0, 0xFF), st.binary(max_size=300), st.sampled_from(["gsm7", "ascii", "latin1", "utf8"]))
def test_no_octets_under_no_coding_are_too_much(coding, octets, default):
    decode(coding, octets, default).encode("utf-8")


@pytest.mark.parametrize(
    ("coding", "octets", "text"),
    [
        (0x00, b"\x05cole \x1be", "école €"),
        (0x01, b"ecole", "ecole"),
        (0x03, "école".encode("latin-1"), "école"),
        (0x08, "سلام".encode("utf-16-be"), "سلام"),
        (0x08, b"\xff\xfe" + "سلام".encode("utf-16-le"), "سلام"),
        (0x08, b"\xfe\xff" + "سلام".encode("utf-16-be"), "سلام"),
        (0x08, "سلام".encode("utf-16-be") + b"\x06", "سلام\ufffd"),
        (0x10, b"\x05cole", "école"),
        (0x11, b"\x05cole", "école"),
        (0x14, b"\xe9cole", "école"),
        (0x18, "سلام".encode("utf-16-be"), "سلام"),
        (0x19, "سلام".encode("utf-16-be"), "سلام"),
        (0xE0, "سلام".encode("utf-16-be"), "سلام"),
        (0xF0, b"\x05cole", "école"),
        (0xF5, b"\xe9cole", "école"),
        (0x00, b"a\x1b", "a "),
        (0x00, b"\x1b\x1be", " €"),
        (0x00, b"\x1bZ", "Z"),
        (0x00, b"\xe9", "\ufffd"),
    ],
)
def test_codings_as_the_standard_has_them(coding, octets, text):
    assert decode(coding, octets) == text


def test_what_coding_zero_means_is_the_smscs_to_say():
    assert decode(0, b"\xe9cole", "latin1") == "école"
    assert encode("école", "latin1") == (0, b"\xe9cole")
    assert encode("سلام", "ascii") == (8, "سلام".encode("utf-16-be"))
    assert decode(3, b"\xe9cole", "utf8") == "école"
