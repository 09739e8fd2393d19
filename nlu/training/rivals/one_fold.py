"""Writes the first fold of cross-validation as Rasa's YAML: `python -m nlu.training.rivals.one_fold FOLDER`.

`train.yml` holds what stays, phrasings too, and `test.yml` what is held out, so that another pipeline can be
trained and tested by Rasa's own commands on what `cross_validate` judges ours by.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from nlu.training.components.phrase_book import phrasings
from nlu.training.cross_validate import Labelled, folds_of, read_messages


def write(messages: Iterable[Labelled], path: Path) -> None:
    """The messages as one file, intent by intent."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for _, intent, text in messages:
        by_intent[intent].append(f"- {text}\n")
    blocks = [{"intent": intent, "examples": "".join(lines)} for intent, lines in sorted(by_intent.items())]
    text = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10_000)
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write both files into the folder."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlu.training.rivals.one_fold FOLDER\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    judged = read_messages()
    messages = [*judged, *(("", intent, text) for intent, text in phrasings())]
    folds = folds_of([text for _, _, text in messages])
    write((one for at, one in enumerate(messages) if folds[at] != 0), folder / "train.yml")
    write((one for at, one in enumerate(judged) if folds[at] == 0), folder / "test.yml")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
