"""An officer's desk: words found blindly, notes that stay inside, replies taken back, messages sent again."""

import re

import pytest
from yarl import URL

from storage.records import MtMessage, MtState, SendResult, TicketChange, TicketEvent, TicketState
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

REFERENCE = "482177353"
PATH = f"/console/tickets/{REFERENCE}"
UNDO = 15


def order(page):
    return re.findall(r'<a class="row" href="/console/tickets/(\d{9})"', page.text)


async def actions(store):
    return [entry.action async for _, entry, _, _ in store.audit_rows()]


async def search(browser, words):
    page = await browser.send("/console/search", words=words)
    return page.headers["Location"], await browser.open(page.headers["Location"])


# Words


@pytest.mark.parametrize(
    ("told", "typed"), [("l'école de mes ENFANTS", "ecole enfant"), ("ابنتي في المدرسة", "مدرسه")]
)
async def test_words_are_found_as_others_spell_them_and_stand_in_no_address(browser, store, told, typed):
    await file_ticket(store, a_ticket(story=told))
    await file_ticket(store, a_ticket("118220045", phone=BRAHIM, story="le guichet est fermé"))
    address, found = await search(browser, typed)
    assert order(found) == [REFERENCE]
    assert re.fullmatch(r"[0-9a-f-]+", URL(address).query["words"])
    assert "tickets.searched" in await actions(store)


async def test_words_that_nobody_wrote_find_nothing_and_that_is_said(browser, store):
    await file_ticket(store)
    for typed in ("hippopotame", "a", "،،،"):
        _address, found = await search(browser, typed)
        assert order(found) == []
        assert "Aucun ticket trouvé" in found.text


async def test_words_find_a_closed_ticket_but_none_of_another_region(stranger, store):
    await store.save_officer(an_officer(regions=("MA-05",)))
    await stranger.sign_in()
    await file_ticket(store, a_ticket(story="une girafe"))
    await file_ticket(store, a_ticket("118220045", phone=BRAHIM, story="une girafe", region="MA-06"))
    closed = TicketEvent(NOW, "x", "closed")
    await store.change_ticket([TicketChange(REFERENCE, closed, state=TicketState.CLOSED)])
    assert order((await search(stranger, "girafe"))[1]) == [REFERENCE]


@pytest.mark.parametrize(("allowed", "found"), [(False, []), (True, [REFERENCE])])
async def test_a_sensitive_story_is_found_by_those_allowed_alone(stranger, store, allowed, found):
    await store.save_officer(an_officer(sensitive=allowed))
    await stranger.sign_in()
    await file_ticket(store, a_ticket(motive="SENSITIVE", story="il demande une girafe"))
    assert order((await search(stranger, "girafe"))[1]) == found


# Notes


async def test_a_note_is_read_by_officers_and_by_nobody_else(browser, store):
    await file_ticket(store)
    page = await browser.send(f"{PATH}/notes", note="vue au guichet <b>lundi</b>")
    assert page.status == 303
    page = await browser.open(PATH)
    assert "vue au guichet &lt;b&gt;lundi&lt;/b&gt;" in page.text
    assert "ticket.noted" in await actions(store)
    assert (await store.ticket(REFERENCE)).version == 1
    assert not [event for event in await store.events(REFERENCE) if "guichet" in event.note]
    assert await store.claim_mts("phone", 10, NOW + DAY) == []


async def test_an_empty_note_is_not_kept(browser, store):
    await file_ticket(store)
    await browser.send(f"{PATH}/notes", note="  \u0000 ")
    assert await store.notes([REFERENCE]) == []


# A reply taken back


async def reply(browser, store, words="Nous regardons."):
    await file_ticket(store)
    await browser.act("reply", words=words)
    [line] = [line for line in await store.thread(AMINA) if not line.inbound]
    return line.mt_id


async def test_a_reply_rests_for_a_quarter_minute_and_then_goes_once(browser, store):
    await reply(browser, store)
    assert await store.claim_mts("phone", 10, NOW + UNDO - 1) == []
    assert "Reprendre" in (await browser.open(PATH)).text
    assert len(await store.claim_mts("phone", 10, NOW + UNDO)) == 1
    assert await store.claim_mts("phone", 10, NOW + DAY) == []


async def test_a_reply_taken_back_never_goes_and_its_words_stand_in_the_form(browser, store, clock):
    mt_id = await reply(browser, store)
    clock.now += UNDO - 1
    back = await browser.send(f"{PATH}/unsend", mt=str(mt_id))
    page = await browser.open(back.headers["Location"])
    assert "rien n’a été envoyé" in page.text
    assert ">Nous regardons.</textarea>" in page.text
    assert await store.claim_mts("phone", 10, NOW + DAY) == []
    assert [event.kind for event in await store.events(REFERENCE)] == ["filed", "replied", "unsent"]
    again = await browser.send(f"{PATH}/unsend", mt=str(mt_id))
    assert "Trop tard" in (await browser.open(again.headers["Location"])).text


async def test_a_reply_that_has_gone_is_not_taken_back(browser, store, clock):
    mt_id = await reply(browser, store)
    assert len(await store.claim_mts("phone", 10, NOW + UNDO)) == 1
    clock.now += UNDO
    back = await browser.send(f"{PATH}/unsend", mt=str(mt_id))
    page = await browser.open(back.headers["Location"])
    assert "Trop tard" in page.text
    assert "/unsend" not in page.text
    assert (await store.mt_states([mt_id]))[mt_id] is MtState.SENDING


@pytest.mark.parametrize("mt", ["", "x", "-1", "٣", "9" * 40])
async def test_a_message_that_nobody_sent_is_neither_taken_back_nor_sent_again(browser, store, mt):
    await file_ticket(store)
    for act in ("unsend", "resend"):
        page = await browser.send(f"{PATH}/{act}", mt=mt)
        assert page.status in {303, 400}
    assert len(await store.events(REFERENCE)) == 1


# Sent again


async def failed(store, **fields):
    answer = MtMessage("phone", AMINA, "1717", "Votre reçu", "fr", 1, **fields)
    await file_ticket(store, answer=(answer,))
    [claimed] = await store.claim_mts("phone", 1, NOW)
    await store.record_sends([SendResult(claimed.mt_id, MtState.FAILED, NOW, error="no route")])
    return claimed.mt_id


async def test_what_did_not_arrive_is_sent_again_once_and_said_so(browser, store):
    mt_id = await failed(store)
    assert "Renvoyer" in (await browser.open(PATH)).text
    for told in ("Le message est renvoyé.", "Rien n’a été envoyé"):
        back = await browser.send(f"{PATH}/resend", mt=str(mt_id))
        assert told in (await browser.open(back.headers["Location"])).text
    [claimed] = await store.claim_mts("phone", 10, NOW)
    assert (claimed.mt.text, claimed.mt.ticket) == ("Votre reçu", REFERENCE)
    assert [event.kind for event in await store.events(REFERENCE)] == ["filed", "resent"]
    assert "ticket.resent" in await actions(store)
    assert "/resend" not in (await browser.open(PATH)).text


async def test_the_thread_of_a_phone_with_a_sensitive_matter_is_sent_again_by_those_allowed(browser, store):
    mt_id = await failed(store)
    await file_ticket(store, a_ticket("118220045", motive="SENSITIVE"))
    back = await browser.send(f"{PATH}/resend", mt=str(mt_id))
    assert "Rien n’a été envoyé" in (await browser.open(back.headers["Location"])).text
    assert await store.claim_mts("phone", 10, NOW) == []


# The household, and who is here


async def test_the_other_tickets_of_the_household_are_a_click_away(browser, store):
    await file_ticket(store)
    await file_ticket(store, a_ticket("118220045", phone=BRAHIM))  # the same case
    await file_ticket(store, a_ticket("222222222", case_id=None))  # the same phone
    await file_ticket(store, a_ticket("333333333", phone=BRAHIM, motive="SENSITIVE"))
    await file_ticket(store, a_ticket("444444444", phone="+212600000009", case_id="case-99"))
    page = await browser.open(PATH)
    shown = set(re.findall(r"/console/tickets/(\d{9})\"><bdi", page.text))
    assert shown == {"118220045", "222222222"}


async def test_who_else_has_the_ticket_open_is_shown_and_blocks_nobody(browser, store, clock):
    await file_ticket(store)
    await store.note_reader(REFERENCE, "omar", NOW, NOW + 45)
    page = await browser.open(PATH)
    assert "Regarde aussi ce ticket : omar" in page.text
    assert "salma." not in page.text
    await browser.act("reply", words="Bonjour")
    assert [event.kind for event in await store.events(REFERENCE)][-1] == "replied"
    clock.now += 46
    assert "omar" not in (await browser.open(PATH)).text


# Ready words


async def test_ready_words_go_into_the_form_without_a_script_and_are_looked_at_before_they_go(browser, store):
    await file_ticket(store)
    page = await browser.act("ask", words="", canned="school", step="fill")
    assert ">Quelle est l&#39;école de l&#39;enfant?</textarea>" in page.text
    assert await store.claim_mts("phone", 10, NOW + DAY) == []
    assert len(await store.events(REFERENCE)) == 1


async def test_a_ready_reason_brings_its_outcome_and_keeps_one_that_fits(browser, store):
    await file_ticket(store)
    for chosen, outcome in (
        ({}, "upheld"),
        ({"outcome": "partly"}, "partly"),
        ({"outcome": "rejected"}, "upheld"),
    ):
        page = await browser.act("decide", words="", canned="paper", step="fill", **chosen)
        assert ">Votre papier montre ce que vous dites.</textarea>" in page.text
        assert re.search(rf'name="outcome" value="{outcome}" required checked', page.text)


async def test_ready_words_that_nobody_offers_change_nothing(browser, store):
    await file_ticket(store)
    page = await browser.act("reply", words="Les miens", canned="../etc", step="fill")
    assert ">Les miens</textarea>" in page.text


async def test_the_cost_while_typing_is_that_of_the_whole_message(browser, store):
    await file_ticket(store)
    form = {"words": "Vrai.", "version": "1", "step": "preview"}
    plain = await browser.send(f"{PATH}/measure", act="reply", **form)
    whole = await browser.send(f"{PATH}/measure", act="decide", outcome="upheld", **form)
    assert "5 caractères" in plain.text
    shown = await browser.act("decide", outcome="upheld", words="Vrai.", step="preview")
    assert whole.text in shown.text
    assert plain.text != whole.text
    assert (await browser.send(f"{PATH}/measure", act="decide", **form)).text == ""


async def test_the_notes_of_a_merged_ticket_are_read_with_its_head_and_go_nowhere(browser, store):
    await file_ticket(store)
    await file_ticket(store, a_ticket("118220045"))
    await browser.send("/console/tickets/118220045/notes", note="déjà vue au guichet")
    event = TicketEvent(NOW, "salma", "merged")
    await store.change_ticket([TicketChange("118220045", event, head=REFERENCE)])
    page = await browser.open(PATH)
    assert "déjà vue au guichet" in page.text
    assert "118.220.045" in page.text
    await browser.act("decide", outcome="upheld", words="Vrai.")
    told = [claimed.mt.text for claimed in await store.claim_mts("phone", 10, NOW + DAY)]
    assert told
    assert not [text for text in told if "guichet" in text]


async def test_no_word_of_a_note_or_a_story_stands_in_the_files(browser, store, tmp_path):
    await file_ticket(store, a_ticket(story="narval"))
    await browser.send(f"{PATH}/notes", note="canari narval")
    await browser.send("/console/search", words="narval")
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"ticket_words" in written
    assert b"narval" not in written
    assert b"canari" not in written
