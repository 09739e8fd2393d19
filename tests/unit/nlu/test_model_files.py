"""The model's smaller files are of today's lists and data, and are read before the first message."""

import json
import subprocess
import sys

import numpy as np

from nlu import evidence, spoken
from nlu.training.compile import MODEL, digest
from nlu.training.evidence import count
from nlu.training.sources import NLU, sources

READ_BEFORE = """
import numpy
from nlu.cascade import CascadeParser
parser = CascadeParser()
numpy.load = None
print(parser.understand("bonjour j'ai une question sur larjan du mois").tier)
"""


def test_the_counts_of_phrasings_are_those_of_todays_book_and_lists():
    committed, counted = evidence.load(MODEL / evidence.FILE), count()
    for part in ("intents", "phrasings", "concepts", "sounds", "table"):
        assert np.array_equal(getattr(committed, part), getattr(counted, part)), (
            f"{part}: run `make nlu-train`"
        )


def test_the_model_of_spoken_languages_is_the_one_that_was_trained_with_the_rest():
    described = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))
    assert described["spoken"] == digest(MODEL / spoken.FILE), "stale: run `make nlu-train`"


def test_what_the_model_of_spoken_languages_is_made_of_counts_among_the_sources():
    named = {path.relative_to(NLU).as_posix() for path in sources()}
    assert {"spoken.py", "language.py", "training/spoken.py", "training/data/fr_sms/greet.yml"} <= named


def test_nothing_is_read_from_disk_at_the_first_message():
    done = subprocess.run([sys.executable, "-c", READ_BEFORE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"model", "phrase", "word", "none"}
