"""The trained model as arrays, and its file: NumPy's `.npz` without pickle. Runs on Python 3.10.

`hashes` are the features it knows, sorted; row `i` of the others is about feature `hashes[i]`. A message's
value for a feature that stands in it, once or often, is its `idf`, and its values are brought to length 1.
The score of an intent is the sum of value by weight, plus `bias`; confidences are the softmax of the scores.
A weight is `weights * scales`: one byte each, and a scale for each feature.

Source: TF-IDF as in scikit-learn (`binary`, smooth idf), multinomial logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Weights:
    """F features by I intents: hashes (F,) uint32, idf and scales (F,) float32, weights (F, I) int8."""

    intents: Array
    hashes: Array
    idf: Array
    scales: Array
    weights: Array
    bias: Array

    def save(self, path: Path) -> None:
        """Write the arrays to one compressed file."""
        np.savez_compressed(path, **{part.name: getattr(self, part.name) for part in fields(self)})

    def rows_of(self, hashes: list[int]) -> Array:
        """The rows of those features that are known, as int64, repeated where they repeat."""
        asked = np.array(hashes, dtype=np.uint32)
        rows = np.searchsorted(self.hashes, asked)
        known: Array = rows[self.hashes.take(rows, mode="clip") == asked]
        return known


def load(path: Path) -> Weights:
    """The model of a file that `save` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return Weights(**{part.name: arrays[part.name] for part in fields(Weights)})


def quantised(weights: Array) -> tuple[Array, Array]:
    """Weights (F, I) as bytes and the scale of each row."""
    scales = np.abs(weights).max(axis=1).astype(np.float32) / 127
    scales[scales == 0] = 1
    return np.rint(weights / scales[:, None]).astype(np.int8), scales
