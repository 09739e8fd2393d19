"""Where one turn happens: the session as it becomes, what is said, dialogues begun, replayed and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from bot.effects import Effects
from bot.kept import Kept, put_aside, unsent_words
from bot.reply import Reply
from bot.requests import REFUSALS, SUSPENDED, Choose, GoTo, Prompt
from bot.run import DivergedError, Need, Run
from bot.service import AS_OF, NOTICE, STARTED_OVER
from bot.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from bot.engine import Engine
    from bot.reply import Asked
    from bot.text import Text
    from storage.records import Session

    Driving = Generator[Need, Any, None]

MENU, DOUBT, OFFER_OFFICER, RESUME = "menu", "doubt", "offer_officer", "resume"
#: The kind of the wakeup that ends a pause.
PAUSE = "pause"


class Stage:
    """Nothing of it is kept before the gateway commits the reply. `said` is the message of this turn.

    On a screen (`titled`) nothing can come later.
    """

    def __init__(
        self,
        engine: Engine,
        session: Session,
        said: str,
        now: int,
        draw_reference: Callable[[], str],
        *,
        titled: bool = False,
    ) -> None:
        self._titled = titled
        self.lines: list[str] = []
        self.asked: Asked | None = None
        self.effects = Effects(session, engine.programme, now, draw_reference)
        self._engine = engine
        self._said = said
        self._now = now
        self._seen_at: int | None = None

    def reply(self) -> Reply:
        """What came of it. The first answer to a phone carries the privacy notice, an old one its day."""
        notes = []
        if self._seen_at is not None and self.lines:
            notes.append(AS_OF(day=self._talk("", {}).day_of(self._seen_at)))
        if (self.lines or self.asked) and not self.session.noticed:
            notes.append(NOTICE)
            self.update(noticed=True)
        footnote = "\n".join(self._engine.wording.line(note, self.language) for note in notes)
        done = self.effects
        return Reply(
            done.session,
            tuple(self.lines),
            tuple(done.tickets),
            tuple(done.changes),
            tuple(done.audit),
            self.asked,
            footnote,
            tuple(done.wakeups),
            tuple(done.ratings),
        )

    @property
    def session(self) -> Session:
        """The session as it is by now."""
        return self.effects.session

    @property
    def language(self) -> str:
        """The language that is answered in."""
        return self.session.language or self._engine.programme.languages[0]

    def update(self, **fields: Any) -> None:
        """Change fields of the session; most turns change few, and a copy costs more than a look."""
        session = self.effects.session
        for name, value in fields.items():
            if getattr(session, name) != value:
                self.effects.session = replace(session, **fields)
                return

    def worded(self, text: Text) -> str:
        """A text as this phone reads it."""
        return self._engine.wording.text(text, self.language)

    def tell(self, text: Text) -> None:
        """Say a line."""
        self.lines.append(self._engine.wording.line(text, self.language))

    def ask(self, run: Run, *, short: bool = False) -> None:
        """Ask the question that a run stands at; `short` repeats a choice without its question."""
        wording, prompt = self._engine.wording, prompt_of(run)
        if not (short and isinstance(prompt, Choose)):
            self.lines += wording.question(prompt, self.language)
        self.asked = wording.asked(prompt, self.language, back=run.one_step_back() is not None)

    def say(self, run: Run) -> None:
        """Say what a run said."""
        for say in run.said:
            self.tell(say.text)

    def run(self, name: str, arguments: Mapping[str, Any]) -> Run:
        """A dialogue, ready to be driven."""
        talk = self._talk(self._said, arguments)
        return Run(name, self._engine.dialogues[name], talk, self.effects.perform)

    def _talk(self, said: str, arguments: Mapping[str, Any]) -> Talk:
        return Talk(self._engine.programme, self._now, said, dict(arguments))

    def begin(self, name: str, arguments: Mapping[str, Any] | None = None) -> Driving:
        """Start a dialogue and go with it as far as it gets."""
        given = dict(arguments or {})
        if self.session.owed is not None and self.session.owed["wish"] == name:
            self.update(owed=None)  # it is being answered
        if name == MENU:
            given |= {"suspended": self.session.suspended is not None, "titled": self._titled}
        run = self.run(name, given)
        yield from run.drive()
        yield from self.settle(run)

    def settle(self, run: Run) -> Driving:
        """Say what is new; then stand at the open prompt, go on elsewhere, or rest."""
        self.say(run)
        self._seen_at = run.seen_at if self._seen_at is None else self._seen_at
        if run.identified:
            proved = {case: self._now for case in run.identified if case not in REFUSALS}
            self.update(verified={**self.session.verified, **proved})
        if run.prompt is not None:
            self.open(run)
            return
        self.close()
        following = run.result or (GoTo(RESUME) if self.session.suspended else None)
        if following is None:
            return
        if following.dialogue == SUSPENDED:
            yield from self._take_up_suspended()
        else:
            yield from self.begin(following.dialogue, following.arguments)

    def replay(self, kept: Kept) -> Generator[Need, Any, Run]:
        """A dialogue where it stood. Raises `DivergedError`."""
        if kept.dialogue not in self._engine.dialogues:
            raise DivergedError
        run = self.run(kept.dialogue, kept.arguments)
        yield from run.replay(kept.journal)
        return run

    def start_over(self, kept: Kept) -> Driving:
        """The journal fits no more: what the person wrote is carried along, else there is the menu."""
        self.close()
        self.tell(STARTED_OVER)
        words = unsent_words(kept.journal)
        if words and kept.dialogue in self._engine.dialogues:
            yield from self.begin(kept.dialogue, {**kept.arguments, "words": words})
        else:
            yield from self.begin(MENU)

    def open(self, run: Run) -> None:
        """Stand at a run's prompt and ask it, at once or once the person has paused."""
        kept = run.kept()
        self.update(dialogue=kept.dialogue, arguments=dict(kept.arguments), journal=kept.journal)
        pause = run.prompt.pause if isinstance(run.prompt, Choose) and not self._titled else 0
        if pause:
            key = f"pause:{self.session.phone}:{self._now}"
            self.effects.wake_at(key, self._now + pause, PAUSE, {"seen_at": self._now})
        else:
            self.ask(run)

    def close(self) -> None:
        """End the open dialogue."""
        self.update(dialogue=None, arguments={}, journal=())

    def put_aside(self) -> None:
        """Leave the open dialogue; unsent words are kept, to be offered again."""
        self.effects.session = put_aside(self.session)

    def _take_up_suspended(self) -> Driving:
        suspended = self.session.suspended
        if suspended is None:
            yield from self.begin(MENU)
            return
        self.update(suspended=None)
        kept = Kept.of(suspended)
        try:
            self.open((yield from self.replay(kept)))
        except DivergedError:
            yield from self.start_over(kept)


def prompt_of(run: Run) -> Prompt:
    """The prompt that a replayed run stands at."""
    if run.prompt is None:
        raise DivergedError
    return run.prompt
