"""Whole messages that are a command, in every language: `nlu/commands.txt`."""

from __future__ import annotations

from nlu.datafiles import read_lines
from nlu.normalise import fold
from nlu.understanding import Intent

_POLITE = frozenset(
    (
        "svp",
        "stp",
        "please",
        "3afak",
        "3afakom",
        "عافاك",
        "عفاك",
        "عافاكم",
        "رجاء",
        "s",
        "il",
        "vous",
        "te",
        "plait",
        "من",
        "فضلك",
    )
)
#: What only its hamza tells from another word, and folding takes away: `ابدأ` begin, `أبدا` never.
_BY_HAMZA = {"ابدأ": Intent.START, "إبدأ": Intent.START, "أبدأ": Intent.START}
_AROUND = " \t\n.,!?؟،*"
#: A longer message is no command.
_MOST_WORDS = 7


def _read() -> dict[str, Intent]:
    commands: dict[str, Intent] = {}
    for line in read_lines("commands.txt"):
        intent, _, messages = line.partition(": ")
        commands |= {fold(message): Intent(intent) for message in messages.split(", ") if fold(message)}
    return commands


COMMANDS = _read()


def command_of(text: str, found: list[str]) -> Intent | None:
    """The command that the whole message is; `found` are its folded words."""
    if not found:
        return Intent.HELP if text.strip() in {"?", "؟", "??", "*", "#"} else None
    if len(found) > _MOST_WORDS:
        return None
    if len(found) == 1 and (begun := _BY_HAMZA.get(text.strip(_AROUND))):
        return begun
    command = COMMANDS.get(" ".join(found))
    if command is None:
        command = COMMANDS.get(" ".join(word for word in found if word not in _POLITE))
    return command
