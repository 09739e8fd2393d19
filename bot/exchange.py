"""The making of one turn: decides what the message is to the conversation, and drives the dialogues.

In this order: a word that leads out of anything (menu, stop, officer); the answer to the open prompt; another
wish (the open dialogue is kept, to be offered again); else the prompt is asked again, and in the end an officer
is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.effects import Effects
from bot.kept import Entry, Kept, put_aside, unsent_words
from bot.reading import TO_MENU, read_answer
from bot.requests import REFUSALS, SUSPENDED, GoTo, Prompt
from bot.run import DivergedError, Need, Run
from bot.service import NOT_REACHABLE, NOT_UNDERSTOOD, NOTICE, STARTED_OVER
from bot.talk import Dialogue, Talk
from nlu.understanding import Intent, Understanding
from programmes.programme import Programme, RegistryUnavailableError

if TYPE_CHECKING:
    from bot.text import Text
    from bot.wording import Wording
    from storage.records import AuditEntry, NewTicket, Session, TicketChange

#: An open prompt older than this is no longer what the person answers.
OPEN_SECONDS = 24 * 3600
SILENT_SECONDS = 3600
#: What a parser must be sure of, to be taken at its word.
SURE = 0.9
#: How often a question is asked again before an officer is offered.
MOST_REPEATS = 2

#: Wishes that are done in place, in one line, and leave an open dialogue as it is.
IN_PLACE = {Intent.STOP, Intent.START, Intent.CHANGE_LANGUAGE, Intent.THANKS_BYE}
#: Words that lead out of any prompt, a story's included.
GLOBAL = IN_PLACE | {Intent.HELP, Intent.SPEAK_TO_OFFICER, Intent.BACK}
#: What a number alone asks for, where nothing else was understood.
NAMED = {"reference": Intent.TICKET_FOLLOWUP, "case_number": Intent.APPLICATION_STATUS}
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


class House(Protocol):
    """What an exchange needs of its engine."""

    @property
    def programme(self) -> Programme: ...
    @property
    def dialogues(self) -> Mapping[str, Dialogue]: ...
    @property
    def wishes(self) -> Mapping[Intent, str]: ...
    @property
    def wording(self) -> Wording: ...


class Exchange:
    """One turn under way; nothing of it is kept before the gateway commits its reply."""

    def __init__(
        self,
        house: House,
        session: Session,
        heard: Understanding,
        now: int,
        draw_reference: Callable[[], str],
    ) -> None:
        self._house = house
        self._heard = heard
        self._now = now
        self._went_stale = session.dialogue is not None and now - session.seen_at > OPEN_SECONDS
        self._met = self._settled(session)
        self._effects = Effects(self._met, house.programme, now, draw_reference)
        self._texts: list[str] = []

    def reply(self) -> Reply:
        """What came of it. The first answer to a phone carries the privacy notice."""
        if self._texts and not self._session.noticed:
            self._tell(NOTICE)
            self._update(noticed=True)
        effects = self._effects
        return Reply(
            effects.session,
            tuple(self._texts),
            tuple(effects.tickets),
            tuple(effects.changes),
            tuple(effects.audit),
        )

    def not_reachable(self) -> Reply:
        """The registry is away: the conversation stays where it was, and the person is told."""
        return Reply(self._met, (self._house.wording.text(NOT_REACHABLE, self._language),))

    def converse(self) -> Exchanging:
        """Deal with the message."""
        if self._session.dialogue is None:
            yield from self._new_wish()
        elif self._leads_out() and self._heard.intent is not Intent.BACK:
            yield from self._lead_out()
        else:
            yield from self._at_prompt(Kept.of(self._session))

    # At an open prompt

    def _leads_out(self) -> bool:
        return self._heard.tier == "word" and self._heard.intent in GLOBAL

    def _lead_out(self) -> Exchanging:
        """Needs no look at the open dialogue, so `stop` and `menu` work without the registry too."""
        if self._heard.intent in IN_PLACE:
            yield from self._in_place()
            return
        self._effects.session = put_aside(self._session)
        yield from self._new_wish()

    def _at_prompt(self, kept: Kept) -> Exchanging:
        try:
            run = yield from self._replay(kept)
        except DivergedError:
            yield from self._start_over(kept)
            return
        if self._leads_out():
            yield from self._step_back(run, kept)
            return
        value = read_answer(_prompt_of(run), self._heard)
        if value is None:
            yield from self._not_an_answer(run)
            return
        self._understood()
        if value == TO_MENU:
            self._effects.session = put_aside(self._session)
            yield from self._begin(MENU)
            return
        yield from run.answer(value)
        yield from self._settle(run)

    def _not_an_answer(self, run: Run) -> Exchanging:
        if self._wish() is not None:
            yield from self._lead_out()
        elif run.name in {MENU, OFFER_OFFICER}:
            yield from self._missed()
        else:
            yield from self._ask_again(run)

    def _ask_again(self, run: Run) -> Exchanging:
        misses = self._session.misses + 1
        self._update(misses=misses)
        self._tell(NOT_UNDERSTOOD)
        if misses > MOST_REPEATS:
            self._effects.session = put_aside(self._session)
            yield from self._begin(OFFER_OFFICER)
            return
        self._texts.append(self._prompt_text(run, short=True))

    def _in_place(self) -> Exchanging:
        """Do a one-line wish; repeat the open question where it now reads otherwise."""
        language = self._language
        aside = self._run(self._wish() or MENU, self._heard.entities)
        yield from aside.drive()
        if aside.prompt is not None or aside.result is not None:
            self._effects.session = put_aside(self._session)
            yield from self._settle(aside)
            return
        self._say(aside)
        if self._language != language:
            yield from self._repeat_question()

    def _repeat_question(self) -> Exchanging:
        try:
            run = yield from self._replay(Kept.of(self._session))
        except (DivergedError, RegistryUnavailableError):
            return  # it is dealt with when the question is answered
        self._texts.append(self._prompt_text(run))

    def _step_back(self, run: Run, kept: Kept) -> Exchanging:
        self._understood()
        journal = run.one_step_back()
        if journal is None:
            self._effects.session = put_aside(self._session)
            yield from self._begin(MENU)
            return
        earlier = yield from self._replay(replace(kept, journal=journal))
        self._open(earlier)

    def _start_over(self, kept: Kept) -> Exchanging:
        """The journal fits no more: a clear wish is done, what the person wrote is carried along, else the menu."""
        self._close()
        if self._wish() is not None:
            yield from self._new_wish()
            return
        self._tell(STARTED_OVER)
        words = unsent_words(kept.journal)
        if words and kept.dialogue in self._house.dialogues:
            yield from self._begin(kept.dialogue, {**kept.arguments, "words": words})
        else:
            yield from self._begin(MENU)

    # A new wish

    def _new_wish(self) -> Exchanging:
        name = self._wish()
        if name is None:
            yield from self._missed()
            return
        self._understood()
        yield from self._begin(name, self._heard.entities)

    def _wish(self) -> str | None:
        heard = self._heard
        if heard.intent is not None and heard.confidence >= SURE:
            return self._house.wishes.get(heard.intent)
        named = (intent for entity, intent in NAMED.items() if entity in heard.entities)
        return next((self._house.wishes.get(intent) for intent in named), None)

    def _understood(self) -> None:
        self._update(misses=0, silent_until=0)

    def _missed(self) -> Exchanging:
        """The menu; a second time an officer; a third time silence, lest two machines talk for ever."""
        if self._session.dialogue == OFFER_OFFICER and self._session.misses > 1:
            if not self._session.silent_until:
                self._update(silent_until=self._now + SILENT_SECONDS)
            if self._now < self._session.silent_until:
                return
            self._understood()
        if self._went_stale:  # the person answers what was asked too long ago
            yield from self._begin(MENU)
            return
        misses = self._session.misses + 1
        self._update(misses=misses)
        self._tell(NOT_UNDERSTOOD)
        yield from self._begin(MENU if misses == 1 else OFFER_OFFICER)

    # Driving

    def _begin(self, name: str, arguments: Mapping[str, Any] | None = None) -> Exchanging:
        given = dict(arguments or {})
        if name == MENU:
            given["suspended"] = self._session.suspended is not None
        run = self._run(name, given)
        yield from run.drive()
        yield from self._settle(run)

    def _settle(self, run: Run) -> Exchanging:
        """Say what is new; then stand at the open prompt, go on elsewhere, or rest."""
        self._say(run)
        self._note_identified(run)
        if run.prompt is not None:
            self._open(run)
            return
        self._close()
        following = run.result or (GoTo(RESUME) if self._session.suspended else None)
        if following is None:
            return
        if following.dialogue == SUSPENDED:
            yield from self._take_up_suspended()
        else:
            yield from self._begin(following.dialogue, following.arguments)

    def _note_identified(self, run: Run) -> None:
        cases = {case: self._now for case in run.identified if case not in REFUSALS}
        self._update(verified={**self._session.verified, **cases})

    def _take_up_suspended(self) -> Exchanging:
        suspended = self._session.suspended
        if suspended is None:
            yield from self._begin(MENU)
            return
        self._update(suspended=None)
        kept = Kept.of(suspended)
        try:
            self._open((yield from self._replay(kept)))
        except DivergedError:
            yield from self._start_over(kept)

    def _replay(self, kept: Kept) -> Generator[Need, Any, Run]:
        if kept.dialogue not in self._house.dialogues:
            raise DivergedError
        run = self._run(kept.dialogue, kept.arguments)
        yield from run.replay(kept.journal)
        return run

    def _run(self, name: str, arguments: Mapping[str, Any]) -> Run:
        talk = Talk(self._house.programme, self._now, self._heard.text, dict(arguments))
        return Run(name, self._house.dialogues[name], talk, self._effects.perform)

    def _open(self, run: Run) -> None:
        kept = run.kept()
        self._update(dialogue=kept.dialogue, arguments=dict(kept.arguments), journal=kept.journal)
        self._texts.append(self._prompt_text(run))

    def _close(self) -> None:
        self._update(dialogue=None, arguments={}, journal=())

    # Words

    def _say(self, run: Run) -> None:
        self._texts += [self._house.wording.line(say.text, self._language) for say in run.said]

    def _prompt_text(self, run: Run, *, short: bool = False) -> str:
        return self._house.wording.prompt(_prompt_of(run), self._language, short=short)

    def _tell(self, text: Text) -> None:
        self._texts.append(self._house.wording.text(text, self._language))

    # The session

    def _settled(self, session: Session) -> Session:
        """The session as this message meets it: its language known if it can be, a stale question closed."""
        language = session.language or self._offered(self._heard.language)
        if self._went_stale:
            session = replace(put_aside(session), misses=0, silent_until=0)
        return replace(session, language=language, seen_at=self._now)

    def _offered(self, language: str | None) -> str | None:
        """A language that there is a catalog for; Darija in Latin letters is answered in Arabic where it has none."""
        languages = self._house.wording.languages
        if language == "ary_Latn" and language not in languages:
            language = "ar"
        return language if language in languages else None

    @property
    def _session(self) -> Session:
        return self._effects.session

    @property
    def _language(self) -> str:
        return self._session.language or self._house.programme.languages[0]

    def _update(self, **fields: Any) -> None:
        self._effects.session = replace(self._session, **fields)


def _prompt_of(run: Run) -> Prompt:
    if run.prompt is None:
        raise DivergedError
    return run.prompt
