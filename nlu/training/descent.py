"""Multinomial logistic regression by AdaGrad over small batches of sparse rows, in NumPy.

Each weight has a step of its own, which shrinks as its gradients add up: a rare feature learns as fast as a
common one. While it learns, a share of a message's features is left out at random, others each time, so that
no message is known by one telling word alone. On these messages that generalises better than L-BFGS, and
sooner (docs/nlu.md). The rate falls twice towards the end. The same rows in the same order give the same
weights.

Sources: Duchi, Hazan, Singer: Adaptive Subgradient Methods (2011); Srivastava and others: Dropout (2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlu.weights import Array

_BATCH = 64
#: The rate of each part of the epochs.
_RATES = ((2 / 3, 1.0), (5 / 6, 0.3), (1.0, 0.1))
_NEVER_ZERO = 1e-8


@dataclass(frozen=True)
class Course:
    """How it learns: `strength` is C, the inverse of the penalty; `left_out` a share of the features."""

    strength: float
    rate: float
    epochs: int
    left_out: float
    seed: int


@dataclass
class _Descent:
    """Weights (F, I) and bias (I,) with the squares of their gradients so far."""

    weights: Array
    squares: Array
    bias: Array
    bias_squares: Array

    def step(self, rows: sp.csr_matrix, meant: Array, decay: Array, rate: float) -> None:
        """Learn from some rows; `meant` are the places of their intents, `decay` a touch of each feature."""
        touched, places = np.unique(rows.indices, return_inverse=True)
        here = sp.csr_matrix((rows.data, places, rows.indptr), shape=(len(meant), len(touched)))
        weights = self.weights[touched]
        errors = softmax(here @ weights + self.bias)
        errors[np.arange(len(meant)), meant] -= 1
        touches = np.bincount(places, minlength=len(touched)).astype(np.float32)
        gradient = here.T @ errors + (decay[touched] * touches)[:, None] * weights
        squares = self.squares[touched] + gradient**2
        self.squares[touched] = squares
        self.weights[touched] = weights - rate * gradient / np.sqrt(squares + _NEVER_ZERO)
        slope = errors.sum(axis=0)
        self.bias_squares += slope**2
        self.bias -= rate * slope / np.sqrt(self.bias_squares + _NEVER_ZERO)


def softmax(scores: Array) -> Array:
    """Confidences of rows of scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    confident: Array = powers / powers.sum(axis=1, keepdims=True)
    return confident


def descend(rows: sp.csr_matrix, meant: Array, intents: int, course: Course) -> tuple[Array, Array]:
    """Weights (F, I) and bias (I,) in single precision."""
    rows = rows.astype(np.float32).tocsr()
    size = (rows.shape[1], intents)
    blank = (np.zeros(shape, dtype=np.float32) for shape in (size, size, size[1], size[1]))
    descent = _Descent(*blank)
    touches = np.maximum(1, np.bincount(rows.indices, minlength=size[0]))
    decay = (1 / course.strength / touches).astype(np.float32)
    chance = np.random.RandomState(course.seed)
    for epoch in range(course.epochs):
        share = next(share for end, share in _RATES if (epoch + 0.5) / course.epochs < end)
        order = chance.permutation(rows.shape[0])
        shuffled, meanings = rows[order], meant[order]
        _leave_out(shuffled, course.left_out, chance)
        for at in range(0, len(order), _BATCH):
            descent.step(shuffled[at : at + _BATCH], meanings[at : at + _BATCH], decay, course.rate * share)
    return descent.weights, descent.bias


def _leave_out(rows: sp.csr_matrix, share: float, chance: np.random.RandomState) -> None:
    """Features left out at random; those that stay grow, so that scores stay what they are on average."""
    stays = chance.random_sample(len(rows.data)) >= share
    rows.data *= stays.astype(np.float32) / np.float32(1 - share)
