"""A message that is not understood well enough: what is offered, and what is never lost."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.dialogues import WISHES
from bot.dialogues.doubt import DID_YOU_MEAN, LABELS
from bot.lost import MOST_OFFERS
from bot.requests import Choose, Option
from nlu.cascade import NEVER_OFFERED
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from tests.unit.bot.phrases import phrase
from tests.unit.bot.world import HOUR, WORDING, World, case, paid

CASE = case(payments=(paid("2025-10", 400),))
STORY = "mon fils est au lycee"
CRY = "il me fait du mal depuis des mois"
MONEY = (Intent.AMOUNT_EXPLANATION, Intent.PAYMENT_DATE, Intent.FILE_RECOURSE)


def doubtful(text, *likeliest, language="fr", **named):
    return Understanding(text, None, 0.25, language, named, "none", likeliest)


def sure(text, intent, confidence=0.95, tier="model"):
    return Understanding(text, intent, confidence, "fr", {}, tier)


def world(**facts):
    return World(**{"cases": (CASE,), **facts})


def test_the_likeliest_wishes_are_offered_and_the_chosen_one_keeps_what_was_named():
    somebody = world()
    asked = somebody.hear(doubtful("flouss 10 chhar hadchi", *MONEY, month="10"))
    assert asked == "Vous voulez dire:\n1 Mon montant\n2 Prochain paiement\n3 Contester\n0 Menu"
    assert somebody.send("1").startswith("Octobre: 500 DH")


def test_two_wishes_of_one_dialogue_are_offered_once():
    asked = world().hear(doubtful("dossier ?", Intent.APPLICATION_STATUS, Intent.REJECTION_REASON))
    assert asked == "Vous voulez dire:\n1 Ma demande\n0 Menu"


@pytest.mark.parametrize(
    ("answer", "shown"), [("oui", "ACCEPTEE"), ("non", "Envoyez un numéro"), ("0", "Envoyez un numéro")]
)
def test_one_wish_alone_takes_a_yes_or_a_no(answer, shown):
    somebody = world()
    somebody.hear(doubtful("dossier ?", Intent.APPLICATION_STATUS))
    assert shown in somebody.send(answer)


def test_a_doubt_said_in_other_words_is_that_wish():
    somebody = world()
    somebody.hear(doubtful("flouss", *MONEY))
    assert "Que contestez-vous" in somebody.send(phrase(Intent.FILE_RECOURSE, "fr"))


def test_after_the_wishes_an_officer_is_offered_and_then_there_is_silence():
    somebody = world()
    answers = [somebody.hear(doubtful(f"machine {number}", *MONEY)) for number in range(6)]
    assert answers[0].startswith("Vous voulez dire:")
    assert "Voulez-vous qu'un agent vous appelle?" in answers[1]
    assert answers[2:] == [""] * 4


def test_a_doubtful_call_for_help_is_filed_in_its_own_words_once_it_is_chosen():
    somebody = world()
    asked = somebody.hear(doubtful(CRY, Intent.PAYMENT_ACCESS, Intent.PROTECTION_NEED))
    assert "2 Parler en confiance" in asked
    assert not somebody.tickets
    assert "Enregistré" in somebody.send("2")
    [ticket] = somebody.tickets.values()
    assert (ticket.motive, ticket.story) == ("SENSITIVE", CRY)


@pytest.mark.parametrize("grave", sorted(IN_CONFIDENCE))
def test_a_shared_phone_is_not_told_what_it_is_about(grave):
    assert "Parler en confiance" in world().hear(doubtful("...", grave))


@pytest.mark.parametrize("opened", [Intent.HELP, Intent.APPLICATION_STATUS, Intent.FILE_RECOURSE])
def test_a_doubtful_call_for_help_is_asked_about_at_any_question(opened):
    somebody = world()
    somebody.send(phrase(opened, "fr"))
    assert "Parler en confiance" in somebody.hear(doubtful(CRY, Intent.PROTECTION_NEED))


def test_a_doubtful_call_for_help_breaks_the_silence():
    somebody = world()
    assert [bool(somebody.send(word)) for word in ("xx", "yy", "zz")] == [True, True, False]
    assert "Parler en confiance" in somebody.hear(doubtful(CRY, Intent.PROTECTION_NEED))


def test_calls_for_help_without_end_come_from_a_machine():
    somebody = world()
    answers = [somebody.hear(doubtful(CRY, Intent.PROTECTION_NEED)) for _ in range(12)]
    assert not any(answers[6:])


def test_a_case_number_that_is_asked_for_is_asked_for_again():
    somebody = world(known=False)
    somebody.send(phrase(Intent.APPLICATION_STATUS, "fr"))
    assert "numéro de votre dossier" in somebody.hear(doubtful("je le trouve pas", *MONEY))


def test_a_story_that_is_surely_a_call_for_help_is_one_and_the_appeal_is_kept():
    somebody = world()
    for message in (phrase(Intent.FILE_RECOURSE, "fr"), "1", STORY):
        somebody.send(message)
    somebody.hear(sure(CRY, Intent.PROTECTION_NEED))
    assert [ticket.motive for ticket in somebody.tickets.values()] == ["SENSITIVE"]
    somebody.send("1")  # when to call
    assert STORY in somebody.send("1")


def test_a_story_that_may_be_anything_else_stays_a_story():
    somebody = world()
    somebody.send(phrase(Intent.FILE_RECOURSE, "fr"))
    somebody.send("1")
    told = "le caid a pris mon papier"
    assert told in somebody.hear(sure(told, Intent.REPORT_MISCONDUCT, 0.7))
    assert not somebody.tickets


def test_a_digression_is_answered_and_the_question_asked_again():
    somebody = world()
    asked = somebody.send(phrase(Intent.FILE_RECOURSE, "fr"))
    answer = somebody.send(phrase(Intent.SCAM_REPORT, "fr"))
    assert answer.startswith("Non")
    assert answer.endswith(asked)
    assert "Dites pourquoi" in somebody.send("1")


def test_what_is_out_of_scope_at_an_open_question_leaves_it_open():
    somebody = world(known=False)
    somebody.send(phrase(Intent.APPLICATION_STATUS, "fr"))
    answer = somebody.hear(sure("il pleut demain?", Intent.OUT_OF_SCOPE))
    assert answer.startswith("Nous répondons seulement sur votre aide.")
    assert "numéro de votre dossier" in answer


def test_a_machine_that_greets_gets_no_endless_menus():
    somebody = world()
    answers = [somebody.hear(sure(f"bonjour {number}", Intent.GREET)) for number in range(8)]
    assert not any(answers[3:])


def test_a_question_of_yesterday_does_not_hinder_the_offer():
    somebody = world()
    somebody.send(phrase(Intent.APPLICATION_STATUS, "fr"))
    somebody.now += 25 * HOUR
    assert "Vous voulez dire:" in somebody.hear(doubtful("flouss", *MONEY))


def test_every_wish_has_a_label_or_is_none_to_offer():
    trained = set(Intent) - {Intent.START, Intent.BACK}
    assert set(LABELS) == trained - NEVER_OFFERED
    assert set(LABELS) <= set(WISHES)


@pytest.mark.parametrize(("language", "parts"), [("fr", 1), ("ar", 2), ("en", 1)])
def test_any_wishes_offered_together_cost_no_more_than_this(language, parts):
    for wishes in combinations(LABELS, MOST_OFFERS):
        prompt = Choose("doubt", (DID_YOU_MEAN,), tuple(Option(wish, LABELS[wish]) for wish in wishes))
        asked = WORDING.asked(prompt, language, back=False)
        lines = [*WORDING.question(prompt, language), *asked.choices, asked.zero]
        assert measure(wire_text("\n".join(f"0 {line}" for line in lines))).parts <= parts
