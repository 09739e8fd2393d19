"""What one message does: sessions, tickets, interruptions, silences, and what cannot be looked up."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from bot.engine import Engine
from nlu.understanding import Intent, Understanding
from programmes.household import CaseStatus
from storage.records import Outcome, TicketState
from tests.unit.bot.phrases import phrase, understand
from tests.unit.bot.world import DAY, ENGINE, HOUR, MINUTE, PHONE, World, case, paid

CASE = case(payments=(paid("2025-10", 400),))
STORY = "mon fils est au lycee"

PROMISE = "Nous vous enverrons"


def world(**facts):
    return World(**{"cases": (CASE,), **facts})


def say(somebody, *messages):
    answers = [somebody.send(phrase(text, "fr") if isinstance(text, Intent) else text) for text in messages]
    return answers[-1]


def telling(**facts):
    """Somebody who wrote a story and sees its summary."""
    somebody = world(**facts)
    say(somebody, Intent.FILE_RECOURSE, "1", STORY)
    return somebody


def test_a_filed_appeal_carries_all_that_an_officer_needs():
    somebody = telling()
    say(somebody, "1")
    [ticket] = somebody.replies[-1].tickets
    assert (ticket.programme, ticket.phone, ticket.language, ticket.story) == ("ma_asd", PHONE, "fr", STORY)
    assert ticket.due_at - ticket.created_at == 30 * DAY
    [entry] = somebody.replies[-1].audit
    assert (entry.action, entry.subject) == ("ticket.filed", ticket.reference)
    assert STORY not in str(entry.details)
    assert PHONE not in str(entry.details)


def test_a_turn_done_again_with_another_reference_says_the_other_reference():
    somebody = telling()
    first, second = (_reply_to(somebody, "1", reference) for reference in ("482177353", "482177366"))
    assert "482.177.353" in first.texts[-1]
    assert "482.177.366" in second.texts[-1]
    assert replace(first.tickets[0], reference="482177366") == second.tickets[0]


def _reply_to(somebody, text, reference):
    turn = ENGINE.reply_to(somebody.session, understand(text), somebody.now, lambda: reference)
    try:
        need = next(turn)
        while True:
            need = turn.send(somebody._look_up(need))
    except StopIteration as done:
        return done.value


def test_a_session_survives_being_written_as_json():
    somebody = telling()
    say(somebody, Intent.SPEAK_TO_OFFICER)
    session = somebody.session
    facts = json.loads(json.dumps({"a": session.arguments, "j": session.journal, "s": session.suspended}))
    journal = tuple((entry[0], entry[1]) for entry in facts["j"])
    somebody.session = replace(session, arguments=facts["a"], journal=journal, suspended=facts["s"])
    assert STORY in say(somebody, "1", "1")


def test_withdrawing_closes_the_ticket():
    somebody = telling()
    say(somebody, "1", Intent.WITHDRAW_TICKET, "1")
    [change] = somebody.replies[-1].changes
    assert (change.state, change.outcome, change.event.kind) == (
        TicketState.CLOSED,
        Outcome.WITHDRAWN,
        "withdrawn",
    )


def test_an_answer_to_a_waiting_ticket_brings_it_back_to_review():
    somebody = telling()
    say(somebody, "1")
    somebody.officer(state=TicketState.WAITING)
    say(somebody, Intent.TICKET_FOLLOWUP, "1", "le certificat est la")
    [change] = somebody.replies[-1].changes
    assert (change.state, change.event.kind, change.event.note) == (
        TicketState.REVIEW,
        "added",
        "le certificat est la",
    )


def test_words_added_otherwise_leave_the_state_alone():
    somebody = telling()
    say(somebody, "1", Intent.TICKET_FOLLOWUP, "1", "encore ceci")
    assert somebody.replies[-1].changes[0].state is None


def test_the_language_of_the_first_message_is_kept():
    somebody = world(language=None)
    somebody.send(phrase(Intent.GREET, "ar"))
    assert somebody.session.language == "ar"
    somebody.send(phrase(Intent.APPLICATION_STATUS, "fr"))
    assert somebody.session.language == "ar"


@pytest.mark.parametrize(("heard", "kept"), [("ary_Latn", "ary_Latn"), ("xx", None), (None, None)])
def test_a_language_without_a_catalog_is_not_promised(heard, kept):
    somebody = world(language=None)
    somebody.hear(Understanding("salam", Intent.GREET, 0.98, heard, {}, "phrase"))
    assert somebody.session.language == kept


def test_the_privacy_notice_comes_once():
    somebody = world(noticed=False)
    assert "confidentiels" in say(somebody, Intent.GREET)
    assert "confidentiels" not in say(somebody, Intent.GREET)


def test_a_story_may_begin_like_any_wish():
    somebody = world()
    say(somebody, Intent.FILE_RECOURSE, "1")
    assert "pourquoi ce montant" in say(somebody, "pourquoi ce montant")


@pytest.mark.parametrize("text", ["1", "2", "١"])
def test_a_bare_number_is_no_story(text):
    somebody = world()
    assert "pas compris" in say(somebody, Intent.FILE_RECOURSE, "1", text)


def test_a_command_leads_out_of_a_story_and_loses_nothing():
    somebody = telling()
    assert "Continuer" in say(somebody, Intent.HELP)
    assert STORY in say(somebody, "1")


def test_one_line_wishes_leave_the_open_question_open():
    somebody = telling()
    assert "C'est noté" in say(somebody, Intent.STOP)
    assert "Enregistré" in say(somebody, "1")


def test_stop_is_kept_and_taken_back():
    somebody = world()
    say(somebody, Intent.STOP)
    assert somebody.session.opted_out
    say(somebody, Intent.START)
    assert not somebody.session.opted_out


def test_a_language_that_must_be_asked_for_puts_the_open_question_aside():
    somebody = telling()
    asked = somebody.hear(Understanding("langue", Intent.CHANGE_LANGUAGE, 0.98, "fr", {}, "word"))
    assert "العربية" in asked
    assert "رسالتكم لم ترسل بعد" in say(somebody, "2")


def test_a_doubtful_wish_is_no_wish():
    somebody = world()
    assert "pas compris" in somebody.hear(Understanding("hm", None, 0.6, "fr"))


def test_a_reference_alone_is_a_question_about_it():
    somebody = telling()
    say(somebody, "1")
    assert "pas encore étudié" in say(somebody, "482 177 353")


def test_a_case_number_alone_asks_for_its_status():
    somebody = world(known=False)
    assert "naissance" in say(somebody, "2025000123")
    assert "A qui est" in say(somebody, "1978")
    assert "ACCEPTEE" in say(somebody, "1")
    assert somebody.session.verified == {"c1": somebody.now - 2 * MINUTE}


def test_a_phone_that_proved_its_case_is_known_from_then_on():
    somebody = world(known=False)
    say(somebody, Intent.FILE_RECOURSE, "2025000123", "1978", "1", "1", STORY)
    assert "Enregistré" in say(somebody, "1")
    assert "ACCEPTEE" in say(somebody, Intent.APPLICATION_STATUS)


def test_a_wrong_try_proves_nothing():
    somebody = world(known=False)
    say(somebody, Intent.APPLICATION_STATUS, "2025000123", "1979")
    assert somebody.session.verified == {}


def test_no_answer_ever_holds_a_case_number():
    somebody = world(known=False)
    say(somebody, Intent.APPLICATION_STATUS, "2025000123", "1978", "1", "1", STORY, "1")
    assert not any("2025000123" in text for reply in somebody.replies for text in reply.texts)


def test_a_number_answers_what_was_read_not_what_the_file_became():
    somebody = world()
    say(somebody, Intent.APPLICATION_STATUS)
    somebody.cases = (replace(CASE, status=CaseStatus.REFUSED),)
    assert "a changé" in say(somebody, "1")
    assert not somebody.replies[-1].tickets


def test_a_choice_that_moved_to_another_number_is_not_taken():
    somebody = telling()
    say(somebody, "1", Intent.TICKET_FOLLOWUP)  # 1 Ajouter 2 Retirer
    somebody.officer(
        state=TicketState.NOTIFIED, outcome=Outcome.REJECTED, reason="non"
    )  # 1 Parler à un agent
    assert "a changé" in say(somebody, "1")


def test_a_journal_that_fits_no_more_keeps_the_words():
    somebody = telling()
    somebody.session = replace(somebody.session, journal=(("older_question", "x"), *somebody.session.journal))
    answer = say(somebody, "xx")
    assert "a changé" in answer
    say(somebody, "1")
    assert STORY in "\n".join(somebody.replies[-1].texts)


def test_a_dialogue_that_is_no_more_ends_in_the_menu():
    somebody = world()
    somebody.session = replace(
        somebody.session, dialogue="survey", journal=(("q", "1"),), seen_at=somebody.now
    )
    assert "Ma demande" in say(somebody, "1")


def test_a_clear_wish_wins_over_a_journal_that_fits_no_more():
    somebody = world()
    somebody.session = replace(somebody.session, dialogue="survey", seen_at=somebody.now)
    answer = say(somebody, Intent.APPLICATION_STATUS)
    assert "ACCEPTEE" in answer
    assert "a changé" not in answer


def test_a_question_of_yesterday_is_no_longer_open():
    somebody = telling()
    somebody.now += 25 * HOUR
    assert "Continuer" in say(somebody, "1")
    assert not somebody.replies[-1].tickets


def test_nothing_is_lost_while_the_registry_is_away():
    somebody = telling(down=False)
    somebody.down = True
    before = somebody.session
    assert PROMISE in say(somebody, "1")
    assert somebody.session.journal == before.journal
    assert not somebody.replies[-1].tickets
    somebody.down = False
    assert "Enregistré" in say(somebody, "1")


@pytest.mark.parametrize("wish", [Intent.STOP, Intent.HELP, Intent.SPEAK_TO_OFFICER, Intent.CHANGE_LANGUAGE])
def test_commands_work_without_the_registry(wish):
    somebody = telling()
    somebody.down = True
    assert PROMISE not in say(somebody, wish)


def test_violence_can_be_reported_without_the_registry():
    somebody = world(down=True)
    say(somebody, Intent.REPORT_MISCONDUCT)
    assert somebody.replies[-1].tickets[0].motive == "SENSITIVE"


def test_two_machines_do_not_talk_for_ever():
    somebody = world()
    answers = [say(somebody, f"xx zz {number}{number}") for number in range(8)]
    assert [bool(answer) for answer in answers] == [True, True, *[False] * 6]
    assert "ACCEPTEE" in say(somebody, Intent.APPLICATION_STATUS)


def test_silence_ends_after_an_hour():
    somebody = world()
    say(somebody, "xx", "yy", "zz")
    somebody.now += 2 * HOUR
    assert say(somebody, "xx")


def test_one_step_back_opens_the_question_before():
    somebody = telling()
    assert "Dites pourquoi" in say(somebody, Intent.BACK)
    assert "Que contestez-vous" in say(somebody, Intent.BACK)
    assert "Ma demande" in say(somebody, Intent.BACK)


def test_what_is_filed_is_not_undone_by_a_step_back():
    somebody = telling()
    say(somebody, "1")
    say(somebody, Intent.BACK)
    assert len(somebody.tickets) == 1
    assert not somebody.replies[-1].changes


def test_the_engine_refuses_to_hide_other_errors():
    turn = ENGINE.reply_to(
        world().session, understand(phrase(Intent.APPLICATION_STATUS, "fr")), 0, lambda: ""
    )
    next(turn)
    with pytest.raises(OSError, match="disk"):
        turn.throw(OSError("disk"))


def test_an_engine_is_no_more_than_its_parts():
    assert Engine(ENGINE.programme, ENGINE.dialogues, ENGINE.wishes, ENGINE.wording) == ENGINE


def test_what_is_out_of_scope_gets_one_line_and_the_menu():
    answer = world().hear(Understanding("il pleut demain?", Intent.OUT_OF_SCOPE, 0.95, "fr", {}, "model"))
    assert answer.startswith("Nous répondons seulement sur votre aide.\nEnvoyez un numéro")


def test_unsent_words_are_not_offered_to_whoever_has_the_number_next():
    somebody = telling()
    say(somebody, Intent.HELP)
    somebody.now += 8 * DAY
    assert "Continuer" not in say(somebody, Intent.HELP)
    assert somebody.session.suspended is None
