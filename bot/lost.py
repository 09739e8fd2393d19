"""What to do with a message that was not understood well enough: ask, offer an officer, fall silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bot.service import NOT_UNDERSTOOD, OUT_OF_SCOPE
from bot.stage import DOUBT, MENU, OFFER_OFFICER
from nlu.understanding import IN_CONFIDENCE, Intent

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from bot.run import Need
    from bot.stage import Stage
    from bot.text import Text
    from nlu.understanding import Understanding

SILENT_SECONDS = 3600
GREETINGS = {Intent.GREET, Intent.HELP}
#: A yes to a list is understood: only what it means is not.
YES_OR_NO = {Intent.AFFIRM, Intent.DENY}
#: How many wishes a doubtful message is asked about.
MOST_OFFERS = 3
#: A call for help is asked about even where anything else would meet silence, but not for ever.
MOST_MISSES = 4


class Lost(Struct, frozen=True):
    """The misses of one conversation; `fresh` says that what it was about lies long back."""

    stage: Stage
    heard: Understanding
    wishes: Mapping[Intent, str]
    now: int
    fresh: bool

    def go_on(self) -> Generator[Need, Any, None]:
        """The likeliest wishes, or the menu; a second time an officer; a third time silence.

        Two machines must not talk for ever.
        """
        if not self.is_urgent() and self._keeps_silent():
            return
        if self._is_content():
            self.stage.update(misses=1)
            yield from self.stage.begin(self.wishes[Intent.THANKS_BYE])
            return
        asks, read = self.may_ask(), self._read()
        self.stage.put_aside()
        if asks:
            self.stage.update(misses=self.stage.session.misses + 1)
            yield from self.stage.begin(DOUBT, self._offer(read))
        elif self.fresh:
            yield from self.stage.begin(MENU)
        else:
            yield from self.stage.begin(MENU if self.count() == 1 else OFFER_OFFICER)

    def count(self, instead: Text | None = None) -> int:
        """Say that it was not understood, or is not our matter, or something `instead`; how often by now.

        A greeting over again counts too, and is answered without a word on it.
        """
        misses = self.stage.session.misses + 1
        self.stage.update(misses=misses)
        if instead is not None:
            self.stage.tell(instead)
        elif self.heard.intent not in GREETINGS | YES_OR_NO:
            self.stage.tell(OUT_OF_SCOPE if self.heard.intent is Intent.OUT_OF_SCOPE else NOT_UNDERSTOOD)
        return misses

    def may_ask(self) -> bool:
        """Whether the likeliest wishes are offered: not where that, or an officer, was offered just now."""
        if not self._offered():
            return False
        return self.stage.session.misses == 0 or self.is_urgent()

    def is_urgent(self) -> bool:
        """Whether this may be a call for help that was not asked about yet."""
        session = self.stage.session
        asked = session.dialogue == DOUBT or session.misses > MOST_MISSES
        return not asked and not IN_CONFIDENCE.isdisjoint(self.heard.likeliest)

    def _offer(self, read: dict[str, Any]) -> dict[str, Any]:
        return {"wishes": self._offered(), "named": self.heard.entities, "said": self.heard.text, **read}

    def _read(self) -> dict[str, Any]:
        """The amount that the person has before it."""
        session = self.stage.session
        return {"read": dict(session.arguments)} if session.dialogue == "amount" else {}

    def _offered(self) -> list[list[str]]:
        """Each dialogue once, under the likeliest of its wishes."""
        by_dialogue: dict[str, str] = {}
        for intent in self.heard.likeliest:
            if intent in self.wishes:
                by_dialogue.setdefault(self.wishes[intent], intent.value)
        return [[intent, dialogue] for dialogue, intent in by_dialogue.items()][:MOST_OFFERS]

    def _is_content(self) -> bool:
        """Whether it is an `ok` to what needs no answer; twice would be two machines."""
        if self.fresh:  # it was meant for a question of long ago
            return False
        session = self.stage.session
        return self.heard.intent in YES_OR_NO and session.dialogue is None and session.misses == 0

    def _keeps_silent(self) -> bool:
        session = self.stage.session
        if session.dialogue != OFFER_OFFICER or session.misses <= 1:
            return False
        if not session.silent_until:
            self.stage.update(silent_until=self.now + SILENT_SECONDS)
            return True
        if self.now < session.silent_until:
            return True
        self.stage.update(misses=0, silent_until=0)
        return False
