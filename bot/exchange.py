"""Decides what a message is to the conversation.

In this order: a word that leads out of anything (menu, stop, officer); the answer to the open prompt; another
wish (the open dialogue is kept, to be offered again); else the prompt is asked again, and in the end an
officer is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from bot.dialogues.resume import cut_off
from bot.ending import OPEN_SECONDS, end_later
from bot.gestures import AGAIN, DIALLED
from bot.kept import Kept, let_go_of_old, put_aside
from bot.languages import nearest_offered
from bot.lost import YES_OR_NO, Lost
from bot.nearly import (
    NAMED,
    TO_THE_MENU,
    as_meant,
    has_it_not,
    is_a_number,
    is_afterthought,
    just_filed,
    names_a_month,
)
from bot.owed import owe, schedule
from bot.reading import TO_MENU, is_copied, read_answer
from bot.recycled import forget_after_silence
from bot.requests import Choose, TicketsOf
from bot.run import DivergedError, Need, Run
from bot.service import NOT_AT_HAND, NOT_REACHABLE, SEND_A_NUMBER
from bot.stage import DOUBT, MENU, OFFER_OFFICER, RESUME, Stage, prompt_of
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding
from programmes.programme import RegistryUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.engine import Engine
    from bot.reply import Reply
    from bot.text import Text
    from storage.records import Session

    Exchanging = Generator[Need, Any, None]

#: How sure it must be that a story is a call for help, to be heard as one before it is sent.
SURE = 0.9
#: How often a question is asked again before an officer is offered.
MOST_REPEATS = 2

#: Wishes that are done in place, in one line, and leave an open dialogue as it is.
IN_PLACE = {Intent.STOP, Intent.START, Intent.CHANGE_LANGUAGE, Intent.THANKS_BYE}
#: Answered aside: the open question is asked again behind the answer, unless that asks one itself.
DIGRESSIONS = {Intent.SCAM_REPORT, Intent.HOW_TO_APPLY, Intent.FIND_OFFICE, Intent.OTHER_SERVICES}
#: Words that lead out of any prompt, a story's included.
GLOBAL = IN_PLACE | {Intent.HELP, Intent.SPEAK_TO_OFFICER}


class Exchange:
    """One turn under way."""

    def __init__(
        self,
        engine: Engine,
        session: Session,
        heard: Understanding,
        now: int,
        draw_reference: Callable[[], str],
        *,
        screen: bool = False,
    ) -> None:
        self._screen = screen
        self._engine = engine
        self._heard = heard = as_meant(heard, session.dialogue)
        self._now = now
        self._draw_reference = draw_reference
        last = max(session.seen_at, session.asked_at)
        left = session.dialogue is not None or session.suspended is not None
        self._stale = left and now - last > OPEN_SECONDS
        self._met = self._as_met(forget_after_silence(session, now))
        self._stage = Stage(engine, self._met, heard.text, now, draw_reference, titled=screen)
        self._lost = Lost(self._stage, heard, engine.wishes, now, self._stale)

    def reply(self) -> Reply:
        """What came of it."""
        end_later(self._stage.effects, self._now)
        return self._stage.reply()

    def not_reachable(self) -> Reply:
        """The registry is away: the conversation stays where it was, and the answer is promised."""
        stage = Stage(self._engine, self._met, "", self._now, self._draw_reference)
        debt = owe(self._met, self._heard, self._wish(), self._now)
        schedule(stage.effects, debt, self._now)
        stage.update(owed=debt)
        stage.tell(NOT_REACHABLE)
        return stage.reply()

    def converse(self) -> Exchanging:
        """Deal with the message."""
        if self._heard.tier == DIALLED.tier:
            yield from self._dialled()
        elif self._heard.tier == AGAIN.tier:
            yield from self._again()
        elif self._stage.session.dialogue is None:
            yield from self._at_rest()
        elif (yield from self._leads_out()):
            yield from self._lead_out()
        else:
            yield from self._at_prompt(Kept.of(self._stage.session))

    def _as_met(self, session: Session) -> Session:
        """The session as this message meets it: its language known if it can be, a stale question closed."""
        offered = self._engine.programme.languages
        language = session.language or nearest_offered(self._heard.language, offered)
        if self._stale:
            session = replace(put_aside(session), misses=0, silent_until=0)
        return replace(let_go_of_old(session, self._now), language=language, seen_at=self._now)

    # What is no message

    def _dialled(self) -> Exchanging:
        """The menu; where a session was cut off in the middle of something, that is offered first."""
        self._understood()
        kept, suspended = Kept.of(self._stage.session), self._stage.session.suspended
        if kept.dialogue == RESUME:  # the offer itself was cut off
            yield from self._stage.begin(RESUME, kept.arguments)
            return
        cut = cut_off(kept)
        if cut.get("words") or (cut and suspended is None):
            self._stage.close()
            self._stage.update(suspended={**kept.as_json(), "at": self._now})
            yield from self._stage.begin(RESUME, cut)
            return
        self._stage.put_aside()
        yield from self._stage.begin(MENU)

    def _again(self) -> Exchanging:
        """The open question as it stands by now; none open, the menu."""
        if self._stage.session.dialogue is None:
            yield from self._stage.begin(MENU)
            return
        kept = Kept.of(self._stage.session)
        try:
            self._stage.ask((yield from self._stage.replay(kept)))
        except DivergedError:
            yield from self._start_over(kept)

    # At an open prompt

    def _leads_out(self) -> Generator[Need, Any, bool]:
        heard = self._heard
        if heard.intent in IN_CONFIDENCE:  # whatever was asked, also for a story
            return heard.confidence >= SURE and not (yield from self._is_copied())
        return heard.tier == "word" and heard.intent in GLOBAL

    def _is_copied(self) -> Generator[Need, Any, bool]:
        """Whether it is a choice of the open list, word for word: `On m'a pris de l'argent`."""
        try:
            run = yield from self._stage.replay(Kept.of(self._stage.session))
        except (DivergedError, RegistryUnavailableError):  # a call for help waits for no registry
            return False
        return is_copied(prompt_of(run), self._heard.text, self._stage.worded)

    def _lead_out(self) -> Exchanging:
        """Needs no look at the open dialogue, so `stop` and `menu` work without the registry too."""
        if self._heard.intent in IN_PLACE | DIGRESSIONS:
            yield from self._in_place()
            return
        self._stage.put_aside()
        yield from self._new_wish()

    def _at_prompt(self, kept: Kept) -> Exchanging:
        try:
            run = yield from self._stage.replay(kept)
        except DivergedError:
            yield from self._start_over(kept)
            return
        if self._heard.intent is Intent.BACK and self._heard.tier == "word":
            yield from self._step_back(run, kept)
            return
        value = read_answer(prompt_of(run), self._heard, self._stage.worded)
        if value is None:
            yield from self._not_an_answer(run)
        elif value == TO_MENU:
            self._understood()
            yield from self._to_menu()
        else:
            self._understood()
            yield from run.answer(value)
            yield from self._stage.settle(run)

    def _start_over(self, kept: Kept) -> Exchanging:
        """A clear wish is done, whatever became of the open dialogue."""
        if self._wish() is None:
            yield from self._stage.start_over(kept)
            return
        self._stage.put_aside()
        yield from self._new_wish()

    def _step_back(self, run: Run, kept: Kept) -> Exchanging:
        self._understood()
        journal = run.one_step_back()
        if journal is None:
            yield from self._to_menu()
            return
        self._stage.open((yield from self._stage.replay(replace(kept, journal=journal))))

    def _to_menu(self) -> Exchanging:
        self._stage.put_aside()
        yield from self._stage.begin(MENU)

    def _not_an_answer(self, run: Run) -> Exchanging:
        urgent, wish = self._lost.is_urgent(), self._wish()
        if not urgent and has_it_not(run, self._heard, wish):
            yield from self._ask_again(run, NOT_AT_HAND)
        elif wish is not None:
            yield from self._lead_out()
        elif not urgent and names_a_month(run, self._heard):
            yield from self._stage.begin(run.name, {**run.file, **self._heard.entities})
        elif self._is_lost(run):
            yield from self._lost.go_on()
        else:
            yield from self._ask_again(run, SEND_A_NUMBER if self._heard.intent in YES_OR_NO else None)

    def _is_lost(self, run: Run) -> bool:
        """Whether asking the same again would not help: another wish may be meant."""
        if isinstance(run.prompt, Choose) and self._heard.intent in YES_OR_NO:
            return False  # it answers the list, only not which of it
        if run.name in {MENU, DOUBT, OFFER_OFFICER} or self._lost.is_urgent():
            return True
        return isinstance(run.prompt, Choose) and self._lost.may_ask()

    def _ask_again(self, run: Run, instead: Text | None = None) -> Exchanging:
        if self._lost.count(instead) <= MOST_REPEATS:
            self._stage.ask(run, short=not self._screen)
            return
        self._stage.put_aside()
        yield from self._stage.begin(OFFER_OFFICER)

    def _in_place(self) -> Exchanging:
        """Do a one-line wish; repeat the open question behind an answer, or where it now reads otherwise."""
        stage, language = self._stage, self._stage.language
        aside = stage.run(self._wish() or MENU, self._heard.entities)
        yield from aside.drive()
        if aside.prompt is not None or aside.result is not None:
            stage.put_aside()
            yield from stage.settle(aside)
            return
        stage.say(aside)
        if stage.language != language or self._screen or self._heard.intent in DIGRESSIONS:
            yield from self._repeat_question()

    def _repeat_question(self) -> Exchanging:
        try:
            run = yield from self._stage.replay(Kept.of(self._stage.session))
        except (DivergedError, RegistryUnavailableError):
            return  # it is dealt with when the question is answered
        self._stage.ask(run)

    # A new wish

    def _at_rest(self) -> Exchanging:
        """Nothing is asked: a wish, or an afterthought to what was filed just now."""
        tickets = (yield TicketsOf()) if is_afterthought(self._heard) else ()
        filed = just_filed(tickets, self._now)
        if filed is None:
            yield from self._new_wish()
            return
        self._understood()
        words = {"reference": filed.reference, "words": self._heard.text}
        yield from self._stage.begin("follow_up", words)

    def _new_wish(self) -> Exchanging:
        name = self._wish()
        if name is None:
            yield from self._lost.go_on()
            return
        self._understood()
        yield from self._stage.begin(name, self._heard.entities)

    def _wish(self) -> str | None:
        heard, wishes = self._heard, self._engine.wishes
        if heard.intent is Intent.OUT_OF_SCOPE or self._says_no_more_than_before():
            return None
        if heard.intent is not None and not is_a_number(heard):
            return wishes.get(heard.intent)
        named = (intent for entity, intent in NAMED.items() if entity in heard.entities)
        return next((wishes.get(intent) for intent in named), None)

    def _says_no_more_than_before(self) -> bool:
        """A greeting to the menu that answered one, as machines send it; who types its word gets it."""
        asked, heard = self._stage.session.dialogue, self._heard
        return asked in {MENU, OFFER_OFFICER} and heard.tier != "word" and heard.intent in TO_THE_MENU

    def _understood(self) -> None:
        self._stage.update(misses=0, silent_until=0)
