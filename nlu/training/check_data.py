"""Checks the training messages: enough of each intent, no copies, no templates, nothing of a held-out set.

`python -m nlu.training.check_data [--data FOLDER] [--dev FILE]` prints a table, and ends with 1 on a fault.

Two messages of an intent and variety come from one template where over `MOST_SHARED` of their skeletons is
shared. The share is the larger of two: skeleton words, as a bag, over the longer message (a word swapped in a
sentence); and Dice over the skeleton's letter trigrams (the same sentence spelt otherwise). Under `SHORTEST`
letters of skeleton only equal words count: `oui svp` and `oui oui` are two honest answers.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from nlu.normalise import fold
from nlu.skeleton import skeletons
from nlu.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).parent / "data"
INTENTS = tuple(intent.value for intent in Intent if intent not in {Intent.START, Intent.BACK})
MINIMUM = {"hassaniya": 15, "mixed": 15}
USUAL_MINIMUM = 40
MOST_SHARED = 0.8
SHORTEST = 8
RASA_VERSION = "3.1"
SUMMARY = "Checks the training messages: enough of each intent, no copies, no templates, nothing held out."


#: Parts with their turn, `("l", 0)` and `("l", 1)`: a bag that meets another at the speed of sets.
Bag = frozenset[tuple[str, int]]


class DataFileError(ValueError):
    """A data file is not what Rasa and this check expect."""


@dataclass(frozen=True)
class Message:
    """One training message, where it stands, and what it is compared by."""

    variety: str
    intent: str
    number: int
    text: str = field(repr=False)

    @property
    def place(self) -> str:
        """File and number, for a person who looks for the message."""
        return f"{self.variety}/{self.intent}.yml example {self.number}"

    @cached_property
    def folded(self) -> str:
        """The words as the classifier sees them."""
        return fold(self.text)

    @cached_property
    def bones(self) -> str:
        """The consonant skeletons of the words, one space between them."""
        return " ".join(skeletons(self.text))

    @cached_property
    def word_bag(self) -> Bag:
        """Skeleton words."""
        return _bag(self.bones.split())

    @cached_property
    def trigram_bag(self) -> Bag:
        """Three letters at a time of the skeleton, spaces too."""
        padded = f" {self.bones} "
        return _bag(padded[at : at + 3] for at in range(len(padded) - 2))

    @property
    def is_short(self) -> bool:
        """Whether the skeleton is too short to tell a template."""
        return len(self.bones.replace(" ", "")) < SHORTEST


def _bag(parts: Iterable[str]) -> Bag:
    turns: Counter[str] = Counter()
    bag = set()
    for part in parts:
        bag.add((part, turns[part]))
        turns[part] += 1
    return frozenset(bag)


def read_file(path: Path) -> Iterator[Message]:
    """The messages of one Rasa file that holds one intent, the one that names the file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = f"{path.parent.name}/{path.name}"
    if not isinstance(content, dict) or content.get("version") != RASA_VERSION:
        raise DataFileError(f'{place}: version must be "{RASA_VERSION}"')
    blocks = content.get("nlu") or []
    if [block.get("intent") for block in blocks] != [path.stem]:
        raise DataFileError(f"{place}: exactly one intent, {path.stem}, is expected")
    for number, line in enumerate(blocks[0]["examples"].splitlines(), start=1):
        if not line.startswith("- ") or not line[2:].strip():
            raise DataFileError(f"{place}: example {number} does not start with a dash and words")
        yield Message(path.parent.name, path.stem, number, line[2:].strip())


def read_data(folder: Path = DATA) -> list[Message]:
    """Every message of every variety's folder."""
    return [message for path in sorted(folder.glob("*/*.yml")) for message in read_file(path)]


def count(messages: Iterable[Message]) -> Counter[tuple[str, str]]:
    """How many messages each variety and intent has."""
    return Counter((message.variety, message.intent) for message in messages)


def missing(messages: Iterable[Message]) -> list[str]:
    """Intents with too few messages, for the varieties that are there, and labels that nobody knows."""
    counts = count(messages)
    least = {variety: MINIMUM.get(variety, USUAL_MINIMUM) for variety, _ in counts}
    unknown = [f"{variety}/{intent}: no such intent" for variety, intent in counts if intent not in INTENTS]
    return unknown + [
        f"{variety}/{intent}: {counts[variety, intent]} messages, at least {least[variety]} are asked"
        for variety in sorted(least)
        for intent in INTENTS
        if counts[variety, intent] < least[variety]
    ]


def unreadable(messages: Iterable[Message]) -> list[str]:
    """Messages with Rasa's entity marks, or with nothing left once folded."""
    marks = ("](", "]{")
    return [
        f"{message.place}: entity marks or no words"
        for message in messages
        if not message.folded or any(mark in message.text for mark in marks)
    ]


def copies(messages: Iterable[Message]) -> list[str]:
    """Messages whose folded words stand elsewhere too, in any intent or variety."""
    first: dict[str, Message] = {}
    faults = []
    for message in messages:
        earlier = first.setdefault(message.folded, message)
        if earlier is not message:
            kind = "copy" if earlier.intent == message.intent else "COPY ACROSS INTENTS"
            faults.append(f"{message.place}: {kind} of {earlier.place}")
    return faults


def shared(one: Message, other: Message) -> float:
    """How much of two skeletons is the same, 0 to 1; 0 for short messages, which `copies` compares."""
    if one.is_short or other.is_short:
        return 0.0
    words = len(one.word_bag & other.word_bag) / max(len(one.word_bag), len(other.word_bag))
    trigrams = len(one.trigram_bag) + len(other.trigram_bag)
    return max(words, 2 * len(one.trigram_bag & other.trigram_bag) / trigrams)


def templates(messages: Iterable[Message]) -> list[str]:
    """Pairs of one intent and variety that share more of their skeleton than is allowed."""
    groups = defaultdict(list)
    for message in messages:
        groups[message.variety, message.intent].append(message)
    return [
        f"{later.place}: shares {share:.0%} with example {earlier.number}"
        for group in groups.values()
        for earlier, later in combinations(group, 2)
        if (share := shared(earlier, later)) > MOST_SHARED and earlier.folded != later.folded
    ]


def held_out(messages: Iterable[Message], dev: Path) -> list[str]:
    """Our messages that stand in a held-out file, by their words or by a longer skeleton.

    The file is tab-separated, the text last. Only our own places are named; its lines are never shown.
    """
    lines = dev.read_text(encoding="utf-8").splitlines()
    theirs = [Message("dev", "", 0, line.split("\t")[-1]) for line in lines]
    folded = {message.folded for message in theirs}
    bones = {message.bones for message in theirs if not message.is_short}
    return [
        f"{message.place}: stands in the held-out file"
        for message in messages
        if message.folded in folded or message.bones in bones
    ]


def table(messages: Iterable[Message]) -> str:
    """Counts as lines of text: a row for each intent, a column for each variety."""
    counts = count(messages)
    varieties = sorted({variety for variety, _ in counts})
    rows = [(intent, [counts[variety, intent] for variety in varieties]) for intent in INTENTS]
    rows.append(("all", [sum(column) for column in zip(*(cells for _, cells in rows), strict=True)]))
    lines = [_row("intent", [*varieties, "all"]), *(_row(name, [*cells, sum(cells)]) for name, cells in rows)]
    return "\n".join(lines)


def _row(name: str, cells: Iterable[object]) -> str:
    return f"{name:<20}" + "".join(f"{cell:>11}" for cell in cells)


def faults_of(messages: list[Message], dev: Path | None = None) -> list[str]:
    """Every fault found, each as one line of text."""
    found = [*missing(messages), *unreadable(messages), *copies(messages), *templates(messages)]
    return found + (held_out(messages, dev) if dev else [])


def main(arguments: list[str] | None = None) -> int:
    """The command: a table, the faults, and 1 where there is one."""
    parser = argparse.ArgumentParser(prog="python -m nlu.training.check_data", description=SUMMARY)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the varieties' folders")
    parser.add_argument("--dev", type=Path, help="held-out messages that must not stand in the data")
    chosen = parser.parse_args(arguments)
    try:
        messages = read_data(chosen.data)
        faults = faults_of(messages, chosen.dev)
    except (DataFileError, yaml.YAMLError, OSError) as error:
        sys.stdout.write(f"{error}\n1 fault\n")
        return 1
    sys.stdout.write("\n".join([table(messages), "", *faults, f"{len(faults)} fault(s)", ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
