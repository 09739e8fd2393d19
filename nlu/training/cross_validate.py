"""Predicts each training message by a model that saw none like it.

`python -m nlu.training.cross_validate OUT.jsonl`, in Rasa's environment, with the very code of the component.

Five folds; near-duplicates, in whatever variety or in the book of phrasings, stay in one fold together. The
phrasings help to train and are not judged.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import yaml
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.features import pieces
from nlu.skeleton import skeletons
from nlu.training.components.phrase_book import phrasings
from nlu.training.fit import Settings, confidences, hashes_of, train
from nlu.weights import Array

HERE = Path(__file__).parent
FOLDS, SEED = 5, 0
#: Messages whose skeletons' trigrams have at least this cosine are near-duplicates.
ALIKE = 0.7
_STRIP = 1000

Labelled = tuple[str, str, str]


def read_messages() -> list[Labelled]:
    """Variety, intent and text of every training message."""
    return [
        (path.parent.name, path.stem, line[2:].strip())
        for path in sorted((HERE / "data").glob("*/*.yml"))
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"][0]["examples"].splitlines()
    ]


def settings() -> Settings:
    """What `config.yml` says of the classifier."""
    pipeline = yaml.safe_load((HERE / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    chosen = {name: value for name, value in pipeline[-1].items() if name != "name"}
    return Settings(**chosen)


def folds_of(texts: list[str]) -> Array:
    """The fold of each text, near-duplicates together."""
    bones = [" ".join(skeletons(text)) or text for text in texts]
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), lowercase=False, use_idf=False)
    matrix = grams.fit_transform(bones)
    alike = sp.vstack([(matrix[at : at + _STRIP] @ matrix.T) >= ALIKE for at in range(0, len(texts), _STRIP)])
    number, groups = connected_components(alike, directed=False)
    chosen: Array = np.random.RandomState(SEED).randint(0, FOLDS, size=number)[groups]
    return chosen


def _ranked(intents: Array, row: Array) -> list[tuple[str, float]]:
    return [(str(intents[at]), round(float(row[at]), 6)) for at in np.argsort(-row, kind="stable")]


def main(arguments: Sequence[str]) -> int:
    """Write one JSON list a message: variety, intent, text, and the intents by confidence, the best first."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlu.training.cross_validate OUT.jsonl\n")
        return 2
    judged = read_messages()
    messages = [*judged, *(("", intent, text) for intent, text in phrasings())]
    folds = folds_of([text for _, _, text in messages])
    out = Path(arguments[0])
    out.parent.mkdir(exist_ok=True)
    with out.open("w", encoding="utf-8") as lines:
        for fold in range(FOLDS):
            seen, test = np.flatnonzero(folds != fold), np.flatnonzero(folds[: len(judged)] == fold)
            model = train([messages[at][2] for at in seen], [messages[at][1] for at in seen], settings())
            rows = confidences(model, [hashes_of(pieces(messages[at][2])) for at in test])
            for at, row in zip(test, rows):  # noqa: B905  # of one length; Python 3.10 reads this too
                written = (*messages[at], _ranked(model.intents, row))
                lines.write(json.dumps(written, ensure_ascii=False) + "\n")
            sys.stderr.write(f"fold {fold + 1} of {FOLDS}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
