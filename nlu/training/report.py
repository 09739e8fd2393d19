"""Writes the figures of understanding: `python -m nlu.training.report FOLDS.jsonl OUT.md [--dev FILE.tsv]`.

`FOLDS.jsonl` is what `cross_validate` wrote; a dev file (variety, intent, text) is judged with the committed
model.
Only figures are written, never a message.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from nlu.cascade import CHOSEN, Ranking, Thresholds, decide
from nlu.classifier import Classifier
from nlu.features import pieces
from nlu.keywords import understand
from nlu.measure import read_labelled
from nlu.training.pictures import Point, confusion, curves
from nlu.training.rivals import figures as rivals
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding

#: Opened by mistake, these cost a person most.
GRAVE = frozenset({Intent.FILE_RECOURSE, *IN_CONFIDENCE})
#: Thresholds tried: to answer; for what is told in confidence by the model alone, and where a phrase agrees;
#: and from which confidence on it is asked about.
TRIED = (
    (0.0, 0.0, 0.0, 1.0),
    (0.4, 0.5, 0.3, 0.3),
    (0.4, 0.9, 0.6, 0.1),
    (0.4, 0.95, 0.8, 0.1),
    (0.35, 0.92, 0.6, 0.15),
    (0.35, 0.97, 0.8, 0.1),
    (0.6, 0.95, 0.8, 0.05),
)
_PICTURES = [
    "![What was meant and what it was taken for](pictures/nlu_confusion.svg)",
    "",
    "![Accuracy by coverage](pictures/nlu_coverage.svg)",
    "",
    "Cross-validated. Each row of the matrix is what was meant; a fifth of it in error is full red. Each",
    "line is what the model gets right where it answers only the messages that it is surest of.",
    "",
]
_LEGEND = (
    "False filing: the share of messages out of scope that would open an appeal or an alert. Help: calls for "
    "protection and reports of misconduct; reached are those acted upon or asked about in confidence. "
    "Others asked: the share of all other messages that are asked about so."
)
#: How many points a curve has.
_POINTS = 40


@dataclass(frozen=True, slots=True)
class Guess:
    """A message, what it means, and what the model took it for."""

    variety: str
    intent: str
    text: str = field(repr=False)
    guessed: str | None
    confidence: float
    ranking: Ranking = field(default_factory=list, repr=False)
    offered: tuple[Intent, ...] = ()


def read_folds(path: Path) -> list[Guess]:
    """The guesses of `cross_validate`."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        _guess(variety, intent, text, [(Intent(name), sure) for name, sure in ranking])
        for variety, intent, text, ranking in lines
    ]


def read_dev(path: Path) -> list[Guess]:
    """A labelled file as the committed model takes it."""
    classifier = Classifier()
    return [
        _guess(one.variety, one.intent, one.text, classifier.guesses(pieces(one.text)))
        for one in read_labelled(path)
    ]


def _guess(variety: str, intent: str, text: str, ranking: Ranking) -> Guess:
    best, confidence = ranking[0] if ranking else (None, 0.0)
    return Guess(variety, intent, text, best, confidence, ranking)


def cascaded(guesses: list[Guess], thresholds: Thresholds = CHOSEN) -> list[Guess]:
    """The same messages as the cascade takes them."""
    return [_cascade(guess, thresholds) for guess in guesses]


def _cascade(guess: Guess, thresholds: Thresholds) -> Guess:
    heard = decide(_said(guess.text), guess.ranking, thresholds)
    return replace(guess, guessed=heard.intent, confidence=heard.confidence, offered=heard.likeliest)


@cache
def _said(text: str) -> Understanding:
    """What the words say, asked once for all thresholds."""
    return understand(text)


def macro_f1(guesses: Iterable[Guess]) -> float:
    """The mean over the intents that occur of their F1; no intent counts as a wrong one."""
    meant, guessed, right = Counter[str](), Counter[str](), Counter[str]()
    for guess in guesses:
        meant[guess.intent] += 1
        guessed[guess.guessed or ""] += 1
        right[guess.intent] += guess.guessed == guess.intent
    return sum(2 * right[one] / (meant[one] + guessed[one]) for one in meant) / max(1, len(meant))


def recall(guesses: Iterable[Guess]) -> float:
    """How many are taken for what they mean."""
    return _share(guesses, lambda guess: guess.guessed == guess.intent)


def false_filing(guesses: Iterable[Guess]) -> float:
    """How many messages that are out of scope would open a recours or an alert."""
    outside = (guess for guess in guesses if guess.intent == Intent.OUT_OF_SCOPE)
    return _share(outside, lambda guess: guess.guessed in GRAVE)


def _share(guesses: Iterable[Guess], holds: Callable[[Guess], bool]) -> float:
    held = [holds(guess) for guess in guesses]
    return sum(held) / max(1, len(held))


def by_variety(title: str, model: list[Guess], cascade: list[Guess]) -> list[str]:
    """A table: a row for each variety."""
    rows = [f"### {title}", "", "| variety | messages | model macro-F1 | model accuracy | cascade macro-F1 |"]
    rows.append("|---|---:|---:|---:|---:|")
    for variety in (*sorted({guess.variety for guess in model}), None):
        ours = [guess for guess in model if variety in {guess.variety, None}]
        theirs = [guess for guess in cascade if variety in {guess.variety, None}]
        figures = f"{macro_f1(ours):.3f} | {recall(ours):.3f} | {macro_f1(theirs):.3f}"
        rows.append(f"| {variety or '**all**'} | {len(ours)} | {figures} |")
    return [*rows, ""]


def by_intent(model: list[Guess], cascade: list[Guess]) -> list[str]:
    """A table: how many of each intent are heard as such, and how many so heard are it."""
    rows = [
        "### Cross-validation by intent",
        "",
        "| intent | messages | recall | precision | cascade recall |",
    ]
    rows.append("|---|---:|---:|---:|---:|")
    for intent in sorted({guess.intent for guess in model}):
        meant = [guess for guess in model if guess.intent == intent]
        precision = _share(
            (guess for guess in model if guess.guessed == intent), lambda it: it.intent == it.guessed
        )
        again = recall(guess for guess in cascade if guess.intent == intent)
        rows.append(f"| {intent} | {len(meant)} | {recall(meant):.3f} | {precision:.3f} | {again:.3f} |")
    return [*rows, ""]


def by_threshold(model: list[Guess]) -> list[str]:
    """A table: what the cascade answers, how well, how often it would file falsely, and whom it reaches."""
    rows = ["### The cascade by thresholds, cross-validated", ""]
    rows.append(
        "| answer | alone | by phrase | alarm | answered | right of these | offered rightly | false filing "
        "| help acted upon | help reached | others asked |"
    )
    rows.append("|" + "---:|" * 11)
    tried = {" | ".join(f"{one:g}" for one in row): _thresholds(*row) for row in TRIED}
    for named, thresholds in {**tried, "chosen | | |": CHOSEN}.items():
        figures = " | ".join(f"{one:.3f}" for one in _figures(cascaded(model, thresholds)))
        rows.append(f"| {named} | {figures} |")
    return [*rows, "", _LEGEND, ""]


def _thresholds(answer: float, alone: float, agreed: float, alarm: float) -> Thresholds:
    filing = CHOSEN.grave[Intent.FILE_RECOURSE] if alone else (0.0, 0.0)
    grave = dict.fromkeys(IN_CONFIDENCE, (alone, agreed)) | {Intent.FILE_RECOURSE: filing}
    return Thresholds(answer, CHOSEN.overrule, {**CHOSEN.grave, **grave}, alarm)


def _figures(taken: list[Guess]) -> tuple[float, ...]:
    answered = [guess for guess in taken if guess.guessed is not None]
    asked = [guess for guess in taken if guess.guessed is None]
    help_needed = [guess for guess in taken if guess.intent in IN_CONFIDENCE]
    others = [guess for guess in asked if guess.intent not in IN_CONFIDENCE]
    return (
        len(answered) / len(taken),
        recall(answered),
        _share(asked, lambda guess: guess.intent in guess.offered),
        false_filing(taken),
        _share(help_needed, lambda guess: guess.guessed in IN_CONFIDENCE),
        _share(help_needed, is_reached),
        sum(map(is_reached, others)) / max(1, len(taken) - len(help_needed)),
    )


def is_reached(guess: Guess) -> bool:
    """Whether it went where it is told in confidence, or was asked about."""
    return guess.guessed in IN_CONFIDENCE or not IN_CONFIDENCE.isdisjoint(guess.offered)


def coverage(model: list[Guess]) -> list[Point]:
    """Coverage and accuracy where the model answers from some confidence on, by fewer and fewer messages."""
    ranked = sorted(model, key=lambda guess: -guess.confidence)
    ends = [len(ranked) * part // _POINTS for part in range(1, _POINTS + 1)]
    return [(end / len(ranked), recall(ranked[:end])) for end in ends if end]


def confusions(model: list[Guess]) -> list[str]:
    """The pairs most often confused."""
    pairs = Counter((guess.intent, guess.guessed) for guess in model if guess.guessed != guess.intent)
    rows = ["### Confused most often", "", "| meant | taken for | messages |", "|---|---|---:|"]
    return [
        *rows,
        *(f"| {meant} | {taken} | {count} |" for (meant, taken), count in pairs.most_common(20)),
        "",
    ]


def write(folds: list[Guess], dev: list[Guess]) -> str:
    """The whole report as Markdown."""
    cascade = cascaded(folds)
    lines = [
        "# Figures of understanding",
        "",
        "Written by `make nlu-report`; read them with docs/nlu.md.",
        "",
    ]
    lines += by_variety("Cross-validation, five folds, near-duplicates together", folds, cascade)
    if dev:
        lines += by_variety("Messages by other authors, never trained on", dev, cascaded(dev))
    lines += _PICTURES
    lines += [*by_threshold(folds), *by_intent(folds, cascade), *confusions(folds)]
    judged = rivals.judged_messages()
    first = [guess for guess in folds if guess.text in judged]
    lines += rivals.section((macro_f1(first), recall(first)))
    return "\n".join(lines)


def draw(folds: list[Guess], folder: Path) -> None:
    """The pictures that the report shows."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [(guess.intent, guess.guessed or "") for guess in folds]
    (folder / "nlu_confusion.svg").write_text(confusion(pairs), encoding="utf-8")
    varieties = sorted({guess.variety for guess in folds})
    lines = {one: coverage([guess for guess in folds if guess.variety == one]) for one in varieties}
    (folder / "nlu_coverage.svg").write_text(curves(lines), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the guesses, write the report."""
    parser = argparse.ArgumentParser(
        prog="python -m nlu.training.report", description="Figures of understanding."
    )
    parser.add_argument("folds", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dev", type=Path, help="labelled messages that were never trained on")
    chosen = parser.parse_args(arguments)
    dev = read_dev(chosen.dev) if chosen.dev else []
    folds = read_folds(chosen.folds)
    chosen.out.write_text(write(folds, dev), encoding="utf-8")
    draw(folds, chosen.out.parent / "pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
