"""Fits the model, and scores with SciPy: what the gateway's arrays answer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
import scipy.sparse as sp

from nlu.features import Piece, features, pieces
from nlu.training.descent import Course, descend, softmax
from nlu.training.noise import respelt
from nlu.weights import Array, Weights, quantised

#: Of the respellings and of the order of learning: the same at every training.
SEED = 1
#: Words come back, from message to message and from fold to fold.
_features_of = lru_cache(maxsize=None)(features)


@dataclass(frozen=True)
class Settings:
    """What cross-validation chose.

    `C` of the regression, the rate of its descent, how often it sees each message and which share of its
    features is left out then; how many times it learns from the beginning, in other orders, for the mean of
    what it learnt; the fewest messages of a feature, and respelt copies of each message.
    """

    C: float = 500.0
    rate: float = 0.3
    epochs: int = 12
    left_out: float = 0.6
    courses: int = 2
    least_messages: int = 2
    copies: int = 0


def hashes_of(pieces: Iterable[Piece]) -> list[int]:
    """The features of a message; one may stand there twice, and counts once."""
    return [one for piece in pieces for one in _features_of(piece)]


def train(texts: Sequence[str], intents: Sequence[str], settings: Settings) -> Weights:
    """The model of messages and their intents, with respelt copies on top."""
    dice = Random(SEED)  # noqa: S311  # the same copies every time is the point
    copies = [respelt(text, dice) for _ in range(settings.copies) for text in texts]
    features = [hashes_of(pieces(text)) for text in (*texts, *copies)]
    return fit(features, list(intents) * (1 + settings.copies), settings)


def fit(messages: list[list[int]], intents: list[str], settings: Settings) -> Weights:
    """The model of messages, given as their features, and their intents."""
    known, frequencies = _vocabulary(messages, settings.least_messages)
    idf = (np.log((1 + len(messages)) / (1 + frequencies)) + 1).astype(np.float32)
    names, meant = np.unique(np.array(intents), return_inverse=True)
    blank = Weights(names, known, idf, *(np.empty(0),) * 3)
    learnt, bias = _learn(values(blank, messages), meant, len(names), settings)
    weights, scales = quantised(learnt)
    return Weights(names, known, idf, scales, weights, bias)


def _learn(rows: sp.csr_matrix, meant: Array, intents: int, settings: Settings) -> tuple[Array, Array]:
    """The mean of several courses: what chance put into one of them goes, and the model grows no larger."""
    courses = [
        descend(
            rows, meant, intents, Course(settings.C, settings.rate, settings.epochs, settings.left_out, seed)
        )
        for seed in range(SEED, SEED + settings.courses)
    ]
    weights, biases = zip(*courses)  # noqa: B905  # of one length; Python 3.10 reads this too
    return np.mean(weights, axis=0), np.mean(biases, axis=0)


def confidences(model: Weights, messages: list[list[int]]) -> Array:
    """Confidences (messages, intents), in double precision."""
    scores = values(model, messages) @ (model.weights * model.scales[:, None].astype(np.float64)) + model.bias
    return softmax(scores)


def values(model: Weights, messages: list[list[int]]) -> sp.csr_matrix:
    """The messages as rows of length 1 over the features that the model knows."""
    rows, columns, idf = [], [], []
    for number, message in enumerate(messages):
        known = np.unique(model.rows_of(message))
        rows.append(np.full(len(known), number))
        columns.append(known)
        idf.append(model.idf[known].astype(np.float64))
    shape = (len(messages), len(model.hashes))
    places = (np.concatenate(rows), np.concatenate(columns))
    matrix = sp.csr_matrix((np.concatenate(idf), places), shape=shape)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(lengths == 0, 1, lengths)) @ matrix)


def _vocabulary(messages: list[list[int]], least: int) -> tuple[Array, Array]:
    """The features that stand in enough messages, sorted, and in how many each stands."""
    once = np.concatenate([np.unique(np.array(message, dtype=np.uint32)) for message in messages])
    known, frequencies = np.unique(once, return_counts=True)
    enough = frequencies >= least
    return known[enough], frequencies[enough]
