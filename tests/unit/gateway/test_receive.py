"""What Kannel sends, over a real socket into the real store: tables of (label, request, status, what is kept)."""

import sqlite3
from contextlib import closing

import pytest

from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.channels.kannel import KannelChannel
from sms_gateway.receive import LONGEST_TEXT
from storage.records import MtMessage, MtState, SendResult
from tests.unit.gateway.conftest import NOW, SECRET
from tests.unit.gateway.wire import query

ARABIC = "السلام عليكم، أين وصل ملفي؟"
PHONE = "+212612345678"
SURE = query(secret=SECRET)
BASE = {"secret": SECRET, "from": PHONE, "to": "5757"}
UUID = "9cb4d5a2-7f8e-4c6e-9d57-0c6bb1f3a111"

# label, fields of the query, the text that is kept, its external id, its sender
TAKEN = [
    ("french", {"text": "où est mon dossier ?", "id": UUID}, "où est mon dossier ?", UUID, PHONE),
    ("spaces kept", {"text": "  a   b ", "id": UUID}, "  a   b ", UUID, PHONE),
    ("signs kept", {"text": "1+1=2 & 100% #", "id": UUID}, "1+1=2 & 100% #", UUID, PHONE),
    ("arabic in utf-8", {"text": ARABIC, "charset": "UTF-8", "id": UUID}, ARABIC, UUID, PHONE),
    (
        "arabic in ucs-2",
        {"text": ARABIC.encode("utf-16-be"), "coding": "2", "charset": "UTF-16BE", "id": UUID},
        ARABIC,
        UUID,
        PHONE,
    ),
    (
        "arabic in ucs-2, no charset",
        {"text": ARABIC.encode("utf-16-be"), "coding": "2", "id": UUID},
        ARABIC,
        UUID,
        PHONE,
    ),
    (
        "recoded by mo-recode",
        {"text": "déjà".encode("cp1252"), "coding": "0", "charset": "WINDOWS-1252", "id": UUID},
        "déjà",
        UUID,
        PHONE,
    ),
    ("an unknown charset", {"text": "déjà", "charset": "X-UNKNOWN", "id": UUID}, "déjà", UUID, PHONE),
    ("an emoji", {"text": "oui 👍".encode("utf-16-be"), "coding": "2", "id": UUID}, "oui 👍", UUID, PHONE),
    ("decomposed letters", {"text": "de\u0301ja\u0300", "id": UUID}, "déjà", UUID, PHONE),
    ("an empty text", {"text": "", "id": UUID}, "", UUID, PHONE),
    ("NULs", {"text": "bon\0jour\0", "id": UUID}, "bonjour", UUID, PHONE),
    ("broken UTF-8", {"text": b"d\xe9j\xff\xd8", "id": UUID}, "d\ufffdj\ufffd\ufffd", UUID, PHONE),
    ("half a UCS-2 letter", {"text": b"\x06\x33\x06", "coding": "2", "id": UUID}, "س\ufffd", UUID, PHONE),
    ("10 kB of text", {"text": "é" * 10_000, "id": UUID}, "é" * 10_000, UUID, PHONE),
    ("a national number", {"from": "0612345678", "text": "a", "id": UUID}, "a", UUID, PHONE),
    ("00 and country", {"from": "00212612345678", "text": "a", "id": UUID}, "a", UUID, PHONE),
    ("a name as sender", {"from": "MAROCTEL", "text": "promo", "id": UUID}, "promo", UUID, "MAROCTEL"),
    ("a short code as sender", {"from": "5757", "text": "a", "id": UUID}, "a", UUID, "5757"),
    ("an impossible number", {"from": "+1", "text": "a", "id": UUID}, "a", UUID, "1"),
]


@pytest.mark.parametrize(
    ("label", "fields", "text", "external_id", "sender"), TAKEN, ids=[row[0] for row in TAKEN]
)
async def test_a_message_is_kept_as_it_was_meant(provider, label, fields, text, external_id, sender):
    answer = await provider.mo(query(**BASE | fields))
    assert (answer.status, answer.body) == (200, "")
    (mo,) = await provider.kept()
    assert (mo.text, mo.external_id, mo.sender) == (text, external_id, sender)
    assert (mo.link, mo.recipient, mo.received_at) == ("kannel", "5757", NOW)
    assert provider.accepted == 1


REFUSED = [
    ("nothing at all", "", 403, "The secret is wrong."),
    ("a wrong secret", query(**BASE | {"secret": "guess", "text": "a"}), 403, "The secret is wrong."),
    ("no sender", query(secret=SECRET, to="5757", text="a"), 400, "The message has no sender: "),
    ("an empty sender", query(**BASE | {"from": "", "text": "a"}), 400, "The message has no sender: "),
    ("no text", query(**BASE), 400, "The message has no text: "),
]


@pytest.mark.parametrize(("label", "target", "status", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
async def test_a_bad_request_is_told_what_is_wrong_and_keeps_nothing(
    provider, label, target, status, sentence
):
    answer = await provider.mo(target)
    assert answer.status == status
    assert answer.body.startswith(sentence)
    assert await provider.kept() == []
    assert provider.accepted == 0


async def test_an_unknown_link_is_said_to_be_unknown(provider):
    answer = await provider.mo(query(**BASE | {"text": "a"}), link="nowhere")
    assert (answer.status, answer.body) == (404, "There is no link of this name.")


async def test_bytes_that_are_no_url_are_refused_and_not_logged(provider, caplog):
    answer = await provider.mo(SURE.encode() + b"&from=0612345678&to=5757&id=1&text=d\xc3\xa9j\xff")
    assert answer.status == 400
    assert "Invalid char" in answer.body
    assert "Error handling request" in caplog.text
    assert "612345678" not in caplog.text


async def test_the_longest_chain_of_arabic_parts_fits_in_a_query(provider):
    text = "ش" * 255 * 67
    answer = await provider.mo(query(**BASE | {"text": text.encode("utf-16-be"), "coding": "2"}))
    assert answer.status == 200
    assert [mo.text for mo in await provider.kept()] == [text]


async def test_a_text_that_no_sms_can_carry_is_kept_cut(provider):
    answer = await provider.mo(query(**BASE | {"text": "a" * 100_000}))
    assert answer.status == 200
    assert [mo.text for mo in await provider.kept()] == ["a" * LONGEST_TEXT]


async def test_a_query_beyond_all_measure_is_refused_in_words(provider, caplog):
    answer = await provider.mo(query(**BASE | {"text": "a" * 300_000}))
    assert answer.status == 400
    assert answer.body.startswith("Got more than 262144 bytes")
    assert await provider.kept() == []
    assert "612345678" not in caplog.text


async def test_the_first_of_two_fields_of_a_name_counts(provider):
    await provider.mo(query(**BASE | {"text": "one"}) + "&text=two")
    assert [mo.text for mo in await provider.kept()] == ["one"]


async def test_a_copy_is_answered_like_the_first_and_kept_once(provider):
    for _ in range(3):
        answer = await provider.says("bonjour", id=UUID)
        assert (answer.status, answer.body) == (200, "")
    assert [mo.text for mo in await provider.kept()] == ["bonjour"]


async def test_copies_without_an_id_are_one_message_by_their_time(provider, clock):
    await provider.says("1", time="1760000000")
    clock.now += 600
    await provider.says("1", time="1760000000")
    await provider.says("1", time="1760000005")
    assert len(await provider.store.claim_mos(10, clock.now)) == 1
    assert len(await provider.store.thread(PHONE)) == 2


async def test_copies_without_id_and_time_are_one_message_for_a_short_while(provider, clock):
    clock.now -= clock.now % 15
    await provider.says("1")
    clock.now += 5
    await provider.says("1")
    clock.now += 15
    await provider.says("1")
    assert len(await provider.store.thread(PHONE)) == 2


async def test_the_secret_may_come_as_a_header(store, kannel_config):
    channel = KannelChannel("kannel", kannel_config(secret="plain", allow=()))
    target = query(**{"from": PHONE}, to="5757", text="a")
    assert channel.parse_mo(HttpRequest("GET", target, {"x-recours-secret": "plain"}), NOW).text == "a"
    for headers in ({"x-recours-secret": "other"}, {}):
        with pytest.raises(RefusedError):
            channel.parse_mo(HttpRequest("GET", target, headers), NOW)


POSTED = [
    ("a form", "application/x-www-form-urlencoded", query(**BASE, text="déjà", id=UUID).encode(), ""),
    ("a body", 'text/plain; charset="UTF-8"', "déjà".encode(), query(**BASE, id=UUID)),
    ("a body in ucs-2", 'text/plain; charset="UTF-16BE"', "déjà".encode("utf-16-be"), query(**BASE, id=UUID)),
]


@pytest.mark.parametrize(("label", "kind", "body", "target"), POSTED, ids=[row[0] for row in POSTED])
async def test_a_message_may_be_posted(provider, label, kind, body, target):
    answer = await provider.mo(target, method="POST", body=body, headers=[f"Content-Type: {kind}"])
    assert (answer.status, answer.body) == (200, "")
    assert [(mo.text, mo.external_id) for mo in await provider.kept()] == [("déjà", UUID)]


async def test_a_store_that_cannot_write_asks_for_the_message_again(provider, store):
    await store.close()
    answer = await provider.says("bonjour")
    assert (answer.status, answer.body) == (503, "Nothing was kept: send it again.")
    assert answer.headers["retry-after"] == "10"
    assert provider.accepted == 0


async def test_a_refusal_is_logged_without_words_or_numbers(provider, logged):
    await provider.mo(query(**BASE | {"secret": "guess", "text": "mon histoire"}))
    assert "refused" in logged.getvalue()
    assert "histoire" not in logged.getvalue()
    assert "612345678" not in logged.getvalue()
    assert "guess" not in logged.getvalue()


async def test_an_address_off_the_list_may_not_call(store, kannel_config):
    channel = KannelChannel("kannel", kannel_config(allow=("10.8.0.0/24", "::1")))
    target = query(**BASE, text="a")
    for remote in ("10.8.0.7", "::ffff:10.8.0.7", "::1"):
        assert channel.parse_mo(HttpRequest("GET", target, remote=remote), NOW).text == "a"
    for remote in ("10.8.1.7", "", "somewhere"):
        with pytest.raises(RefusedError) as caught:
            channel.parse_mo(HttpRequest("GET", target, remote=remote), NOW)
        assert caught.value.status == 403


# Delivery reports


@pytest.fixture
async def sent(store, clock):
    """The id of a message that smsbox has taken."""
    (mt_id,) = await store.enqueue_mts([MtMessage("kannel", PHONE, "5757", "Bonjour", "fr", 1)])
    await store.claim_mts("kannel", 1, clock.now)
    await store.record_sends([SendResult(mt_id, MtState.SENT, clock.now)])
    return mt_id


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("1", MtState.DELIVERED),
        ("2", MtState.FAILED),
        ("4", MtState.SENT),
        ("8", MtState.SENT),
        ("16", MtState.FAILED),
        ("64", MtState.SENT),
        ("", MtState.SENT),
        ("DELIVRD", MtState.SENT),
    ],
)
async def test_a_report_moves_its_message_and_an_unknown_state_is_only_noted(provider, sent, status, state):
    answer = await provider.dlr(mt=str(sent), status=status)
    assert (answer.status, answer.body) == (200, "")
    assert await provider.store.mt_states([sent]) == {sent: state}


async def test_a_report_of_a_message_that_is_not_ours_is_kept_and_answered(provider, store, tmp_path):
    answer = await provider.dlr(mt="987654321", status="1")
    assert answer.status == 200
    await store.close()
    with closing(sqlite3.connect(tmp_path / "recours.db")) as db:
        assert db.execute("SELECT mt_id, raw_status FROM stray_dlrs").fetchall() == [(987654321, "1")]


@pytest.mark.parametrize("number", ["", "-1", "x", "1" * 30, "\0"])
async def test_a_report_without_its_message_is_told_so(provider, number):
    answer = await provider.dlr(mt=number, status="1")
    assert answer.status == 400
    assert answer.body.startswith("The report does not name its message")
