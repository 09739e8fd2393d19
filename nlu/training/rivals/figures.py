"""What Rasa's own pipelines and server make of the same messages: the last table of docs/nlu_figures.md.

`make nlu-rivals` leaves Rasa's reports under `results/`, and `make nlu-report` how long a message takes in
`results/speed.txt`; what is not there is not told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import yaml

RESULTS = Path(__file__).parent.parent / "results"
RIVALS = {"diet": "Rasa's DIET", "lr": "Rasa's logistic regression"}
SPEED = "speed.txt"
_LEGEND = "The gateway's parse in CPU time; Rasa's server as waited for over HTTP, at the load there was."


def judged_messages(results: Path = RESULTS) -> frozenset[str]:
    """The messages that the rivals were tested on; none where `make nlu-rivals` has not run."""
    test = results / "fold" / "test.yml"
    if not test.exists():
        return frozenset()
    blocks = yaml.safe_load(test.read_text(encoding="utf-8"))["nlu"]
    return frozenset(line[2:].strip() for block in blocks for line in block["examples"].splitlines())


def section(ours: Sequence[float], results: Path = RESULTS) -> list[str]:
    """Lines of Markdown: who judged those messages how well, ours first, and the speeds; empty without any.

    `ours` are macro-F1 and accuracy.
    """
    rivals = [row for folder, name in RIVALS.items() if (row := _row(name, results / folder))]
    lines: list[str] = []
    if rivals:
        lines += ["### Beside Rasa's own pipelines, on the first fold", ""]
        lines += ["| pipeline | macro-F1 | accuracy | seconds to train |", "|---|---:|---:|---:|"]
        lines += [f"| this one | {' | '.join(f'{figure:.3f}' for figure in ours)} | |", *rivals, ""]
    speed = results / SPEED
    if speed.exists():
        lines += [
            "### How long a message takes",
            "",
            "```",
            speed.read_text(encoding="utf-8").strip(),
            "```",
            "",
        ]
    return lines


def _row(name: str, folder: Path) -> str:
    """One rival's figures as `rasa test nlu` wrote them."""
    report = folder / "intent_report.json"
    if not report.exists():
        return ""
    figures = json.loads(report.read_text(encoding="utf-8"))
    seconds = folder / "seconds"
    trained = seconds.read_text(encoding="utf-8").strip() if seconds.exists() else ""
    return f"| {name} | {figures['macro avg']['f1-score']:.3f} | {figures['accuracy']:.3f} | {trained} |"
