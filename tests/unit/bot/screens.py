"""A USSD session around a `World`: what the gateway does with screens, in memory; and its transcript.

`on_screens(name, language)` tells any scenario of scenarios.py and scenarios_on_screen.py as a phone reads it that dials `*555#`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from bot.engine import Reply
from nlu.understanding import Intent
from sms_gateway.outgoing import Outgoing, wire_text
from sms_gateway.segments import measure
from sms_gateway.ussd.pages import NEXT, Limit
from sms_gateway.ussd.screens import Screens
from sms_gateway.ussd.shown import external_id
from storage.records import ClaimedMo, MoKind, MoMessage, Screen, Turn
from tests.unit.bot.phrases import phrase, understand
from tests.unit.bot.scenarios import SCENARIOS
from tests.unit.bot.scenarios_on_screen import ON_SCREEN
from tests.unit.bot.staging import Act, Step
from tests.unit.bot.world import PHONE, WORDING, World

LINK, CODE = "at", "*555#"
#: Seconds after which a provider has ended a session in which nobody typed.
LONGEST_SESSION = 180
TELLABLE = {**SCENARIOS, **ON_SCREEN}


@dataclass
class UssdPhone:
    """A phone with its session; `screen` is what it reads, None where no session is open."""

    world: World
    limit: Limit = field(default_factory=Limit)
    screen: Screen | None = None
    sessions: int = 0
    typed: list[str] = field(default_factory=list)

    def dial(self) -> Screen:
        """Begin a session."""
        self.sessions += 1
        self.typed = []
        return self._hop(CODE)

    def type(self, words: str) -> Screen:
        """Type an answer into the open session."""
        self.typed.append(words)
        return self._hop(words)

    def _hop(self, words: str) -> Screen:
        world = self.world
        world.screen = True
        screens = Screens(Outgoing(WORDING, {}, "fr"), {LINK: self.limit})
        hop = external_id(f"s{self.sessions}", "*".join(self.typed))
        mo = MoMessage(LINK, hop, PHONE, CODE, words, world.now, MoKind.USSD)
        claimed = ClaimedMo(1, mo, world.session, 1)
        meaning = screens.meaning(claimed)
        if isinstance(meaning, int):
            turn = screens.turned(claimed, meaning, world.now)
        else:
            world.hear(meaning or understand(words))
            reply = world.replies[-1]
            turn = screens.on_screen(claimed, Turn(1, reply.session, world.now), reply)
            _assert_no_choice_is_cut(reply, turn)
        world.session = replace(turn.session, version=claimed.session.version + 1)
        assert turn.screen is not None
        assert self.limit.holds(turn.screen.text), turn.screen.text
        self.screen = turn.screen if turn.screen.goes_on else None
        return turn.screen


def _assert_no_choice_is_cut(reply: Reply, turn: Turn) -> None:
    if reply.asked is None or turn.session.screen is None:
        return
    lines = "\n".join(turn.session.screen["pages"]).split("\n")
    for number, label in enumerate(reply.asked.screen, 1):
        assert f"{number} {wire_text(label)}" in lines


def on_screens(name: str, language: str, limit: Limit | None = None) -> str:
    """The transcript of a scenario: every page is turned, and a session that ended is dialled again."""
    scenario = TELLABLE[name]
    phone = UssdPhone(World(**{"language": language, **scenario.facts}), limit or Limit())
    lines: list[str] = []
    for step in scenario.steps:
        if isinstance(step, Act):
            lines += _happens(phone, step)
            continue
        if phone.screen is None:
            lines += _all_pages(phone, CODE, phone.dial())
        words = _words(step, language)
        lines += _all_pages(phone, words, phone.type(words))
    return "\n".join(lines) + "\n"


def _happens(phone: UssdPhone, act: Act) -> list[str]:
    """An act of the world, and the SMS that it brings; a session does not outlive a pause."""
    before = phone.world.now
    heard = act.do(phone.world) or []
    if phone.world.now - before > LONGEST_SESSION:
        phone.screen = None
    return [f"* {act.told}", *("sms: " + wire_text(text).replace("\n", "\n  ") for text in heard)]


def _words(step: Step, language: str) -> str:
    if isinstance(step, Intent):
        return phrase(step, language)
    return step if isinstance(step, str) else step[language]


def _all_pages(phone: UssdPhone, words: str, screen: Screen) -> list[str]:
    lines = _told(words, screen)
    while f"\n{NEXT} " in screen.text:
        screen = phone.type(NEXT)
        lines += _told(NEXT, screen)
    return lines


def _told(words: str, screen: Screen) -> list[str]:
    size = measure(screen.text)
    ending = "" if screen.goes_on else ", end"
    return [
        f"> {words}",
        "< " + screen.text.replace("\n", "\n  "),
        f"  ({size.units} {size.encoding}{ending})",
    ]
