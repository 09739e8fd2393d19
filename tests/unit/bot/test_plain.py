"""What a phone reads is plain: in the catalogs, and in the words that the programmes add."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import programmes.packs
from locales import FOLDER, PHONE_LANGUAGES, load
from locales.plain import LIMITS, hard_points
from nlu.normalise import fold

PACKS = sorted(path.parent for path in Path(programmes.packs.__file__).parent.glob("*/programme.toml"))


def worded(document: Any) -> list[tuple[str, str]]:
    """Every text of a pack's file, with its language."""
    if not isinstance(document, dict):
        return []
    here = [(key, said) for key, said in document.items() if key in PHONE_LANGUAGES and isinstance(said, str)]
    return here + [text for value in document.values() for text in worded(value)]


@pytest.mark.parametrize("language", PHONE_LANGUAGES)
def test_the_catalog_is_plain(language):
    catalog = load(language, "sms").messages
    said = [form for forms in catalog.values() for form in forms]
    assert [(text, points) for text in said if (points := hard_points(text, language))] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_what_a_programme_adds_is_plain(pack):
    texts = worded(yaml.safe_load((pack / "eligibility.yaml").read_text(encoding="utf-8")))
    texts += worded(tomllib.loads((pack / "programme.toml").read_text(encoding="utf-8")))
    assert texts
    assert [(text, points) for language, text in texts if (points := hard_points(text, language))] == []


@pytest.mark.parametrize(
    ("language", "text", "complaint"),
    [
        ("fr", "Le versement effectué sera visible.", "not 'versement effectué*', but: payé"),
        ("fr", "Vous etes inéligible.", "not 'inéligib*'"),
        ("fr", "Vous etes INELIGIBLE.", "not 'inéligib*'"),
        ("fr", "Nous vous répondrons bientôt.", "not 'bientôt'"),
        (
            "fr",
            "Nous allons vous le dire le jour où nous le saurons nous aussi, voila.",
            "words in a sentence",
        ),
        ("fr", "Anticonstitutionnellement.", "a word of 25 letters"),
        ("fr", "Un. Deux. Trois. Quatre. Cinq. Six.", "6 sentences"),
        ("ar", "الأسرة والمستفيدون منها", "not 'مستفيد*'"),
        ("ar", "بالمعطيات", "not 'معطيات*'"),
        ("ary_Latn", "Siftou lpaiement dial wa7ed", "not 'dial', but: dyal"),
        ("en", "You are eligible.", "not 'eligib*'"),
    ],
)
def test_a_hard_text_says_what_is_hard_and_what_to_say_instead(language, text, complaint):
    assert any(complaint in point for point in hard_points(text, language)), hard_points(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Votre demande est ACCEPTEE depuis le {day}."),
        ("fr", "Eclosion, enclos: {what}."),
        ("ar", "طلبكم مقبول منذ {day}."),
        ("ary_Latn", "Talab dyalkom T9BEL nhar {day}."),
    ],
)
def test_a_plain_text_passes(language, text):
    assert hard_points(text, language) == []


@pytest.mark.parametrize("language", LIMITS)
def test_no_list_offers_what_it_avoids(language):
    lines = (FOLDER / language / "avoid.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
    assert len({fold(avoided) + ("*" if "*" in avoided else "") for avoided, _ in pairs}) == len(pairs)
    assert [plainer for _, plainer in pairs if hard_points(plainer, language)] == []
