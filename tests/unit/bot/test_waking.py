"""What the clock brings: a story's pause, answers that are owed; each once, none on top of an open question."""

from __future__ import annotations

from itertools import pairwise

from bot.ending import OPEN_SECONDS
from bot.stage import PAUSE
from nlu.understanding import Intent
from storage.records import Outcome, TicketState
from tests.unit.bot.phrases import phrase, understand
from tests.unit.bot.world import DAY, HOUR, MINUTE, World, case, paid

CASE = case(payments=(paid("2025-10", 400),))
STATUS, CONTEST, AGENT = (
    phrase(intent, "fr")
    for intent in (Intent.APPLICATION_STATUS, Intent.FILE_RECOURSE, Intent.SPEAK_TO_OFFICER)
)
PROMISE, GIVEN_UP = "Nous vous enverrons", "ne pouvons toujours pas"


def world(**facts):
    return World(**{"cases": (CASE,), **facts})


def telling():
    somebody = world()
    for text in (CONTEST, "1", "mon fils est au lycee"):
        somebody.send(text)
    return somebody


# A story's pause


def test_whoever_writes_on_gets_one_summary_once_they_pause():
    somebody = telling()
    assert somebody.send("et il a son certificat") == ""
    assert somebody.send("je lai donne au caid") == ""
    (summary,) = somebody.wait(5 * MINUTE)
    assert summary.startswith("Ajouté")
    assert "1 Envoyer" in summary
    somebody.send("1")
    (ticket,) = somebody.tickets.values()
    assert ticket.story.count("\n") == 2


def test_a_story_may_be_sent_before_its_pause_and_then_nothing_follows():
    somebody = telling()
    somebody.send("et il a son certificat")
    assert "Enregistré" in somebody.send("1")
    assert somebody.wait(DAY) == []


def test_a_pause_that_the_registry_sleeps_through_is_asked_later():
    somebody = telling()
    somebody.send("et il a son certificat")
    somebody.down = True
    assert somebody.wait(30 * MINUTE) == []
    somebody.down = False
    (summary,) = somebody.wait(2 * HOUR)
    assert "1 Envoyer" in summary


def test_where_the_channel_cannot_wait_the_summary_comes_at_once():
    somebody = telling()
    turn = somebody.engine.reply_to(
        somebody.session, understand("et il a son certificat"), somebody.now, somebody._draw, screen=True
    )
    reply = somebody._drive(turn)
    assert "1 Envoyer" in reply.texts
    assert PAUSE not in {wakeup.kind for wakeup in reply.wakeups}


# The end of a conversation that nobody goes on with


def test_words_that_were_not_sent_are_put_aside_after_a_day_and_nothing_is_said():
    somebody = telling()
    assert somebody.wait(OPEN_SECONDS + HOUR) == []
    assert somebody.session.dialogue is None
    assert "mon fils est au lycee" in str(somebody.session.suspended)
    assert "1 Continuer mon message" in somebody.send("1")


def test_who_writes_on_is_not_ended_in_the_middle():
    somebody = telling()
    somebody.wait(OPEN_SECONDS - HOUR)
    somebody.send("et il a son certificat")
    somebody.wait(2 * HOUR)
    assert somebody.session.dialogue is not None
    somebody.wait(OPEN_SECONDS)
    assert somebody.session.dialogue is None


def test_words_that_nobody_came_back_for_are_forgotten_after_a_week():
    somebody = telling()
    somebody.wait(OPEN_SECONDS + HOUR)
    assert somebody.session.suspended is not None
    assert somebody.wait(8 * DAY) == []
    assert somebody.session.suspended is None
    assert somebody.clock == []


def test_a_question_without_words_behind_it_needs_no_end():
    somebody = world()
    somebody.send(CONTEST)
    assert somebody.clock == []


# An answer that is owed


def test_the_asked_answer_is_sent_when_the_registry_is_back_and_once():
    somebody = world(down=True)
    assert PROMISE in somebody.send(STATUS)
    assert somebody.wait(20 * MINUTE) == []
    somebody.down = False
    (answer,) = somebody.wait(DAY)
    assert "ACCEPTEE" in answer
    assert "Pourquoi" in somebody.send("1") or somebody.session.dialogue == "amount"
    assert somebody.wait(3 * DAY) == []


def test_a_promise_is_given_up_with_an_honest_word_and_once():
    somebody = world(down=True)
    somebody.send(STATUS)
    (word,) = somebody.wait(3 * DAY)
    assert GIVEN_UP in word
    assert somebody.session.owed is None
    somebody.down = False
    assert somebody.wait(3 * DAY) == []


def test_the_pauses_between_tries_grow():
    somebody = world(down=True)
    somebody.send(STATUS)
    tried, begun = [], somebody.now
    while somebody.clock:
        due = somebody.clock.pop(0)
        tried.append(due.at - begun)
        somebody.now = due.at
        somebody.wake(due)
    pauses = [after - before for before, after in pairwise(tried)]
    assert len(tried) == 7
    assert pauses == sorted(pauses)
    assert sum(pauses) < DAY


def test_an_answer_to_a_question_is_taken_when_the_registry_is_back():
    somebody = telling()
    somebody.down = True
    assert PROMISE in somebody.send("1")
    assert not somebody.tickets
    somebody.down = False
    (receipt,) = somebody.wait(HOUR)
    assert "Enregistré" in receipt
    assert len(somebody.tickets) == 1
    assert somebody.wait(DAY) == []


def test_an_answer_to_a_question_that_was_left_is_not_taken_any_more():
    somebody = telling()
    somebody.down = True
    somebody.send("1")
    somebody.send(AGENT)
    somebody.down = False
    somebody.wait(DAY)
    assert [ticket.motive for ticket in somebody.tickets.values()] == ["INFORMATION"]


def test_whoever_asked_again_and_was_answered_is_not_answered_twice():
    somebody = world(down=True)
    somebody.send(STATUS)
    somebody.down = False
    assert "ACCEPTEE" in somebody.send(STATUS)
    assert somebody.wait(2 * DAY) == []


def test_an_owed_answer_does_not_break_into_an_open_question():
    somebody = world(down=True)
    somebody.send(STATUS)
    somebody.send(phrase(Intent.HELP, "fr"))
    somebody.down = False
    assert somebody.wait(5 * MINUTE) == []
    (answer,) = somebody.wait(HOUR)
    assert "ACCEPTEE" in answer


def test_a_wakeup_of_a_promise_that_was_kept_says_nothing():
    somebody = world(down=True)
    somebody.send(STATUS)
    (old,) = somebody.clock
    somebody.down = False
    somebody.send(STATUS)
    session = somebody.session
    assert somebody.wake(old) == []
    assert somebody.session.journal == session.journal
    assert somebody.session.seen_at == session.seen_at


# What the service asks by itself


def filed():
    somebody = telling()
    somebody.send("1")
    return somebody


def test_satisfaction_is_asked_once_and_kept_apart_from_the_outcome():
    somebody = filed()
    somebody.closed()
    (asked,) = somebody.wait(3 * HOUR)
    assert "5 Très bien" in asked
    somebody.send("2")
    somebody.send("trop long")
    (rating,) = somebody.ratings.values()
    assert (rating.score, rating.words) == (2, "trop long")
    somebody.closed()
    assert somebody.wait(30 * DAY) == []


def test_whoever_said_stop_is_not_asked_but_their_officer_still_may():
    somebody = filed()
    somebody.send("stop")
    somebody.asks("2024/2025?")
    (asked,) = somebody.wait(HOUR)
    assert "2024/2025?" in asked
    somebody.closed()
    assert somebody.wait(30 * DAY) == []


def test_a_question_waits_until_the_open_one_was_left_alone():
    somebody = filed()
    somebody.send(STATUS)
    somebody.asks("2024/2025?")
    assert somebody.wait(10 * MINUTE) == []
    somebody.send("1")  # answers what was read last
    assert somebody.session.dialogue == "amount"
    assert somebody.wait(10 * MINUTE) == []
    (asked,) = somebody.wait(10 * MINUTE)
    assert asked == "A propos de 482.177.353: 2024/2025?"
    assert "Ajouté" in somebody.send("celui de 2025")
    assert somebody.replies[-1].changes[0].event.note == "celui de 2025"
    assert somebody.wait(30 * DAY) == []


def test_a_question_comes_at_once_where_nothing_is_open():
    somebody = filed()
    somebody.asks("2024/2025?")
    assert somebody.wait(1) == ["A propos de 482.177.353: 2024/2025?"]


def test_a_person_who_does_not_answer_is_reminded_twice_and_no_more():
    somebody = filed()
    somebody.asks("2024/2025?")
    told = somebody.wait(60 * DAY)
    assert len(told) == 3
    assert all("attend votre réponse" in text for text in told[1:])


def test_what_was_decided_meanwhile_is_neither_asked_nor_brought_to_mind():
    somebody = filed()
    somebody.send(STATUS)
    somebody.asks("2024/2025?")
    somebody.officer(state=TicketState.NOTIFIED, outcome=Outcome.UPHELD, reason="Vu.")
    open_question = somebody.session.dialogue
    assert somebody.wait(60 * DAY) == []
    assert somebody.session.dialogue == open_question


def test_unsent_words_are_put_aside_for_a_question_and_offered_again():
    somebody = filed()
    for text in (CONTEST, "2", "3", "mon adresse a change"):
        somebody.send(text)
    somebody.asks("2024/2025?")
    (asked,) = somebody.wait(HOUR)
    assert "2024/2025?" in asked
    assert "pas encore envoyé" in somebody.send("2025")


def test_of_a_sensitive_ticket_nothing_is_told_or_asked():
    somebody = world()
    somebody.send(phrase(Intent.REPORT_MISCONDUCT, "fr"))
    somebody.asks("Le caid est-il revenu?")
    somebody.closed()
    assert somebody.wait(60 * DAY) == []
    somebody.asks("Le caid est-il revenu?")
    (news,) = somebody.wait(60 * DAY)
    assert "caid" not in news
