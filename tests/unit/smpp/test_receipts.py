import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.channels.smpp.codec import Command, Pdu, Tag
from sms_gateway.channels.smpp.receipts import id_of, is_receipt, read
from storage.records import MtState


def said(text, *tlvs, esm_class=0x04):
    octets = text if isinstance(text, bytes) else text.encode("latin-1")
    return Pdu(
        Command.DELIVER_SM, texts={"short_message": octets}, numbers={"esm_class": esm_class}, tlvs=tlvs
    )


# label, text, id, words, state
TEXTS = [
    (
        "as the specification has it",
        "id:0123456789 sub:001 dlvrd:001 submit date:0810051205 done date:0810051206 stat:DELIVRD err:000 text:Bonj",
        "123456789",
        "DELIVRD",
        MtState.DELIVERED,
    ),
    (
        "a bad date drops no session",
        "id:77 sub:001 dlvrd:001 submit date:99999999999 done date:ABC stat:UNDELIV err:011 text:",
        "77",
        "UNDELIV err:011",
        MtState.FAILED,
    ),
    (
        "dates without their space",
        "id:77 submitdate:2511120830 donedate:2511120831 stat:EXPIRED err:5",
        "77",
        "EXPIRED err:5",
        MtState.FAILED,
    ),
    ("small letters, spaces", "ID: 7a Stat: delivrd Err: 0", "7a", "DELIVRD", MtState.DELIVERED),
    ("a state of nobody's", "id:7 stat:FLYING err:0", "7", "FLYING", None),
    ("a state that says nothing", "id:7 stat:UNKNOWN", "7", "UNKNOWN", None),
    (
        "letters",
        "id:3F2504E0-4F89-41D3-9A0C-0305E82C3301 stat:DELIVRD",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "DELIVRD",
        MtState.DELIVERED,
    ),
    ("still on its way", "id:7 stat:ENROUTE", "7", "ENROUTE", MtState.SENT),
    ("no word of it", "bonjour", "", "", None),
    ("the text's words are not the receipt's", "text:id:9 stat:DELIVRD", "", "", None),
]


@pytest.mark.parametrize(("label", "text", "message_id", "words", "state"), TEXTS)
def test_receipts_are_read_leniently(label, text, message_id, words, state):
    assert read(said(text)) == (message_id, words, state)


def test_a_receipt_in_ucs2_is_read():
    assert read(said("id:7 stat:DELIVRD".encode("utf-16-be"))) == ("7", "DELIVRD", MtState.DELIVERED)


def test_a_receipt_may_be_in_parameters_only():
    pdu = said("", (Tag.RECEIPTED_MESSAGE_ID, b"00AB\0"), (Tag.MESSAGE_STATE, b"\2"), esm_class=0)
    assert is_receipt(pdu)
    assert read(pdu) == ("ab", "DELIVRD", MtState.DELIVERED)


def test_parameters_count_before_the_text():
    pdu = said("id:5 stat:ENROUTE err:000", (Tag.RECEIPTED_MESSAGE_ID, b"6\0"), (Tag.MESSAGE_STATE, b"\5"))
    assert read(pdu) == ("6", "UNDELIV", MtState.FAILED)


def test_a_person_who_texts_a_receipts_words_is_heard_as_a_person():
    assert not is_receipt(said("id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:x", esm_class=0))
    assert not is_receipt(said("bonjour", (Tag.RECEIPTED_MESSAGE_ID, b"x\0"), esm_class=0x40))


@pytest.mark.parametrize(
    ("answered", "reported", "form"),
    [
        ("00012345", "12345", "same"),
        ("AB12", "ab12", "same"),
        ("1f4", "500", "decimal"),
        ("500", "1F4", "hex"),
        ("00500", "000001f4", "hex"),
        ("0", "000", "same"),
        ("a-b", "A-B", "decimal"),
    ],
)
def test_an_id_is_known_in_hex_and_in_decimal(answered, reported, form):
    assert id_of(answered) == id_of(reported, form)


@given(
    st.binary(max_size=300),
    st.integers(0, 255),
    st.binary(max_size=8),
    st.sampled_from(["same", "hex", "decimal"]),
)
def test_no_receipt_is_too_much(text, esm_class, value, form):
    pdu = said(text, (Tag.RECEIPTED_MESSAGE_ID, value), (Tag.MESSAGE_STATE, value), esm_class=esm_class)
    is_receipt(pdu)
    receipt = read(pdu, form)
    assert receipt.words.isascii()
    assert len(receipt.words) < 140
