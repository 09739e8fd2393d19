"""The trained model: whole, of today's data and code, and sound on any text."""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.classifier import Classifier, ModelParser
from nlu.features import features, pieces
from nlu.training.check_data import INTENTS
from nlu.training.compile import MODEL, WEIGHTS
from nlu.training.sources import fingerprint
from nlu.understanding import Intent
from nlu.weights import Weights, load, quantised

DESCRIBED = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))
CLASSIFIER = Classifier()
PARSER = ModelParser()


def test_the_model_is_made_of_todays_data_settings_and_code():
    assert DESCRIBED["sources"] == fingerprint(), "stale: run `make nlu-train`"


def test_the_arrays_are_those_that_the_description_names():
    assert DESCRIBED["weights"] == hashlib.sha256((MODEL / WEIGHTS).read_bytes()).hexdigest()


def test_the_model_is_under_five_megabytes():
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 5_000_000


def test_the_model_knows_the_intents_of_the_data():
    assert sorted(DESCRIBED["intents"]) == sorted(INTENTS)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("bonjour je n'ai pas encore recu l'argent de ce mois", Intent.PAYMENT_MISSING),
        ("jé tjr pa recu larjan", Intent.PAYMENT_MISSING),
        ("مازال ما وصلاتنيش الفلوس ديال هاد الشهر", Intent.PAYMENT_MISSING),
        ("mazal ma wslatnich lflous dyal had chhar", Intent.PAYMENT_MISSING),
        ("لماذا رفض طلبي", Intent.REJECTION_REASON),
        ("3lach trafdat talab dyali", Intent.REJECTION_REASON),
        ("mon mari me frappe aidez moi", Intent.PROTECTION_NEED),
    ],
)
def test_plain_wishes_are_understood_in_every_way_of_writing(text, intent):
    assert PARSER.understand(text).intent is intent


@given(st.text(max_size=300))
def test_any_text_gives_an_understanding(text):
    heard = PARSER.understand(text)
    assert 0 <= heard.confidence <= 1
    assert (heard.intent is None) == (heard.tier == "none")


@given(st.text(max_size=100))
def test_confidences_of_all_intents_add_up_to_one(text):
    ranking = CLASSIFIER.ranking(pieces(text))
    assert len(ranking) == len(INTENTS)
    assert sum(confidence for _, confidence in ranking) == pytest.approx(1, abs=1e-5)
    assert ranking == sorted(ranking, key=lambda pair: -pair[1])


@pytest.mark.parametrize(
    "text", ["", " ", "!!", "😀😀", "x" * 10_000, "oui " * 2_500, "你好", "ﷺ", "\0", "\ud800"]
)
def test_odd_texts_are_no_error(text):
    assert PARSER.understand(text).text == text


def test_what_was_never_seen_has_no_intent():
    assert PARSER.understand("你好").intent is None


async def test_below_the_threshold_the_confidence_is_told_but_no_intent():
    heard = await ModelParser(threshold=1.1).parse("jé tjr pa recu larjan")
    assert (heard.intent, heard.tier) == (None, "none")
    assert heard.confidence > 0


def test_saying_it_twice_changes_no_letter_feature():
    """A feature stands in a message or does not: only the seam of the two is new."""
    once, twice = set(pieces("flous ma jawch")), set(pieces("flous ma jawch flous ma jawch"))
    assert ("jawch", "flous") in twice - once
    assert all(isinstance(piece, tuple) for piece in twice - once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mazal ma wslat lmin7a", "mazal ma wslo lflous"),
        ("je n'ai rien recu de mon argent", "g rien recu larjan"),
        ("ma wslat lmin7a", "rien reçu, argent ?"),
    ],
)
def test_words_of_one_sense_in_one_order_are_learnt_as_one_in_whatever_language(one, other):
    assert order_of_senses(one) == order_of_senses(other)
    assert order_of_senses(one) != order_of_senses(" ".join(reversed(one.split())))


def order_of_senses(text):
    """The pairs of words with concepts, whatever stands between."""
    return [piece for piece in pieces(text) if isinstance(piece, tuple) and piece[0] == "i"]


def test_features_are_the_same_on_every_machine():
    assert features("flous")[:2] == [205_709_203, 2_491_183_491]


def test_a_model_comes_back_from_its_file_as_it_was(tmp_path):
    weights, scales = quantised(np.array([[1.0, -2.0], [0.0, 0.0], [0.5, 0.25]]))
    hashes = np.array([3, 9, 4_294_967_295], dtype=np.uint32)
    model = Weights(np.array(["deny", "stop"]), hashes, scales, scales, weights, scales[:2])
    model.save(tmp_path / "m.npz")
    again = load(tmp_path / "m.npz")
    assert again.rows_of([9, 4, 4_294_967_295, 9]).tolist() == [1, 2, 1]
    assert (again.weights * again.scales[:, None])[0].tolist() == pytest.approx([1, -2], abs=0.01)
