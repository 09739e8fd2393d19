"""Trains the model of `nlu/spoken.py`: `python -m nlu.training.spoken [OUT.npz]`, in Rasa's environment.

Prints how it does by cross-validation, near-duplicates together, beside the evidence words alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from nlu.language import language_of
from nlu.normalise import words
from nlu.spoken import DOUBT, Array, Spoken, grams
from nlu.training.cross_validate import FOLDS, folds_of, read_messages

LANGUAGES = {"fr": "fr", "fr_sms": "fr", "arabizi": "ary_Latn"}
#: Of the regression; a part must stand in so many messages.
_C, _LEAST = 1.0, 3


def fit(messages: Sequence[list[str]], languages: Sequence[str]) -> tuple[Array, Array, float]:
    """Hashes, weights and scale from folded words; without a bias, as an empty text is neither."""
    found = [sorted(one for word in message for one in grams(word)) for message in messages]
    counts = Counter(one for message in found for one in set(message))
    hashes = np.array(sorted(one for one, count in counts.items() if count >= _LEAST), dtype=np.uint32)
    regression = LogisticRegression(C=_C, max_iter=300, fit_intercept=False)
    regression.fit(_matrix(found, hashes), [language == "fr" for language in languages])
    weights = regression.coef_[0]
    scale = float(np.abs(weights).max() / 127)
    return hashes, np.rint(weights / scale).astype(np.int8), scale


def _matrix(found: Sequence[list[int]], hashes: Array) -> sp.csr_matrix:
    place = {int(one): at for at, one in enumerate(hashes)}
    rows, columns = [], []
    for number, message in enumerate(found):
        known = [place[one] for one in message if one in place]
        rows += [number] * len(known)
        columns += known
    return sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(found), len(hashes)))


def heard_by(model: Spoken, message: list[str]) -> str | None:
    """What the model alone says of folded words."""
    score = sum(map(model.score_of, message))
    if abs(score) < DOUBT:
        return None
    return "fr" if score > 0 else "ary_Latn"


def judge(messages: Sequence[list[str]], texts: Sequence[str], languages: Sequence[str]) -> str:
    """The table: right, silent and wrong of the evidence words, the model, and the model behind the words."""
    folds = [int(fold) for fold in folds_of(list(texts))]
    tallies: dict[str, Counter[str]] = {name: Counter() for name in ("evidence words", "model", "both")}
    for fold in range(FOLDS):
        seen = [at for at, one in enumerate(folds) if one != fold]
        model = Spoken(*fit([messages[at] for at in seen], [languages[at] for at in seen]))
        for at in (at for at, one in enumerate(folds) if one == fold):
            said, heard = language_of(texts[at], messages[at]), heard_by(model, messages[at])
            for name, answer in zip(tallies, (said, heard, said or heard)):  # noqa: B905  # read on 3.10
                tallies[name][_verdict(answer, languages[at])] += 1
    return "\n".join(f"{name:<16}{_shares(tally, len(texts))}" for name, tally in tallies.items())


def _verdict(answer: str | None, language: str) -> str:
    if answer is None:
        return "silent"
    return "right" if answer == language else "wrong"


def _shares(tally: Counter[str], messages: int) -> str:
    return "  ".join(f"{verdict} {tally[verdict] / messages:.4f}" for verdict in ("right", "silent", "wrong"))


def main(arguments: Sequence[str]) -> int:
    """Print the figures; with a file, train on everything and write it."""
    read = [(text, LANGUAGES[variety]) for variety, _, text in read_messages() if variety in LANGUAGES]
    texts, languages = [text for text, _ in read], [language for _, language in read]
    messages = [words(text) for text in texts]
    sys.stdout.write(judge(messages, texts, languages) + "\n")
    if arguments:
        hashes, weights, scale = fit(messages, languages)
        np.savez_compressed(Path(arguments[0]), hashes=hashes, weights=weights, scale=scale)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
