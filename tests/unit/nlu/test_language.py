"""The language to answer in: the script first, then the words; a doubtful text tells nothing."""

import pytest

from nlu.keywords import understand
from nlu.language import language_of

TEXTS = {
    "fr": [
        "où est ma demande",
        "g pa recu larjan",
        "slt jé 1 question",
        "je veux l'aide de 3mois",
        "pourquoi",
    ],
    "ar": ["أين وصل طلبي", "علاش ماوصلاتنيش الفلوس", "فين dossier ديالي", "واخا", "۱ شكرا"],
    "ary_Latn": ["3lach ma wslatnich lflous", "bghit nhder", "wakha", "fin wsel dossier dyali", "3afak"],
    None: ["1", "", "ok", "Fatima", "482177353", "😀", "stop", "Привет"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts]
)
def test_the_language_is_told_by_script_and_words(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("jrefuz ke vs prené mé foto", "fr"),
        ("kounti hnaya lbareh", "ary_Latn"),
        ("hta dabba makayen walou", "ary_Latn"),
    ],
)
def test_what_no_evidence_word_tells_the_letters_tell(text, language):
    assert understand(text).language == language


@pytest.mark.parametrize("text", ["1", "", "ok", "482177353", "😀", "stop", "Привет", "ok 12"])
def test_a_message_that_tells_no_language_keeps_the_one_before(text):
    assert understand(text).language is None
