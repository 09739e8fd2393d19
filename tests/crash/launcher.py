"""Lives of `recours serve`, each of which kills itself with SIGKILL at one point of the way of a message.

    echo '[{}, "6-after-commit", 4, "serve", "--config", "recours.toml"]' | python tests/crash/launcher.py

A line begins a life in the environment given, one after the other (tests/crash/lives.py); what comes back is its
pid, then how it ended.
The points are put around the real functions from outside, so that the product holds no code for its own death.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import signal
import sys

from bot.engine import Engine
from bot.waking import Waking
from nlu.cascade import CascadeParser
from nlu.classifier import load_model
from sms_gateway.channels.kannel import KannelChannel
from sms_gateway.cli import main
from sms_gateway.converse import Converser
from sms_gateway.parsers import communes_of
from storage.sqlite import SqliteStore
from storage.work import clock, outbox, recovery

#: Point -> (class, function, whether the process dies before or after it). The numbers are the eight steps of docs/design.md.
POINTS = {
    "1-parsed": (KannelChannel, "parse_mo", "after"),
    "2-before-taken": (SqliteStore, "accept_and_claim", "before"),
    "2-after-taken": (SqliteStore, "accept_and_claim", "after"),
    "2-before-accept": (SqliteStore, "accept_mo", "before"),
    "2-after-accept": (SqliteStore, "accept_mo", "after"),
    "3-claimed": (SqliteStore, "claim_mos", "after"),
    "4-understood": (CascadeParser, "parse", "after"),
    "5-replied": (Engine, "reply_to", "before"),
    "6-before-commit": (SqliteStore, "commit_turn", "before"),
    "6-after-commit": (SqliteStore, "commit_turn", "after"),
    "7-before-send": (KannelChannel, "send", "before"),
    "7-after-send": (KannelChannel, "send", "after"),
    "7-recorded": (SqliteStore, "record_sends", "after"),
    "8-before-dlr": (SqliteStore, "record_dlr", "before"),
    "8-after-dlr": (SqliteStore, "record_dlr", "after"),
}
#: These are passed where messages wait for a place: elsewhere one is claimed as it is accepted.
CROWDED = ("2-before-accept", "2-after-accept", "3-claimed")
#: The same for a message from the clock; its steps from the claim on are those of any message.
CLOCK_POINTS = {
    "inside-fired": (clock, "_fire_one", "after"),
    "after-fired": (SqliteStore, "fire_wakeups", "after"),
    "woken": (Engine, "wake", "before"),
    "paused": (Waking, "_ask_paused", "before"),
}
#: What the service asks by itself: how it was served, news.
ASKING_POINTS = {
    "inside-fired": CLOCK_POINTS["inside-fired"],
    "asked": (Waking, "_ask", "before"),
}
#: A USSD request, which is answered when its turn is kept.
USSD_POINTS = {
    "2-before-taken": POINTS["2-before-taken"],
    "2-after-taken": POINTS["2-after-taken"],
    "6-after-commit": POINTS["6-after-commit"],
}
#: A deliver_sm: kept, then answered.
LINE_POINTS = {
    "2-after-taken": POINTS["2-after-taken"],
    "after-part": (SqliteStore, "accept_part", "after"),
}


def deadly(function, when: str, nth: int):
    """`function`, but its `nth` call that does something is the process's last act."""
    calls = 0

    def count(*values) -> None:
        nonlocal calls
        calls += not any(value in ([], 0) for value in values)  # a claim that found nothing is no step
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(function)
    async def later(*args, **kwargs):
        if when == "before":
            count()
        value = await function(*args, **kwargs)
        if when == "after":
            count(value)
        return value

    @functools.wraps(function)
    def at_once(*args, **kwargs):
        if when == "before":
            count()
        value = function(*args, **kwargs)
        if when == "after":
            count(value)
        return value

    return later if inspect.iscoroutinefunction(function) else at_once


def live(point: str, nth: int, arguments: list[str]) -> None:
    """Be the service, until the point or until told to stop."""
    # A message in doubt rests 30 s before its one retry: too long for a test.
    outbox.DOUBT_SECONDS = recovery.DOUBT_SECONDS = 2
    # And so is the minute that a story's pause takes.
    importlib.import_module("bot.dialogues.recours").STORY_PAUSE_SECONDS = 1
    if point != "never":
        owner, name, when = {**POINTS, **CLOCK_POINTS, **ASKING_POINTS, **USSD_POINTS, **LINE_POINTS}[point]
        setattr(owner, name, deadly(getattr(owner, name), when, nth))
    if point in CROWDED:
        Converser._backlog = property(lambda _self: True, lambda _self, _backlog: None)
    main(arguments)


def bear(environment: dict[str, str], point: str, nth: int, *arguments: str) -> int:
    """The pid of a life that was begun."""
    pid = os.fork()
    if not pid:
        os.environ.clear()
        os.environ.update(environment)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, sys.stdin.fileno())
        os.dup2(nothing, sys.stdout.fileno())
        sys.exit(live(point, nth, list(arguments)))
    return pid


def tell(number: int) -> None:
    """To who asked for the life."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def load() -> None:
    """All that `serve` loads when it is called and every life reads alike."""
    for module in ("sms_gateway.app", "sms_gateway.web", "sms_gateway.logs"):
        importlib.import_module(module)
    load_model()
    communes_of("ma_asd")


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        tell(bear(*json.loads(line)))
        tell(os.waitstatus_to_exitcode(os.wait()[1]))
