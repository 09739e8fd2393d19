"""Checks the training messages: enough of each intent and variety, no copies, no templates, nothing of a held-out set.

`python -m nlu.training.check_data [--data FOLDER] [--dev FILE]` prints a table and ends with 1 where a fault is found.

Two messages of an intent and variety come from one template where more than `MOST_SHARED` of their skeletons is shared.
The share is the larger of two: skeleton words, as a bag, over the longer message (a word swapped in a sentence); and
Dice over the skeleton's letter trigrams (the same sentence spelt otherwise). Under `SHORTEST` letters of skeleton only
equal words count: `oui svp` and `oui oui` are two honest answers.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

import yaml

from nlu.normalise import fold
from nlu.skeleton import skeletons
from nlu.understanding import Intent

DATA = Path(__file__).parent / "data"
INTENTS = tuple(intent.value for intent in Intent if intent not in {Intent.START, Intent.BACK})
MINIMUM = {"hassaniya": 15, "mixed": 15}
USUAL_MINIMUM = 40
MOST_SHARED = 0.8
SHORTEST = 8
RASA_VERSION = "3.1"


class DataFileError(ValueError):
    """A data file is not what Rasa and this check expect."""


@dataclass(frozen=True)
class Message:
    """One training message and where it stands."""

    variety: str
    intent: str
    number: int
    text: str = field(repr=False)

    @property
    def place(self) -> str:
        return f"{self.variety}/{self.intent}.yml example {self.number}"

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def bones(self) -> str:
        return " ".join(skeletons(self.text))

    @cached_property
    def word_bag(self) -> Counter[str]:
        return Counter(self.bones.split())

    @cached_property
    def trigram_bag(self) -> Counter[str]:
        padded = f" {self.bones} "
        return Counter(padded[at : at + 3] for at in range(len(padded) - 2))

    @property
    def is_short(self) -> bool:
        return len(self.bones.replace(" ", "")) < SHORTEST


def read_file(path: Path) -> Iterator[Message]:
    """The messages of one Rasa file that holds one intent, the one that names the file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = f"{path.parent.name}/{path.name}"
    if content.get("version") != RASA_VERSION:
        raise DataFileError(f'{place}: version must be "{RASA_VERSION}"')
    if [block.get("intent") for block in content["nlu"]] != [path.stem]:
        raise DataFileError(f"{place}: exactly one intent, {path.stem}, is expected")
    for number, line in enumerate(content["nlu"][0]["examples"].splitlines(), start=1):
        if not line.startswith("- ") or not line[2:].strip():
            raise DataFileError(f"{place}: example {number} does not start with a dash and words")
        yield Message(path.parent.name, path.stem, number, line[2:].strip())


def read_data(folder: Path = DATA) -> list[Message]:
    """Every message of every variety's folder."""
    return [message for path in sorted(folder.glob("*/*.yml")) for message in read_file(path)]


def shared(one: Message, other: Message) -> float:
    """How much of two skeletons is the same, 0 to 1; 0 for short messages, which `copies` compares."""
    if one.is_short or other.is_short:
        return 0.0
    return max(
        _common(one.word_bag, other.word_bag) / max(one.word_bag.total(), other.word_bag.total()),
        2
        * _common(one.trigram_bag, other.trigram_bag)
        / (one.trigram_bag.total() + other.trigram_bag.total()),
    )


def _common(one: Counter[str], other: Counter[str]) -> int:
    small, large = sorted((one, other), key=len)
    return sum(min(count, large[part]) for part, count in small.items() if part in large)


def missing(messages: Iterable[Message]) -> list[str]:
    """Intents with too few messages, for the varieties that are there, and labels that nobody knows."""
    counts = count(messages)
    faults = [f"{variety}/{intent}: no such intent" for variety, intent in counts if intent not in INTENTS]
    for variety in sorted({variety for variety, _ in counts}):
        least = MINIMUM.get(variety, USUAL_MINIMUM)
        for intent in INTENTS:
            if (found := counts[variety, intent]) < least:
                faults.append(f"{variety}/{intent}: {found} messages, at least {least} are asked")
    return faults


def unreadable(messages: Iterable[Message]) -> list[str]:
    """Messages with Rasa's entity marks, or with nothing left once folded."""
    return [
        f"{m.place}: entity marks or no words"
        for m in messages
        if "](" in m.text or "]{" in m.text or not m.folded
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
    """Our messages that stand in a held-out file (tab-separated, text last), by words or by a longer skeleton.

    Names our own places only; the held-out file's lines are never shown.
    """
    theirs = [
        Message("dev", "", 0, line.split("\t")[-1]) for line in dev.read_text(encoding="utf-8").splitlines()
    ]
    folded = {message.folded for message in theirs}
    bones = {message.bones for message in theirs if not message.is_short}
    return [
        f"{m.place}: stands in the held-out file" for m in messages if m.folded in folded or m.bones in bones
    ]


def count(messages: Iterable[Message]) -> Counter[tuple[str, str]]:
    """How many messages each variety and intent has."""
    return Counter((message.variety, message.intent) for message in messages)


def table(messages: Iterable[Message]) -> str:
    """Counts as lines of text: a row for each intent, a column for each variety."""
    counts = count(messages)
    varieties = sorted({variety for variety, _ in counts})
    rows = [("intent", *varieties, "all")]
    for intent in INTENTS:
        found = [counts[variety, intent] for variety in varieties]
        rows.append((intent, *map(str, found), str(sum(found))))
    sums = [sum(number for (at, _), number in counts.items() if at == variety) for variety in varieties]
    rows.append(("all", *map(str, sums), str(sum(sums))))
    return "\n".join(f"{name:<20}" + "".join(f"{cell:>11}" for cell in cells) for name, *cells in rows)


def faults_of(messages: list[Message], dev: Path | None = None) -> list[str]:
    """Every fault found, each as one line of text."""
    found = [*missing(messages), *unreadable(messages), *copies(messages), *templates(messages)]
    return found + (held_out(messages, dev) if dev else [])


def main(arguments: list[str] | None = None) -> int:
    """The command: a table, the faults, and 1 where there is one."""
    parser = argparse.ArgumentParser(
        prog="python -m nlu.training.check_data", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the varieties' folders")
    parser.add_argument("--dev", type=Path, help="held-out messages that must not stand in the data")
    chosen = parser.parse_args(arguments)
    try:
        messages = read_data(chosen.data)
    except (DataFileError, yaml.YAMLError, OSError) as error:
        sys.stdout.write(f"{error}\n1 fault\n")
        return 1
    faults = faults_of(messages, chosen.dev)
    sys.stdout.write("\n".join([table(messages), "", *faults, f"{len(faults)} fault(s)", ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
