import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.channels.smpp import parts
from sms_gateway.channels.smpp.codec import Command, Pdu, Tag


def message(octets=b"", *, esm_class=0x40, tlvs=()):
    return Pdu(
        Command.DELIVER_SM,
        texts={"short_message": octets},
        numbers={"esm_class": esm_class},
        tlvs=tuple(tlvs),
    )


@given(st.integers(0, 0xFFFF), st.integers(2, 255), st.binary(max_size=100), st.data())
def test_a_place_comes_back_from_each_kind_of_header(reference, total, text, data):
    number = data.draw(st.integers(1, total))
    eight = parts.read(message(parts.udh8(reference, total, number) + text))
    assert eight == ((f"udh8:{reference & 0xFF}", total, number), text)
    sixteen = parts.read(message(parts.udh16(reference, total, number) + text))
    assert sixteen == ((f"udh16:{reference}", total, number), text)
    sar = parts.read(message(text, esm_class=0, tlvs=parts.sar(reference, total, number)))
    assert sar == ((f"sar:{reference}", total, number), text)


def test_a_header_in_the_payload_is_read():
    pdu = message(b"", tlvs=[(Tag.MESSAGE_PAYLOAD, parts.udh8(7, 2, 1) + b"bonjour")])
    assert parts.read(pdu) == (("udh8:7", 2, 1), b"bonjour")


@pytest.mark.parametrize(("total", "number"), [(1, 1), (0, 0), (0, 1), (2, 0), (2, 3)])
def test_a_total_of_one_or_a_number_out_of_range_stands_alone(total, number):
    assert parts.read(message(parts.udh8(7, total, number) + b"oui")) == (None, b"oui")


def test_other_elements_of_a_header_are_passed_over():
    header = bytes([11, 0x05, 4, 1, 2, 3, 4, 0x00, 3, 9, 3, 2])
    assert parts.read(message(header + b"x")) == (("udh8:9", 3, 2), b"x")


@pytest.mark.parametrize("octets", [b"", b"\xff", b"\x09\x00\x03"])
def test_a_header_longer_than_the_message_is_none(octets):
    assert parts.read(message(octets)) == (None, octets)


@given(
    st.binary(max_size=300),
    st.integers(0, 255),
    st.lists(st.tuples(st.integers(0, 0x500), st.binary(max_size=5))),
)
def test_no_header_is_too_much(octets, esm_class, tlvs):
    place, rest = parts.read(message(octets, esm_class=esm_class, tlvs=tlvs))
    assert place is None or 1 <= place.number <= place.total
    assert len(rest) <= max(len(octets), 5)
