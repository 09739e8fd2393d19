"""One message, one turn: decides what the message is to the conversation, and drives the dialogues.

The engine does no I/O. `Engine.reply_to` is a generator: it yields the facts that it needs (`bot.run.Need`), is sent their
answers, and returns a `Reply`. What the registry cannot tell now is thrown in as `RegistryUnavailableError`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.effects import Effects
from bot.reading import TO_MENU, TO_SUSPENDED, read_answer
from bot.requests import REFUSALS, GoTo, Verify
from bot.run import DivergedError, Need, Run
from bot.talk import Dialogue, Talk
from bot.text import Text, _
from bot.wording import Wording
from nlu.understanding import Intent, Understanding
from programmes.programme import Programme, RegistryUnavailableError
from storage.records import AuditEntry, NewTicket, Session, TicketChange

NOT_UNDERSTOOD = _("I did not understand.")
STARTED_OVER = _("Something changed meanwhile. Let us start again.")
NOT_REACHABLE = _("We cannot look up your file now. Please send your message again in one hour.")

#: An open prompt older than this is no longer what the person answers.
OPEN_SECONDS = 24 * 3600
SILENT_SECONDS = 3600
SURE = 0.9
#: How often a question is asked again before an officer is offered.
MOST_REPEATS = 2

#: Wishes that are done in place, in one line, and leave an open dialogue as it is.
IN_PLACE = {Intent.STOP, Intent.START, Intent.CHANGE_LANGUAGE, Intent.THANKS_BYE}
#: Words that lead out of any prompt, a story's included.
GLOBAL = IN_PLACE | {Intent.HELP, Intent.SPEAK_TO_OFFICER, Intent.BACK}
MENU, OFFER_OFFICER, RESUME = "menu", "offer_officer", "resume"

Exchanging = Generator[Need, Any, None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn says and changes; `texts` are joined into one message, empty means silence."""

    session: Session
    texts: tuple[str, ...] = ()
    tickets: tuple[NewTicket, ...] = ()
    changes: tuple[TicketChange, ...] = ()
    audit: tuple[AuditEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine:
    """The dialogues, the wishes that lead to them, and the words they speak in."""

    programme: Programme
    dialogues: Mapping[str, Dialogue]
    wishes: Mapping[Intent, str]
    wording: Wording

    def reply_to(
        self, session: Session, understanding: Understanding, now: int, draw_reference: Callable[[], str]
    ) -> Generator[Need, Any, Reply]:
        """The turn for one message; `draw_reference` gives a fresh ticket reference."""
        exchange = _Exchange(self, session, understanding, now, draw_reference)
        try:
            yield from exchange.converse()
        except RegistryUnavailableError:
            return exchange.unchanged(NOT_REACHABLE)
        return exchange.reply()


class _Exchange:
    """The making of one turn."""

    def __init__(
        self,
        engine: Engine,
        session: Session,
        understanding: Understanding,
        now: int,
        draw_reference: Callable[[], str],
    ) -> None:
        self._engine = engine
        self._before = session
        self._heard = understanding
        self._now = now
        self._effects = Effects(_settled(session, understanding, now), engine.programme, now, draw_reference)
        self._texts: list[str] = []

    def reply(self) -> Reply:
        effects = self._effects
        return Reply(
            effects.session, tuple(self._texts), tuple(effects.tickets), tuple(effects.changes), tuple(effects.audit)
        )

    def unchanged(self, text: Text) -> Reply:
        """The conversation stays where it was; the person is told why."""
        return Reply(replace(self._before, seen_at=self._now), (self._word(text),))

    def converse(self) -> Exchanging:
        if self._session.dialogue is not None:
            try:
                if (yield from self._in_dialogue(self._session.dialogue)):
                    return
            except DivergedError:
                self._update(dialogue=None, journal=(), arguments={})
                self._texts.append(self._word(STARTED_OVER))
                yield from self._begin(MENU)
                return
        yield from self._new_wish()

    # At an open prompt

    def _in_dialogue(self, name: str) -> Generator[Need, Any, bool]:
        """True where the message was dealt with inside the open dialogue."""
        run = yield from self._replay(name, self._session.arguments, self._session.journal)
        heard = self._heard
        if heard.intent is Intent.BACK and heard.tier == "word":
            return (yield from self._step_back(run))
        value = None if self._leads_out() else read_answer(self._prompt(run), heard, suspended=self._has_suspended)
        if value is None:
            return (yield from self._not_an_answer(run))
        self._update(misses=0, silent_until=0)
        if value == TO_MENU:
            self._leave(run, keep=name != RESUME)
            yield from self._begin(MENU)
        elif value == TO_SUSPENDED:
            yield from self._take_up_suspended()
        else:
            yield from run.answer(value, self._effects.perform)
            yield from self._settle(run)
        return True

    def _leads_out(self) -> bool:
        return self._heard.tier == "word" and self._heard.intent in GLOBAL

    def _not_an_answer(self, run: Run) -> Generator[Need, Any, bool]:
        if self._wish() is not None:
            if self._heard.intent in IN_PLACE:
                yield from self._in_place(run)
                return True
            self._leave(run)
            return False
        if run.name in {MENU, OFFER_OFFICER}:
            return False
        misses = self._session.misses + 1
        self._update(misses=misses)
        if misses > MOST_REPEATS:
            self._leave(run)
            yield from self._begin(OFFER_OFFICER)
            return True
        self._texts += [self._word(NOT_UNDERSTOOD), self._prompt_text(run, short=misses > 1)]
        return True

    def _in_place(self, run: Run) -> Exchanging:
        """Do a one-line wish; repeat the open question where it now reads otherwise."""
        language = self._session.language
        aside = self._fresh_run(self._engine.wishes[self._heard.intent or Intent.HELP], self._heard.entities)
        yield from aside.drive(self._effects.perform)
        if aside.prompt is not None or aside.result is not None:
            self._leave(run)
            yield from self._settle(aside)
            return
        self._say(aside)
        if self._session.language != language:
            self._texts.append(self._prompt_text(run))

    def _step_back(self, run: Run) -> Generator[Need, Any, bool]:
        journal = run.journal_before_last_answer()
        if journal is None:
            self._leave(run)
            yield from self._begin(MENU)
            return True
        earlier = yield from self._replay(run.name, self._session.arguments, journal)
        self._open(earlier)
        return True

    # A new wish

    def _new_wish(self) -> Exchanging:
        name = self._wish()
        if name is not None:
            self._update(misses=0, silent_until=0)
            yield from self._begin(name, self._heard.entities)
            return
        yield from self._missed()

    def _wish(self) -> str | None:
        heard = self._heard
        if heard.intent is None or heard.confidence < SURE:
            return None
        return self._engine.wishes.get(heard.intent)

    def _missed(self) -> Exchanging:
        """Not understood: the menu; a second time an officer; a third time silence, lest two machines talk for ever."""
        if self._session.dialogue == OFFER_OFFICER:
            if not self._session.silent_until:
                self._update(silent_until=self._now + SILENT_SECONDS)
            if self._now < self._session.silent_until:
                return
            self._update(dialogue=None, misses=0, silent_until=0)
        misses = self._session.misses + 1
        self._update(misses=misses)
        self._texts.append(self._word(NOT_UNDERSTOOD))
        yield from self._begin(MENU if misses == 1 else OFFER_OFFICER)

    # Driving

    def _begin(self, name: str, arguments: Mapping[str, Any] | None = None) -> Exchanging:
        run = self._fresh_run(name, arguments or {})
        yield from run.drive(self._effects.perform)
        yield from self._settle(run)

    def _settle(self, run: Run) -> Exchanging:
        """Say what is new; then stand at the open prompt, go on elsewhere, or rest."""
        self._say(run)
        self._note_identified(run)
        if run.prompt is not None:
            self._open(run)
            return
        self._update(dialogue=None, arguments={}, journal=())
        following = run.result or (GoTo(RESUME) if self._has_suspended else None)
        if following is None:
            return
        if following.dialogue == TO_SUSPENDED:
            yield from self._take_up_suspended()
        else:
            yield from self._begin(following.dialogue, following.arguments)

    def _note_identified(self, run: Run) -> None:
        cases = {case: self._now for effect, case in run.effects if isinstance(effect, Verify) and case not in REFUSALS}
        self._update(verified={**self._session.verified, **cases})

    def _take_up_suspended(self) -> Exchanging:
        kept = self._session.suspended
        self._update(suspended=None, dialogue=None, arguments={}, journal=())
        if kept is None:
            yield from self._begin(MENU)
            return
        journal = tuple((entry[0], entry[1]) for entry in kept["journal"])
        run = yield from self._replay(kept["dialogue"], kept["arguments"], journal)
        self._open(run)

    def _replay(
        self, name: str, arguments: Mapping[str, Any], journal: tuple[tuple[str, Any], ...]
    ) -> Generator[Need, Any, Run]:
        if name not in self._engine.dialogues:
            raise DivergedError
        run = Run(name, self._engine.dialogues[name], self._talk(arguments), journal, fresh=False)
        yield from run.drive(self._effects.perform)
        self._prompt(run)
        return run

    def _fresh_run(self, name: str, arguments: Mapping[str, Any]) -> Run:
        return Run(name, self._engine.dialogues[name], self._talk(arguments), (), fresh=True)

    def _talk(self, arguments: Mapping[str, Any]) -> Talk:
        return Talk(self._engine.programme, self._session.phone, self._language, self._now, dict(arguments))

    def _open(self, run: Run) -> None:
        self._update(dialogue=run.name, arguments=run.talk.arguments, journal=tuple(run.journal))
        self._texts.append(self._prompt_text(run))

    def _leave(self, run: Run, *, keep: bool = True) -> None:
        """Go away from a dialogue; one that holds the person's own words is kept to be offered again."""
        suspended = self._session.suspended if keep else None
        if keep and _holds_words(run.journal):
            suspended = {"dialogue": run.name, "arguments": run.talk.arguments, "journal": run.journal}
        self._update(dialogue=None, arguments={}, journal=(), suspended=suspended)

    def _prompt(self, run: Run) -> Any:
        if run.prompt is None:
            raise DivergedError
        return run.prompt

    # Words

    def _say(self, run: Run) -> None:
        self._texts += [self._engine.wording.say(say, self._language) for say in run.said]
        run.said.clear()

    def _prompt_text(self, run: Run, *, short: bool = False) -> str:
        return self._engine.wording.prompt(
            self._prompt(run), self._language, short=short, suspended=self._has_suspended and run.name != RESUME
        )

    def _word(self, text: Text) -> str:
        return self._engine.wording.text(text, self._language)

    # The session

    @property
    def _session(self) -> Session:
        return self._effects.session

    @property
    def _language(self) -> str:
        return self._session.language or self._heard.language or self._engine.programme.languages[0]

    @property
    def _has_suspended(self) -> bool:
        return self._session.suspended is not None

    def _update(self, **fields: Any) -> None:
        self._effects.session = replace(self._session, **fields)


def _settled(session: Session, heard: Understanding, now: int) -> Session:
    """The session as this message meets it: its language known if it can be, a stale question closed."""
    session = replace(session, language=session.language or heard.language)
    if session.dialogue is not None and now - session.seen_at > OPEN_SECONDS:
        suspended = session.suspended
        if _holds_words(session.journal):
            suspended = {
                "dialogue": session.dialogue,
                "arguments": session.arguments,
                "journal": list(session.journal),
            }
        session = replace(session, dialogue=None, arguments={}, journal=(), suspended=suspended)
    return replace(session, seen_at=now)


def _holds_words(journal: Any) -> bool:
    """Whether something would be lost that took the person pains to write."""
    return any(isinstance(value, dict) or (isinstance(value, str) and " " in value) for _id, value in journal)
