"""What officers' pages ask of a store: words found blindly, notes, replies taken back, messages sent again."""

from __future__ import annotations

import pytest

from nlu.search_words import search_words
from storage.records import AuditEntry, MtState, TicketChange, TicketEvent, TicketQuery, TicketState
from storage.records.notes import InnerWords, Note
from tests.conformance.given import (
    AMINA,
    BRAHIM,
    LINK,
    NOW,
    a_ticket,
    an_mt,
    file_tickets,
    send_one,
    state_of,
)

REFERENCE = "123456789"
HELD = NOW + 15


def event(kind="unsent"):
    return TicketEvent(NOW, "salma", kind)


def entry(action="ticket.unsent", subject=REFERENCE):
    return AuditEntry(NOW, "salma", action, subject)


async def found(store, typed, **fields):
    query = TicketQuery(words=store.word_keys(typed), **fields)
    return [ticket.reference for ticket in await store.tickets(query)]


@pytest.fixture
def engine(engine):
    engine.words_of = search_words
    return engine


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("Mes deux ÉCOLES sont fermées", "école fermee"),
        ("le certificat de scolarité", "certificats scolarite"),
        ("المدرسةُ بعيدة", "مدرسه"),
        ("إبني في المدرسة", "ابنى"),
        ("khassni l9adiya ttsawb", "l9adiya"),
    ],
)
async def test_a_word_is_found_however_it_is_spelt(store, told, typed):
    await file_tickets(store, a_ticket(story=told), a_ticket("987654321", story="autre chose", phone=BRAHIM))
    assert await found(store, typed) == [REFERENCE]


async def test_all_words_looked_for_must_stand_in_a_ticket_and_added_ones_count(store):
    await file_tickets(store, a_ticket(story="mon fils a le certificat"))
    assert await found(store, "certificat medecin") == []
    added = TicketEvent(NOW, "person", "added", "le médecin l'a signé")
    await store.change_ticket([TicketChange(REFERENCE, added)])
    assert await found(store, "certificat medecin") == [REFERENCE]
    assert await store.count_tickets(TicketQuery(words=store.word_keys("medecin"))) == 1


async def test_what_officers_write_is_not_found_among_the_persons_words(store):
    await file_tickets(store, a_ticket())
    await store.change_ticket([TicketChange(REFERENCE, TicketEvent(NOW, "salma", "replied", "hippopotame"))])
    assert await found(store, "hippopotame") == []


async def test_a_sensitive_story_is_found_only_where_sensitive_tickets_are_asked_for(store):
    await file_tickets(store, a_ticket(motive="SENSITIVE", story="il demande deux cents dirhams"))
    assert await found(store, "dirhams") == []
    assert await found(store, "dirhams", sensitive=None) == [REFERENCE]


async def test_tickets_from_before_the_index_are_indexed_and_an_index_is_written_anew(engine):
    engine.words_of = None
    store = engine.store()
    await store.open()
    await file_tickets(store, a_ticket(story="une girafe"))
    await store.close()
    engine.words_of = search_words
    store = engine.store()
    await store.open()
    assert await found(store, "girafe") == []
    assert [await store.index_words(10), await store.index_words(10)] == [1, 0]
    assert await found(store, "girafe") == [REFERENCE]
    await store.reset_words()
    assert await found(store, "girafe") == []
    assert await store.index_words(10) == 1
    assert await found(store, "girafe") == [REFERENCE]
    await store.close()


async def test_an_erased_phones_words_and_notes_are_gone(store):
    await file_tickets(store, a_ticket(story="une girafe"))
    await store.add_note(Note(REFERENCE, NOW, "salma", InnerWords("vu au guichet")), entry("ticket.noted"))
    closed = TicketEvent(NOW, "salma", "closed")
    await store.change_ticket([TicketChange(REFERENCE, closed, state=TicketState.CLOSED)])
    erasure = await store.erase_person(AMINA, 0, AuditEntry(NOW, "salma", "person.erased", "phone"))
    assert erasure.erased == (REFERENCE,)
    assert await found(store, "girafe") == []
    assert await store.notes([REFERENCE]) == []


async def test_notes_are_read_oldest_first_over_several_tickets(store):
    await file_tickets(store, a_ticket(), a_ticket("987654321", phone=BRAHIM))
    for reference, words in ((REFERENCE, "un"), ("987654321", "deux"), (REFERENCE, "trois")):
        await store.add_note(
            Note(reference, NOW, "salma", InnerWords(words)), entry("ticket.noted", reference)
        )
    read = await store.notes([REFERENCE, "987654321"])
    assert [note.words.for_officers() for note in read] == ["un", "deux", "trois"]
    assert {note.author for note in read} == {"salma"}


async def held_reply(store, **fields):
    await file_tickets(store, a_ticket())
    [mt_id] = await store.enqueue_mts([an_mt(ticket=REFERENCE, not_before=HELD, **fields)])
    return mt_id


async def test_a_reply_is_held_then_sent_once(store, restart):
    mt_id = await held_reply(store)
    [line] = [line for line in await store.thread(AMINA) if not line.inbound]
    assert (line.mt_id, line.held_until) == (mt_id, HELD)
    assert await store.claim_mts(LINK, 10, HELD - 1) == []
    store = await restart()
    assert [claimed.mt_id for claimed in await store.claim_mts(LINK, 10, HELD)] == [mt_id]
    assert await store.claim_mts(LINK, 10, HELD) == []
    assert not await store.unsend(mt_id, event(), entry())


async def test_a_reply_taken_back_is_never_sent_and_taken_back_once(store, restart):
    mt_id = await held_reply(store)
    store = await restart()
    assert await store.unsend(mt_id, event(), entry())
    assert not await store.unsend(mt_id, event(), entry())
    assert await store.claim_mts(LINK, 10, HELD + 99) == []
    assert await state_of(store, mt_id) is MtState.CANCELLED
    assert [one.kind for one in await store.events(REFERENCE)] == ["filed", "unsent"]


async def test_a_message_of_another_ticket_or_a_decision_is_not_taken_back(store):
    mt_id = await held_reply(store)
    assert not await store.unsend(mt_id, event(), entry(subject="987654321"))
    [decision] = await store.enqueue_mts([an_mt(ticket=REFERENCE, not_before=HELD, priority=2)])
    assert not await store.unsend(decision, event(), entry())


async def test_what_failed_is_sent_again_once_as_a_message_of_its_own(store):
    await file_tickets(store, a_ticket())
    await store.enqueue_mts([an_mt(ticket=REFERENCE, text="Votre reçu", expires_at=NOW + 5)])
    old = await send_one(store, MtState.FAILED, error="no route")
    new = await store.resend(old, AMINA, event("resent"), entry("ticket.resent"))
    assert new not in {None, old}
    assert await store.resend(old, AMINA, event("resent"), entry("ticket.resent")) is None
    [claimed] = await store.claim_mts(LINK, 10, NOW)
    assert (claimed.mt_id, claimed.mt.text, claimed.mt.recipient) == (new, "Votre reçu", AMINA)
    assert claimed.mt.expires_at > NOW + 5
    lines = {line.mt_id: line for line in await store.thread(AMINA) if not line.inbound}
    assert lines[new].resent_from == old
    assert await state_of(store, old) is MtState.FAILED
    assert [one.kind for one in await store.events(REFERENCE)] == ["filed", "resent"]


@pytest.mark.parametrize("state", [MtState.SENT, MtState.DELIVERED, MtState.QUEUED])
async def test_what_did_not_fail_is_not_sent_again(store, state):
    await file_tickets(store, a_ticket())
    await store.enqueue_mts([an_mt(ticket=REFERENCE)])
    mt_id = await send_one(store, state, retry_at=NOW + 9)
    assert await store.resend(mt_id, AMINA, event("resent"), entry("ticket.resent")) is None


async def test_another_phones_message_is_not_sent_again(store):
    await file_tickets(store, a_ticket())
    await store.enqueue_mts([an_mt(BRAHIM)])
    mt_id = await send_one(store, MtState.FAILED)
    assert await store.resend(mt_id, AMINA, event("resent"), entry("ticket.resent")) is None


async def test_who_is_at_a_ticket_is_known_until_they_leave_or_fall_silent(store):
    await store.note_reader(REFERENCE, "salma", NOW, NOW + 9)
    await store.note_reader(REFERENCE, "omar", NOW + 5, NOW + 9)
    await store.note_reader(REFERENCE, "salma", NOW + 8, NOW + 99)
    assert [(one.login, one.since) for one in await store.readers(REFERENCE, NOW + 8)] == [
        ("salma", NOW),
        ("omar", NOW + 5),
    ]
    assert [one.login for one in await store.readers(REFERENCE, NOW + 10)] == ["salma"]
    await store.note_reader(REFERENCE, "omar", NOW + 50, NOW + 99)
    assert [one.since for one in await store.readers(REFERENCE, NOW + 51)] == [NOW, NOW + 50]
    await store.forget_reader(REFERENCE, "salma")
    assert [one.login for one in await store.readers(REFERENCE, NOW)] == ["omar"]
    await store.purge(NOW + 999)
    assert await store.readers(REFERENCE, NOW) == []


async def test_news_tells_each_ticket_once_and_what_is_new(store):
    assert await store.last_news() == 0
    await file_tickets(store, a_ticket(region="MA-05"))
    first = await store.last_news()
    [told] = await store.news(0, first)
    assert (told.reference, told.region, told.motive, told.filed) == (REFERENCE, "MA-05", "AMOUNT", True)
    for _ in range(3):
        await store.change_ticket([TicketChange(REFERENCE, TicketEvent(NOW, "salma", "assigned"))])
    last = await store.last_news()
    [told] = await store.news(first, last)
    assert (told.number, told.filed) == (last, False)
    assert await store.news(last, last) == []


async def test_a_tickets_mark_moves_with_all_that_its_page_shows_and_with_nothing_else(store):
    await file_tickets(store, a_ticket(), a_ticket("987654321", phone=BRAHIM))
    marks = [await store.ticket_mark(REFERENCE, AMINA, "salma", NOW)]
    await store.enqueue_mts([an_mt(ticket=REFERENCE)])
    marks.append(await store.ticket_mark(REFERENCE, AMINA, "salma", NOW))
    await send_one(store)
    marks.append(await store.ticket_mark(REFERENCE, AMINA, "salma", NOW))
    await store.add_note(Note(REFERENCE, NOW, "salma", InnerWords("un")), entry("ticket.noted"))
    marks.append(await store.ticket_mark(REFERENCE, AMINA, "salma", NOW))
    await store.change_ticket([TicketChange(REFERENCE, TicketEvent(NOW, "salma", "assigned"))])
    marks.append(await store.ticket_mark(REFERENCE, AMINA, "salma", NOW))
    await store.note_reader(REFERENCE, "omar", NOW, NOW + 9)
    marks.append(await store.ticket_mark(REFERENCE, AMINA, "salma", NOW))
    assert len(set(marks)) == 6
    await store.note_reader(REFERENCE, "salma", NOW, NOW + 9)
    await store.enqueue_mts([an_mt(BRAHIM)])
    assert await store.ticket_mark(REFERENCE, AMINA, "salma", NOW) == marks[-1]
