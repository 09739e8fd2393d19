"""One dialogue under way: its generator, replayed from the journal and driven on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from bot.requests import (
    AddToTicket,
    AskText,
    CaseOf,
    CasesOf,
    Choose,
    Effect,
    Fact,
    FileTicket,
    GoTo,
    Prompt,
    Remember,
    Request,
    Say,
    TicketsOf,
    Verify,
    WithdrawTicket,
    Words,
)
from bot.talk import Dialogue, Talk

PROMPTS = (Choose, AskText)
FACTS = (CasesOf, CaseOf, TicketsOf)
EFFECTS = (Verify, FileTicket, AddToTicket, WithdrawTicket, Remember)

#: What a run asks of whoever drives it: facts from outside, and tries to identify.
Need = Fact | Verify
Driving = Generator[Need, Any, None]


class DivergedError(Exception):
    """The journal no longer fits the dialogue (its code or the facts changed)."""


class _Waiting:
    """Marks that the dialogue waits for the person."""


_WAITING = _Waiting()


class Run:
    """A dialogue's generator and its journal.

    `drive` replays the journal silently and stops at the first open prompt; `answer` gives that prompt its answer and drives on.
    Afterwards `prompt` is the open prompt, or None when the dialogue ended with `result`. `said` and `effects` are what is new.
    """

    def __init__(
        self, name: str, dialogue: Dialogue, talk: Talk, journal: tuple[tuple[str, Any], ...], *, fresh: bool
    ) -> None:
        self.name = name
        self.talk = talk
        self.journal = list(journal)
        self.prompt: Prompt | None = None
        self.result: GoTo | None = None
        self.said: list[Say] = []
        self.effects: list[tuple[Effect, Any]] = []
        self._answered: list[int] = []  # where in the journal the person's own answers stand
        self._done: list[int] = []  # and where what cannot be taken back stands
        self._steps = dialogue(talk)
        self._position = 0
        self._live = fresh

    def drive(self, perform: Callable[[Effect], Any]) -> Driving:
        """Go on from the start to the open prompt; `perform` answers the effects that need nothing from outside."""
        yield from self._send(None, perform)

    def answer(self, value: Any, perform: Callable[[Effect], Any]) -> Driving:
        """Answer the open prompt and go on to the next."""
        if self.prompt is None:
            raise DivergedError
        self._live = True
        self._note(self.prompt.id, value)
        yield from self._send(value, perform)

    def _send(self, value: Any, perform: Callable[[Effect], Any]) -> Driving:
        self.prompt = None
        while True:
            try:
                request = self._steps.send(value)
            except StopIteration as stop:
                self.result = stop.value
                return
            value = yield from self._reply(request, perform)
            if value is _WAITING:
                return

    def _reply(self, request: Request, perform: Callable[[Effect], Any]) -> Generator[Need, Any, Any]:
        if isinstance(request, Say):
            if self._live:
                self.said.append(request)
            return None
        if isinstance(request, FACTS):
            return (yield request)
        if self._position < len(self.journal):
            self._mark(request)
            return self._replayed(request.id)
        if isinstance(request, PROMPTS):
            self.prompt = request
            return _WAITING
        return (yield from self._effect(request, perform))

    def journal_before_last_answer(self) -> tuple[tuple[str, Any], ...] | None:
        """The journal one step back; None where there is no step, or something was done since that cannot be undone."""
        if not self._answered or (self._done and self._done[-1] > self._answered[-1]):
            return None
        return tuple(self.journal[: self._answered[-1]])

    def _mark(self, request: Prompt | Effect) -> None:
        if isinstance(request, PROMPTS):
            self._answered.append(self._position)
        elif not isinstance(request, Verify | Remember):
            self._done.append(self._position)

    def _replayed(self, request_id: str) -> Any:
        noted_id, value = self.journal[self._position]
        if noted_id != request_id:
            raise DivergedError
        self._position += 1
        if isinstance(value, dict) and value.keys() == {"words"}:
            return Words(value["words"])
        return value

    def _effect(self, request: Effect, perform: Callable[[Effect], Any]) -> Generator[Need, Any, Any]:
        if not self._live:
            raise DivergedError
        value = (yield request) if isinstance(request, Verify) else perform(request)
        self.effects.append((request, value))
        self._note(request.id, value)
        return value

    def _note(self, request_id: str, value: Any) -> None:
        kept = {"words": value.text} if isinstance(value, Words) else value
        self.journal.append((request_id, kept))
        self._position = len(self.journal)
