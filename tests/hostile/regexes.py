"""Finds every regular expression of ours, and tries it on the texts that such expressions fear.

python -m tests.hostile.regexes expressions nlu 5
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "nlu", "programmes", "sms_gateway", "storage", "console", "locales")
#: As long as a chain of parts can be; and what one expression alone is tried on: time that grows with the
#: square of a length may pass there, more does not.
LONGEST, LONG = 255 * 153, 5_000
PIECES = (
    "a", "e", "0", "1", " ", ".", "-", "+", "_", "@", "/", "'", "x ", "1 ", "1.", "12/", "2025-", "ab-", "a.",
    "ا", "ال", "و", "é", "١", "\u0301", "\u200f", "😀", "(", "{", "{a", "[", "[.", ":a", "max(", "a,", '"', 'a="',
    "id:", "stat:", "text :", "www.", "a@", "http://a.", "asd ", "asd 2", "mr ", "si ", "1 000 ", "\n", "\r\n", "?.",
)  # fmt: skip
ENDS = ("", "!", "\x00")
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_LEFT_OUT = ("nlu/training", "sms_gateway/bench", "sms_gateway/__main__.py")


def expressions(rooms=ROOMS):
    """Place -> (pattern, how it is used), of all that modules hold and of those written where they are used."""
    found = {}
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(_LEFT_OUT) and ".venv" not in name and "_compile" not in name:
                found |= _of_module(name) | _in_place(name, file)
    return found


def _of_module(name):
    code = (ROOT / name).read_text()
    if "import re\n" not in code:
        return {}
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    found = {}
    for key, value in vars(module).items():
        used = set(re.findall(rf"\b{key}\.({'|'.join(_CALLS)})\(", code)) if key.startswith("_") else set()
        for number, one in enumerate(value if isinstance(value, tuple | list) else [value]):
            for pattern in one if isinstance(one, tuple) else [one]:
                if isinstance(pattern, re.Pattern):
                    found[f"{module.__name__}:{key}:{number}"] = pattern, used or {"search"}
    return found


def _in_place(name, file):
    found = {}
    for node in ast.walk(ast.parse(file.read_text())):
        called = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS
        )
        if called and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args:
            first, how = node.args[0], node.func.attr
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes) and how != "compile":
                found[f"{name.replace('/', '.')}:{node.lineno}"] = re.compile(first.value), {how}
    return found


def texts(longest):
    """One piece over and over, with an end that does not fit."""
    for piece in PIECES:
        for end in ENDS:
            yield (piece * (longest // len(piece) + 1))[: longest - 1] + end


def try_pattern(place, pattern, used, seconds):
    """As it is used, on each of the texts."""
    for text in texts(LONG):
        given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
        for how in sorted(used):
            _say(f"{place} {how} {pattern.pattern!r} {text[:12]!r}", seconds)
            found = getattr(pattern, how)(*([given[:0]] if how.startswith("sub") else []), given)
            if how == "finditer":
                sum(1 for _ in found)


def _say(words, seconds):
    """What comes next, and how much CPU it may take before the process dies of it."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def main(what, room, seconds):
    if what == "astray":
        try_pattern("here", re.compile("(a+)+$"), {"search"}, seconds)
    elif what == "expressions":
        for place, (pattern, used) in expressions((room,)).items():
            try_pattern(place, pattern, used, seconds)
    else:
        from nlu.cascade import CascadeParser

        parser = CascadeParser()
        for text in texts(LONGEST):
            _say(f"{text[:12]!r}", seconds)
            parser.understand(text)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
