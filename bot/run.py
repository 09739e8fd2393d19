"""One dialogue under way: its generator, replayed from the journal and driven on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from bot.kept import Entry, Kept, from_json, mark_open, shown, split_open, to_json
from bot.requests import (
    AskText,
    CaseOf,
    CasesOf,
    Choose,
    Effect,
    Fact,
    GoTo,
    HelpedBy,
    Judged,
    Keep,
    Prompt,
    Remember,
    Request,
    Say,
    Verify,
)
from programmes.programme import RegistryUnavailableError

if TYPE_CHECKING:
    from bot.talk import Dialogue, Talk
    from programmes.household import Case

#: What a run asks of whoever drives it: facts from outside, and tries to identify.
Need = Fact | Judged
Driving = Generator[Need, Any, None]
Perform = Callable[[Effect], Any]


class DivergedError(Exception):
    """The journal no longer fits the dialogue (its code or the facts changed)."""


class _Waiting:
    """Marks that the dialogue waits for the person."""


_WAITING = _Waiting()


class Run:
    """A dialogue's generator and its journal.

    `drive` begins anew, `replay` goes through the journal in silence; both stop at the open prompt. `answer`
    gives that prompt its answer and goes on. Afterwards `prompt` is the open prompt, or None where the
    dialogue ended with `result`; `said` and `identified` are what is new. `seen_at` is when the oldest case
    that it looked up was true, where the registry does not answer now.
    `replay` raises `DivergedError`, and then nothing was done.
    """

    def __init__(self, name: str, dialogue: Dialogue, talk: Talk, perform: Perform) -> None:
        self.name = name
        self.prompt: Prompt | None = None
        self.result: GoTo | None = None
        self.said: list[Say] = []
        self.identified: list[str] = []
        self._talk = talk
        self._perform = perform
        self._steps = dialogue(talk)
        self._journal: list[Entry] = []
        self.seen_at: int | None = (
            None  # of the oldest case looked up that the registry could not confirm now
        )
        self._position = 0
        self._live = True
        self._answered: list[int] = []  # where in the journal the person's own answers stand
        self._done: list[int] = []  # and where what cannot be taken back stands

    def drive(self) -> Driving:
        """Begin anew, up to the first open prompt."""
        yield from self._send(None)

    def replay(self, journal: tuple[Entry, ...]) -> Driving:
        """Go through what was answered before, up to the prompt that is open since."""
        answers, seen = split_open(journal)
        self._journal = list(answers)
        self._live = False
        yield from self._send(None)
        if self.prompt is None or self._position < len(self._journal):
            raise DivergedError
        if seen is not None and list(seen) != shown(self.prompt):
            raise DivergedError

    def answer(self, value: Any) -> Driving:
        """Answer the open prompt and go on to the next."""
        if self.prompt is None:
            raise DivergedError
        self._live = True
        self._note(self.prompt, value)
        yield from self._send(value)

    def kept(self) -> Kept:
        """The run as it stands at its open prompt."""
        mark = () if self.prompt is None else (mark_open(self.prompt),)
        return Kept(self.name, self._talk.arguments, (*self._journal, *mark))

    @property
    def file(self) -> dict[str, Any]:
        """The case that it was begun with, as arguments for another dialogue."""
        return {name: value for name, value in self._talk.arguments.items() if name == "case"}

    def one_step_back(self) -> tuple[Entry, ...] | None:
        """The journal before the last answer; None where nothing was answered or since done for good."""
        if not self._answered or (self._done and self._done[-1] > self._answered[-1]):
            return None
        return tuple(self._journal[: self._answered[-1]])

    def _send(self, value: Any) -> Driving:
        self.prompt = None
        while value is not _WAITING:
            try:
                request = self._steps.send(value)
            except StopIteration as stop:
                self.result = stop.value
                return
            value = yield from self._reply(request)

    def _reply(self, request: Request) -> Generator[Need, Any, Any]:
        if isinstance(request, Say):
            if self._live:
                self.said.append(request)
            return None
        if isinstance(request, Fact):
            return (yield from self._look_up(request))
        if self._position < len(self._journal):
            return self._replayed(request)
        if isinstance(request, Choose | AskText):
            self.prompt = request
            return _WAITING
        if not self._live:
            raise DivergedError
        value = yield from self._do(request)
        self._note(request, value)
        return value

    def _look_up(self, fact: Fact) -> Generator[Need, Any, Any]:
        by_the_way = isinstance(fact, HelpedBy) or (isinstance(fact, CasesOf) and fact.or_none)
        try:
            found = yield fact
        except RegistryUnavailableError:
            if by_the_way:
                return ()
            raise
        if not by_the_way and isinstance(fact, CasesOf | CaseOf):
            self._date(found)
        return found

    def _date(self, found: Case | tuple[Case, ...] | None) -> None:
        cases = found if isinstance(found, tuple) else (found,)
        seen = [case.seen_at for case in cases if case is not None and case.seen_at is not None]
        self.seen_at = min(seen + ([self.seen_at] if self.seen_at is not None else []), default=None)

    def _do(self, effect: Effect | Judged | Keep) -> Generator[Need, Any, Any]:
        if isinstance(effect, Keep):
            return effect.value
        if not isinstance(effect, Judged):
            return self._perform(effect)
        found = yield effect
        if isinstance(effect, Verify):
            self.identified.append(found)
        return found

    def _replayed(self, request: Prompt | Effect | Judged | Keep) -> Any:
        noted_id, value = self._journal[self._position]
        if noted_id != request.id:
            raise DivergedError
        self._mark(request)
        return from_json(value)

    def _note(self, request: Prompt | Effect | Judged | Keep, value: Any) -> None:
        self._journal.append((request.id, to_json(value)))
        self._mark(request)

    def _mark(self, request: Prompt | Effect | Judged | Keep) -> None:
        if isinstance(request, Choose | AskText):
            self._answered.append(self._position)
        elif not isinstance(request, Judged | Remember | Keep):
            self._done.append(self._position)
        self._position += 1
