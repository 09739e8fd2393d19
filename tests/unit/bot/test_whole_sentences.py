"""People answer a list in whole sentences, in their own spelling, or with what happened; nobody has to learn numbers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.formats import write_value
from bot.text import Quote
from nlu.topics import topic_of
from nlu.understanding import Intent, Understanding
from tests.unit.bot.staging import REFUSED, STORY, WITH_PAYMENTS
from tests.unit.bot.world import World

ALARMING = (Intent.PAYMENT_MISSING, Intent.PROTECTION_NEED)


def heard(
    text: str, intent: Intent | None = None, likeliest: tuple[Intent, ...] = (), **entities: Any
) -> Understanding:
    tier = "model" if intent else "none"
    return Understanding(text, intent, 0.8, None, entities, tier, likeliest)


def at_amount(**facts: Any) -> World:
    world = World(**{"cases": (WITH_PAYMENTS,), **facts})
    world.hear(heard("pourquoi ce montant", Intent.AMOUNT_EXPLANATION))
    return world


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("fr", "oui monsieur je voudrais bien contester cela svp", Intent.AFFIRM),
        ("fr", "d'accord, contester", Intent.OUT_OF_SCOPE),
        ("ary_Latn", "iyeh bghit chikaya 3afak", None),
        ("ar", "اه تظلم من فضلكم", None),
    ],
)
def test_a_choice_named_in_a_sentence_is_picked(language, text, intent):
    world = at_amount(language=language)
    answer = world.hear(heard(text, intent))
    assert world.session.dialogue == "recours"
    assert "1 " not in answer


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("non je ne veux pas contester", ()),
        ("contester ou le mois d'avant, je sais pas", ()),
        ("je voudrais contester et mon mari me menace", ALARMING),
        ("contester " * 9, ()),
    ],
)
def test_a_denial_a_doubt_and_a_call_for_help_pick_nothing(text, likeliest):
    world = at_amount()
    world.hear(heard(text, likeliest=likeliest))
    assert world.session.dialogue != "recours"


def test_a_clear_wish_is_done_though_it_names_a_choice():
    world = at_amount()
    world.hear(heard("je veux contester avec un agent", Intent.SPEAK_TO_OFFICER))
    assert world.session.dialogue == "officer"


@pytest.mark.parametrize("intent", [Intent.AFFIRM, Intent.DENY])
def test_a_yes_to_several_choices_is_asked_which_without_blame(intent):
    answer = at_amount().hear(heard("d'accord", intent))
    assert answer.splitlines()[0] == "Envoyez un numéro:"
    assert "1 Contester" in answer


def test_a_yes_to_several_wishes_offered_in_doubt_is_asked_which():
    world = World()
    offered = world.hear(heard("truc", likeliest=(Intent.AMOUNT_DISPUTE, Intent.FIND_OFFICE)))
    answer = world.hear(heard("oui", Intent.AFFIRM))
    assert answer.splitlines() == ["Envoyez un numéro:", *offered.splitlines()[1:]]


def test_a_no_to_the_offer_of_an_officer_is_a_no():
    world = World()
    world.hear(heard("bla", Intent.OUT_OF_SCOPE))
    world.hear(heard("bla"))
    assert world.session.dialogue == "offer_officer"
    world.hear(heard("non", Intent.DENY))
    assert world.session.dialogue == "menu"
    assert not world.tickets


def test_what_is_said_to_be_wrong_after_the_sum_was_read_is_the_story():
    world = at_amount()
    summary = world.hear(heard("ma fille n'est pas comptée", Intent.AMOUNT_DISPUTE))
    assert '"ma fille n\'est pas comptée"' in summary
    world.send("1")
    (ticket,) = world.tickets.values()
    assert (ticket.motive, ticket.story) == ("AMOUNT", "ma fille n'est pas comptée")


def test_words_that_had_to_be_asked_about_are_not_asked_for_again():
    world = at_amount()
    world.hear(heard("ils ont oublié ma fille Salma", likeliest=(Intent.AMOUNT_DISPUTE, Intent.FIND_OFFICE)))
    assert '"ils ont oublié ma fille Salma"' in world.send("1")


def test_words_that_were_asked_about_first_are_kept_until_the_sum_was_read():
    world = World(cases=(WITH_PAYMENTS,))
    world.hear(heard("ils ont oublié ma fille Salma", likeliest=(Intent.AMOUNT_DISPUTE, Intent.FIND_OFFICE)))
    assert world.send("1").startswith("Novembre: ")
    assert '"ils ont oublié ma fille Salma"' in world.send("1")


@pytest.mark.parametrize(
    ("said", "intent", "steps"),
    [
        ("ma fille de 3 ans n'est pas comptée", Intent.AMOUNT_DISPUTE, ()),
        ("jai perdu mon travail et jai trois enfants", None, ("1",)),
    ],
)
def test_a_story_told_where_the_motive_is_asked_for_is_kept(said, intent, steps):
    world = World(cases=(WITH_PAYMENTS,))
    world.hear(heard("je veux faire un recours", Intent.FILE_RECOURSE))
    summary = world.hear(heard(said, intent))
    for step in steps:
        summary = world.send(step)
    assert said[:30] in summary
    world.send("1")
    assert [ticket.story for ticket in world.tickets.values()] == [said]


def test_a_possible_call_for_help_is_no_story_of_an_appeal():
    world = World(cases=(WITH_PAYMENTS,))
    world.hear(heard("je veux faire un recours", Intent.FILE_RECOURSE))
    world.hear(heard("il me prend tout et je ne peux rien dire", likeliest=ALARMING))
    assert world.session.dialogue == "doubt"


def test_a_story_carried_along_is_offered_again_after_something_else():
    world = at_amount()
    world.hear(heard("ma fille n'est pas comptée", Intent.AMOUNT_DISPUTE))
    world.send("menu")
    assert world.session.suspended is not None
    assert '"ma fille n\'est pas comptée"' in world.send("1")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "non pas d'appel mon mari ne doit pas savoir"),
        ("ary_Latn", "ma t3aytouch"),
        ("ar", "لا، زوجي لا يجب أن يعرف"),
    ],
)
def test_a_no_in_a_sentence_keeps_officers_from_calling(language, text):
    world = World(language=language)
    world.hear(heard("je veux parler a un agent", Intent.SPEAK_TO_OFFICER))
    world.hear(heard(text, likeliest=ALARMING))
    (change,) = world.replies[-1].changes
    assert change.subject["call"] == "never"
    assert change.event.note == (text if len(text.split()) > 4 else "never")


def test_an_hour_in_a_sentence_stays_the_officers_to_read():
    world = World()
    world.hear(heard("je veux parler a un agent", Intent.SPEAK_TO_OFFICER))
    world.hear(heard("le matin apres 9h"))
    (change,) = world.replies[-1].changes
    assert (change.subject, change.event.note) == (None, "le matin apres 9h")


@pytest.mark.parametrize(
    ("said", "shown"),
    [("quels papiers", "Papiers: "), ("شنو الوثائق", "Papiers: "), ("comment s'inscrire", "- ")],
)
def test_who_asks_for_the_papers_reads_the_papers_first(said, shown):
    assert World().hear(heard(said, Intent.HOW_TO_APPLY)).startswith(shown)


def test_a_birth_certificate_is_about_the_child_and_not_its_school():
    assert topic_of("le certificat de naissance du 3 mai", {"child", "school"}) == "child"


def test_another_month_is_told_where_a_few_words_name_it():
    world = at_amount()
    assert "Septembre: " in world.hear(heard("et en septembre", month="09"))
    assert world.session.dialogue == "amount"


def test_a_story_that_names_a_month_is_no_question_about_it():
    world = at_amount()
    world.hear(heard("en septembre mon fils est tombé malade", month="09"))
    assert "Septembre: " not in world.replies[-1].texts[0]


@pytest.mark.parametrize("typed", ["482177354", "482.177.354", "n° 482 177 354"])
def test_a_mistyped_reference_is_said_to_be_unknown(typed):
    answer = World().hear(heard(typed))
    assert answer.startswith("482.177.354 n'est pas parti de ce téléphone. Vérifiez le numéro.")


def test_who_has_no_number_of_the_file_is_told_who_helps():
    world = World(known=False)
    world.hear(heard("ou est ma demande", Intent.APPLICATION_STATUS))
    for said in (heard("je ne sais pas"), heard("je ne trouve pas le numero", Intent.HELP)):
        first, question = world.hear(said).split("\n")
        assert "Envoyez AGENT" in first
        assert question.startswith("Envoyez le numéro de votre dossier.")
    world.hear(heard("je sais pas"))
    assert world.session.dialogue == "offer_officer"


def test_a_heart_does_not_hide_the_words_around_it():
    words = "mon fils ❤️ est handicapé 🙏 1️⃣"
    assert write_value(Quote(words), "fr") == "mon fils est handicapé 1"
    assert write_value(Quote("ابني ❤️ مريض"), "ar") == "ابني مريض"


def test_a_refusal_contested_with_a_story_goes_on_as_before():
    world = World(cases=(REFUSED,))
    world.hear(heard("pourquoi refus", Intent.REJECTION_REASON))
    assert "Dites pourquoi" in world.send("1")
    assert "1 Envoyer" in world.send(STORY["fr"])


def filed() -> World:
    world = at_amount()
    for step in ("1", STORY["fr"], "1"):
        world.send(step)
    return world


@pytest.mark.parametrize(
    "said",
    [
        heard("et aussi elle a 12 ans"),
        Understanding("et aussi elle a 12 ans", Intent.HOW_TO_APPLY, 0.54, tier="model"),
    ],
)
def test_an_afterthought_goes_to_what_was_just_filed_once_it_is_confirmed(said):
    world = filed()
    (reference,) = world.tickets
    assert world.hear(said).startswith("Ajouter ceci")
    assert not world.replies[-1].changes
    world.send("1")
    (change,) = world.replies[-1].changes
    assert (change.reference, change.event.note) == (reference, "et aussi elle a 12 ans")


@pytest.mark.parametrize(
    ("said", "later"),
    [
        (heard("et aussi elle a 12 ans"), 3600),
        (heard("et aussi il me prend tout et me bat", likeliest=ALARMING), 0),
        (heard("ou est le bureau le plus proche", Intent.FIND_OFFICE), 0),
        (heard("et aussi"), 0),
    ],
)
def test_what_is_late_grave_a_wish_or_too_little_is_no_afterthought(said, later):
    world = filed()
    world.now += later
    world.hear(said)
    assert world.session.dialogue != "follow_up"


def test_a_sensitive_ticket_is_not_spoken_of_as_something_to_add_to():
    world = World()
    world.hear(heard("mon mari me bat", Intent.PROTECTION_NEED))
    world.send("3")
    assert "482" not in world.hear(heard("et aussi elle a 12 ans"))


@pytest.mark.parametrize("intent", [Intent.SCAM_REPORT, Intent.OTHER_SERVICES, Intent.HELP])
def test_the_number_of_a_file_is_no_strange_call(intent):
    world = World(cases=(WITH_PAYMENTS,))
    answer = world.hear(heard("ma demande numero ASD-2025-000123", intent, case_number="2025000123"))
    assert answer.startswith("Votre demande est ACCEPTEE")


def test_only_who_says_so_for_sure_silences_the_service():
    world = World()
    answer = world.hear(heard("j'ai jamais demandé d'arreter", Intent.STOP))
    assert "1 Ne plus recevoir de messages" in answer
    assert not world.session.opted_out
    world.send("1")
    assert world.session.opted_out


@pytest.mark.parametrize("intent", [Intent.AFFIRM, Intent.DENY])
def test_an_ok_to_what_needs_no_answer_is_met_politely_once(intent):
    world = filed()
    assert world.hear(heard("ok", intent)) == "A votre service."
    assert world.hear(heard("ok", intent)).splitlines()[0] != "A votre service."


def test_the_menu_says_once_what_to_send():
    world = World()
    for _time in range(2):
        answer = world.hear(heard("oui", Intent.AFFIRM))
    assert answer.count("Envoyez un numéro:") <= 1
