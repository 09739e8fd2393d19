"""Sees what blocks the event loop: every file, lock, sleep and query on it, but those that stand in a list."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from blockbuster import BlockBuster, BlockBusterFunction

ROOT = f"{Path(__file__).parents[3]}/"
ROOMS = ("bot", "nlu", "programmes", "sms_gateway", "storage", "locales", "console")
#: What may be called on the loop by whom, and why.
ALLOWED = (
    (
        "sqlite3.",
        "storage/sqlite/writer.py",
        {"__init__", "_begin", "_go_on"},
        "a group's statements: 5 ms at most, COMMIT is a thread's (ADR 0003)",
    ),
    (
        "sqlite3.",
        "programmes/registry/embedded/registry.py",
        {"cases_of_phone", "case", "case_by_number"},
        "one row of a file in the page cache: tens of microseconds, less than a thread's (ADR 0004)",
    ),
    (
        "",
        "programmes/registry/embedded/registry.py",
        {"_newest"},
        "has the registry been swapped? asked ten times a second at most; opened once a swap",
    ),
    (
        "os.stat",
        "storage/key_file.py",
        {"is_changed"},
        "were the keys changed beside us? asked once a second at most",
    ),
    (
        "",
        "storage/key_file.py",
        {"read"},
        "they were: one small file, written a moment ago; before it is read nothing more may be sealed",
    ),
    (
        "threading.Lock.acquire",
        "threading.py",
        {"start"},
        "a pool's new thread says that it has begun: once a thread",
    ),
)


@contextmanager
def watched():
    """Whatever blocks the loop meanwhile is told at the end, with who called it."""
    seen = Counter()
    watch = BlockBuster()
    for name in ("Connection.connect", "Connection.execute", "Cursor.execute", "Cursor.executemany"):
        watch.functions[f"psycopg.{name}"] = BlockBusterFunction(None, f"psycopg.{name}")
    for name, function in watch.functions.items():
        allowed = [(file, functions) for kind, file, functions, _why in ALLOWED if name.startswith(kind)]
        allowed += function.can_block_functions
        function.can_block_predicate = partial(_note, seen, name, allowed, function.can_block_predicate)
    watch.activate()
    try:
        yield
    finally:
        watch.deactivate()
    assert not seen, "\n".join(f"{times} times {what}" for what, times in seen.items())


def _note(seen, name, allowed, is_harmless, *arguments, **named):
    """Let it pass, and remember it where one of our rooms called it and may not."""
    if is_harmless(*arguments, **named):
        return True
    ours, frame = [], sys._getframe(2)
    while frame is not None:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if any(file.endswith(place) and function in functions for place, functions in allowed):
            return True
        if file.startswith(tuple(ROOT + room for room in ROOMS)):
            ours.append(f"{file.removeprefix(ROOT)}:{function}")
        frame = frame.f_back
    if ours:
        seen[f"{name} by {' < '.join(ours[:4])}"] += 1
    return True
