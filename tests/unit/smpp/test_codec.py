"""The codec against another's (smpp34, in Rust), against itself, and against bytes that nobody meant."""

import contextlib
import struct
from dataclasses import replace

import pytest
import smpp34
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_gateway.channels.smpp.codec import (
    LAYOUTS,
    LONGEST_PDU,
    RESPONSE,
    Command,
    Frames,
    Pdu,
    PduError,
    Status,
    Tag,
    decode,
    encode,
)

bytes_ = st.integers(0, 0xFF)
words = st.binary(max_size=20).map(lambda raw: raw.replace(b"\0", b""))
plain_words = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=8).map(str.encode)
tlvs = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=4).map(tuple)


@st.composite
def pdus(draw, command=None, text=words):
    """A PDU of any kind with all its parameters."""
    command = draw(st.sampled_from(sorted(LAYOUTS))) if command is None else command
    texts, numbers = {}, {}
    for name, kind in LAYOUTS[command]:
        if kind == "byte":
            numbers[name] = draw(bytes_)
        else:
            texts[name] = draw(text if kind == "text" else st.binary(max_size=254))
    sequence, status = draw(st.integers(0, 0xFFFFFFFF)), draw(st.integers(0, 0xFF))
    return Pdu(command, sequence, status, texts, numbers, draw(tlvs))


@given(pdus())
def test_what_was_encoded_is_decoded(pdu):
    assert decode(encode(pdu)) == pdu


def as_theirs(pdu):
    """The same message made by smpp34."""
    kind = {Command.SUBMIT_SM: smpp34.SubmitSm, Command.DELIVER_SM: smpp34.DeliverSm}[pdu.command]
    return kind(
        pdu.text("source").decode(),
        pdu.text("destination").decode(),
        pdu.text("short_message"),
        service_type=pdu.text("service_type").decode(),
        source_addr_ton=pdu.number("source_ton"),
        source_addr_npi=pdu.number("source_npi"),
        dest_addr_ton=pdu.number("destination_ton"),
        dest_addr_npi=pdu.number("destination_npi"),
        esm_class=pdu.number("esm_class"),
        protocol_id=pdu.number("protocol_id"),
        priority_flag=pdu.number("priority"),
        registered_delivery=pdu.number("registered_delivery"),
        replace_if_present_flag=pdu.number("replace"),
        data_coding=pdu.number("data_coding"),
        sm_default_msg_id=pdu.number("default_message"),
        tlvs=[smpp34.Tlv(tag, value) for tag, value in pdu.tlvs],
        sequence_number=pdu.sequence,
    )


messages = st.sampled_from([Command.SUBMIT_SM, Command.DELIVER_SM]).flatmap(
    lambda command: pdus(command, plain_words)
)


@settings(max_examples=200)
@given(messages)
def test_messages_are_encoded_as_smpp34_encodes_them(pdu):
    timeless = pdu.texts | {"schedule": b"", "validity": b"", "service_type": pdu.text("service_type")[:5]}
    pdu = replace(pdu, status=0, texts=timeless)
    assert encode(pdu) == as_theirs(pdu).encode()


@settings(max_examples=200)
@given(messages)
def test_messages_are_decoded_as_smpp34_decodes_them(pdu):
    pdu = replace(pdu, texts=pdu.texts | {"schedule": b"", "validity": b"", "service_type": b"USSD"})
    ours, theirs = decode(encode(pdu)), smpp34.decode(encode(pdu))
    assert (theirs.command_id, theirs.sequence_number) == (ours.command, ours.sequence)
    assert theirs.source_addr.encode() == ours.text("source")
    assert theirs.destination_addr.encode() == ours.text("destination")
    assert theirs.service_type.encode() == ours.text("service_type")
    assert theirs.short_message == ours.text("short_message")
    assert theirs.sm_length == len(ours.text("short_message"))
    pairs = {
        "source_addr_ton": "source_ton",
        "source_addr_npi": "source_npi",
        "dest_addr_ton": "destination_ton",
        "dest_addr_npi": "destination_npi",
        "esm_class": "esm_class",
        "protocol_id": "protocol_id",
        "priority_flag": "priority",
        "registered_delivery": "registered_delivery",
        "replace_if_present_flag": "replace",
        "data_coding": "data_coding",
        "sm_default_msg_id": "default_message",
    }
    assert {ours_: getattr(theirs, name) for name, ours_ in pairs.items()} == dict(ours.numbers)
    assert [(tlv.tag, tlv.value) for tlv in theirs.tlvs] == list(ours.tlvs)


@given(pdus())
def test_every_kind_is_framed_as_smpp34_frames_it(pdu):
    frame = encode(pdu)
    if pdu.command in {Command.SUBMIT_SM, Command.DELIVER_SM}:
        return  # smpp34 reads into these, see above
    theirs = smpp34.decode(frame)
    assert theirs.command_length == len(frame)
    assert (theirs.command_id, theirs.command_status, theirs.sequence_number) == (
        pdu.command,
        pdu.status,
        pdu.sequence,
    )
    assert theirs.body == frame[16:]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_pdu_or_a_pdu_error(data):
    with contextlib.suppress(PduError):
        decode(data)


@given(pdus(), st.data())
def test_a_damaged_pdu_is_a_pdu_or_a_pdu_error(pdu, data):
    frame = bytearray(encode(pdu))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(bytes_)
    frame = frame[: data.draw(st.integers(0, len(frame)))]
    if len(frame) >= 4:
        frame[:4] = len(frame).to_bytes(4, "big")
    with contextlib.suppress(PduError):
        decode(bytes(frame))


@given(st.lists(pdus(), min_size=1, max_size=5), st.data())
def test_a_stream_is_cut_into_its_frames_however_it_arrives(sent, data):
    stream = b"".join(map(encode, sent))
    frames, cut = Frames(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        cut += frames.feed(stream[:size])
        stream = stream[size:]
    assert [decode(frame) for frame in cut] == sent


@pytest.mark.parametrize("length", [0, 15, LONGEST_PDU + 1, 0xFFFFFFFF])
def test_a_length_that_cannot_be_ends_the_stream(length):
    with pytest.raises(PduError) as caught:
        Frames().feed(struct.pack(">IIII", length, 5, 0, 7))
    assert (caught.value.status, caught.value.sequence) == (Status.INVALID_LENGTH, 7)


def test_a_refusal_without_a_body_is_read():
    refusal = decode(struct.pack(">IIII", 16, Command.SUBMIT_SM | RESPONSE, Status.THROTTLED, 3))
    assert (refusal.status, refusal.text("message_id")) == (Status.THROTTLED, b"")


def test_a_message_id_without_its_nul_is_read():
    frame = struct.pack(">IIII", 19, Command.SUBMIT_SM | RESPONSE, 0, 3) + b"abc"
    assert decode(frame).text("message_id") == b"abc"


def test_a_message_whose_text_is_shorter_than_it_says_is_refused():
    frame = encode(Pdu(Command.DELIVER_SM, 9, texts={"short_message": b"bonjour"}))[:-1]
    with pytest.raises(PduError) as caught:
        decode(len(frame).to_bytes(4, "big") + frame[4:])
    assert caught.value.sequence == 9


def test_parameters_that_do_not_add_up_cost_no_message():
    frame = encode(Pdu(Command.DELIVER_SM, 9, texts={"short_message": b"bonjour"}, tlvs=((5, b"x"),)))
    frame += struct.pack(">HH", Tag.MESSAGE_STATE, 500) + b"\2"
    pdu = decode(len(frame).to_bytes(4, "big") + frame[4:])
    assert (pdu.octets, pdu.tlvs) == (b"bonjour", ((5, b"x"),))


def test_a_text_that_its_count_cannot_tell_is_not_encoded():
    with pytest.raises(PduError):
        encode(Pdu(Command.SUBMIT_SM, texts={"short_message": bytes(255)}))
    with pytest.raises(PduError):
        encode(Pdu(Command.SUBMIT_SM, texts={"source": b"57\x0057"}))
