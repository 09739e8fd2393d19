"""Commands, phrasings and rules: what is claimed to be known is right, and any text at all is survived."""

import asyncio
import json
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.jsonl import to_json_line
from nlu.keywords import KeywordParser, understand
from nlu.understanding import Intent, Understanding

COMMANDS = {
    Intent.HELP: ["menu", "MENU", "Aide", "aide svp", "القائمة", "مساعدة", "?", "lmenu"],
    Intent.STOP: ["STOP", "arrêt", "توقف", "وقف", "w9ef"],
    Intent.START: ["start", "reprendre", "استئناف"],
    Intent.BACK: ["retour", "Retour.", "رجوع", "rjo3"],
    Intent.SPEAK_TO_OFFICER: ["agent", "Agent svp", "موظف", "mowadaf"],
    Intent.CHANGE_LANGUAGE: ["français", "FRANCAIS", "العربية", "عربية", "بالفرنسية", "darija"],
    Intent.AFFIRM: ["oui", "Oui!", "ok", "d'accord", "نعم", "واخا", "iyeh", "wakha", "ouiiiii"],
    Intent.DENY: ["non", "non merci", "لا", "لا شكرا", "la", "lala"],
    Intent.TICKET_FOLLOWUP: ["482177353", "482.177.353", "٤٨٢١٧٧٣٥٣", " 482 177 353 "],
}
SENTENCES = {
    Intent.APPLICATION_STATUS: ["ou est ma demande svp", "fin wsel dossier dyali", "أين وصل طلبي"],
    Intent.REJECTION_REASON: ["g recu un refus c pourquoi", "3lach trfd lmilaf dyali", "لماذا رُفِضَ طلبي؟"],
    Intent.AMOUNT_DISPUTE: ["3lach n9sat lflous had chhar", "لماذا نقص المبلغ"],
    Intent.PAYMENT_MISSING: [
        "slt jé tjr pa recu larjan",
        "3lach ma wslatnich lflous",
        "علاش ماوصلاتنيش الفلوس",
    ],
    Intent.PAYMENT_DATE: ["kan es ke je serai payé svp", "imta ghadi ydekhlo lflous", "متى سيصل الدعم؟"],
    Intent.FILE_RECOURSE: [
        "bonjour je veux contester la decision svp",
        "bghit ndir chikaya",
        "أريد تقديم تظلم",
    ],
    Intent.TICKET_FOLLOWUP: ["bjr ou en est ma reclamation", "فين وصلات الشكاية ديالي"],
    Intent.WITHDRAW_TICKET: ["je veux annuler ma réclamation", "بغيت نسحب الشكاية"],
    Intent.SPEAK_TO_OFFICER: ["je veux parlé a kelkun", "bghit nhder m3a chi wahed"],
    Intent.PROTECTION_NEED: ["aidez moi mon mari me frappe", "rajli kaydrbni", "راجلي كيضربني"],
    Intent.REPORT_MISCONDUCT: ["had l 9ayed bgha menni 200 dh bach ydwz liya dossier", "الموظف طلب مني رشوة"],
    Intent.SCAM_REPORT: ["jai recu un lien pour mettre mon code carte cest vous?", "جاني لينك واش نتوما"],
    Intent.STOP: ["ne m'envoyez plus de messages svp"],
}
STORIES = [
    "mon fils a encor 20 ans il es au lycee jai le certifica",
    "non mais mon fils est au lycee",
    "oui mais pourquoi pas moi",
    "xx yy zz",
    "bonsoir la famille comment",
]  # fmt: skip


@pytest.mark.parametrize(("intent", "text"), [(i, text) for i, texts in COMMANDS.items() for text in texts])
def test_a_message_that_is_only_a_command_is_known_for_sure(intent, text):
    heard = understand(text)
    assert (heard.intent, heard.tier, heard.confidence) == (intent, "word", 1.0)


@pytest.mark.parametrize(("intent", "text"), [(i, text) for i, texts in SENTENCES.items() for text in texts])
def test_a_wish_is_understood_in_the_words_people_use(intent, text):
    heard = understand(text)
    assert (heard.intent, heard.tier) == (intent, "phrase")
    assert 0.9 <= heard.confidence < 1


@pytest.mark.parametrize("text", STORIES)
def test_a_yes_or_no_that_goes_on_and_a_story_are_nobodys_wish(text):
    heard = understand(text)
    assert (heard.intent, heard.confidence, heard.tier) == (None, 0.0, "none")


@pytest.mark.parametrize("text", ["0", "1", "3.", "", "   ", "\x00", "👍", "...", "Привет", "你好"])
def test_a_digit_or_nothing_is_left_to_the_dialogue(text):
    assert understand(text).intent is None


@given(st.text(max_size=300))
def test_any_text_at_all_gives_an_understanding(text):
    heard = asyncio.run(KeywordParser().parse(text))
    assert isinstance(heard, Understanding)
    assert heard.text == text
    assert (heard.intent is None) == (heard.tier == "none") == (heard.confidence == 0.0)


@given(
    st.lists(
        st.sampled_from(
            ["3lach", "لم", "pas", "reçu", "482", "\u202e", "١", "dh", "😀", "\x00", "je", " . "]
        ),
        max_size=80,
    )
)
def test_mixed_scripts_and_directions_are_survived(parts):
    understand(" ".join(parts))
    understand("".join(parts))


PIECES = ["a", "1 ", "1.", "111 ", "م", "pas ", "é", "😀", "\x00", "d'", "ما", "9", "2024 ", "asd-"]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_message_costs_no_more_than_its_length(piece):
    def cpu(size):
        text = piece * (size // len(piece))
        spent = []
        for _ in range(3):
            begun = time.thread_time()
            understand(text)
            spent.append(time.thread_time() - begun)
        return max(min(spent), 0.0005)

    assert cpu(80_000) < 80 * cpu(5_000)  # linear is 16 times, quadratic 256


def test_a_line_of_text_becomes_a_line_of_json():
    line = to_json_line(understand("je conteste 900 dh\nsvp"))
    assert "\n" not in line
    heard = json.loads(line)
    assert list(heard)[:5] == ["text", "language", "intent", "confidence", "entities"]
    assert list(heard)[5:] == ["tier", "acted_upon", "offered"]
    assert heard["text"] == "je conteste 900 dh\nsvp"
    assert heard["entities"] == {"amount": {"minor": 90000, "currency": "MAD"}}
    assert json.loads(to_json_line(understand("\ud800")))["intent"] is None


@pytest.mark.parametrize("letters", ["abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"])
def test_hardly_any_gibberish_is_a_wish(letters):
    dice = random.Random(7)
    texts = [
        " ".join("".join(dice.choices(letters, k=dice.randint(3, 8))) for _ in range(dice.randint(1, 8)))
        for _ in range(1000)
    ]
    claimed = [understand(text).intent for text in texts]
    assert sum(intent is not None for intent in claimed) <= 10
    assert claimed.count(Intent.PROTECTION_NEED) <= 5
