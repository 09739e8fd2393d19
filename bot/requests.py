"""What a dialogue yields: prompts that wait for the person, facts to look up, effects to commit.

A dialogue is a generator. It yields these values and is sent their answers; it does no I/O, so a test drives
it with a list of answers. A prompt's and an effect's answer is journaled under its `id`; a fact is looked up
afresh at each turn. What must not change while the dialogue lasts is fixed with `Keep`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from bot.text import Text, _

if TYPE_CHECKING:
    from nlu.understanding import Intent

MENU = _("Menu")


class Say(Struct, frozen=True):
    """Say something; no answer. Behind the replay point it is not said again."""

    text: Text


class Option(Struct, frozen=True):
    """One numbered choice; `intent` names a wish that picks it when typed in words.

    `brief` is its label where a small screen lists it.
    """

    key: str
    label: Text
    intent: Intent | None = None
    brief: Text | None = None


class Choose(Struct, frozen=True):
    """A question with numbered choices; the answer is an option's key.

    `question` is one line or several, the whole answer that the choices follow from: it is said again in
    another language, or after a step back. `zero` is what `0` means; left out, it leads to the menu (the
    dialogue ends there). `yes` and `no` name the options that "oui" and "non" pick. `more` are numbered
    behind `options`: a screen lists them, an SMS, where each line costs, does not. With `pause` the question
    is asked only once the person has been silent for so many seconds (they may be writing on), where the
    channel can wait.

    Words come as `Words`: with `or_words` any other text; with `or_unclear` any that is no clear wish; with
    `or_story` such a one that tells something and is no possible call for help; and any that is the wish
    `story`.
    """

    id: str
    question: tuple[Text, ...]
    options: tuple[Option, ...]
    zero: Option | None = None
    or_words: bool = False
    or_unclear: bool = False
    yes: str | None = None
    no: str | None = None
    more: tuple[Option, ...] = ()
    pause: int = 0
    or_story: bool = False
    story: Intent | None = None

    @property
    def numbered(self) -> tuple[Option, ...]:
        """All that a number picks, from 1."""
        return (*self.options, *self.more)


class AskText(Struct, frozen=True):
    """A question answered in one's own words, which come as `Words`.

    `entity` names the only thing that counts (`case_number`, `birth_year`); the answer is then its value.
    """

    id: str
    question: Text
    entity: str | None = None


class Words(Struct, frozen=True):
    """Free text, as the person wrote it."""

    text: str


class CasesOf(Struct, frozen=True):
    """Fact: the cases of this phone, registered or verified (tuple of `programmes.household.Case`).

    With `or_none` there are none where the registry does not answer: for what must work without it.
    """

    or_none: bool = False


class CaseOf(Struct, frozen=True):
    """Fact: one case by its id (`Case`, or None)."""

    case_id: str


class TicketsOf(Struct, frozen=True):
    """Fact: the tickets filed from this phone, newest first (tuple of `storage.records.Ticket`)."""


class QuestionOf(Struct, frozen=True):
    """Fact: what an officer asked last about a ticket, in the officer's words; "" where nothing was asked."""

    reference: str


class PlacesNamed(Struct, frozen=True):
    """Fact: the places that these words name (tuple of `Place`), the likeliest first.

    Empty where none is understood, several where the name does not tell which. `asked` says that the words
    answer the question for a place, and get the best guess; without it only what is certainly a place counts.
    """

    words: str
    asked: bool = True


class DesksOf(Struct, frozen=True):
    """Fact: the nearest desks of a kind (tuple of `Desk`, kinds and desks in programmes/directory/desks.py).

    Those of the country where `place` (a code) is not known; empty where the programme has none.
    """

    kind: str
    place: str = ""
    most: int = 2


class IsHelped(Struct, frozen=True):
    """Fact: whether this phone proved the case and is not known to be the household's own (bool)."""

    case_id: str


class HelpedBy(Struct, frozen=True):
    """Fact: the households that this phone files for (tuple of `bot.proxy.Helped`), an association's first.

    With a `case_id` that one alone, with its region and phones; none where the phone does not file for it.
    """

    case_id: str | None = None


class HelpedByNumber(Struct, frozen=True):
    """Fact: the id of the case with this number among those that this phone files for, else ""."""

    number: str


WRONG, LOCKED = "wrong", "locked"
#: The answers of `Verify` that are not a case id.
REFUSALS = {WRONG, LOCKED}


class Verify(Struct, frozen=True):
    """Effect: try case number and birth year under the limits; answer: a case id, `WRONG` or `LOCKED`."""

    id: str
    number: str
    birth_year: int


class Claim(Struct, frozen=True):
    """Effect: the person says whose a proved case is, its `own` or not.

    Answer: whether that was taken; a phone helps only so many households (`bot.proxy.MOST_HELPED`).
    """

    id: str
    case_id: str
    own: bool


class FileTicket(Struct, frozen=True):
    """Effect: file a ticket; the answer is `{"reference": digits, "due": epoch seconds}`.

    `told` are the phones that hear that somebody filed for them.
    """

    id: str
    nature: str
    motive: str
    story: str
    case_id: str | None = None
    region: str | None = None
    subject: dict[str, Any] = field(default_factory=dict)
    late: bool = False
    told: tuple[str, ...] = ()


class AddToTicket(Struct, frozen=True):
    """Effect: the person adds words to a ticket; answer: True.

    `waiting` says that the ticket waited for them: only then does its clock start again, and only where the
    ticket still is of `version`.
    """

    id: str
    reference: str
    words: str
    waiting: bool = False
    version: int | None = None


class WithdrawTicket(Struct, frozen=True):
    """Effect: the person takes a ticket back, as it was in `version`; answer: True."""

    id: str
    reference: str
    version: int


class Rate(Struct, frozen=True):
    """Effect: keep how the person was served on a ticket, 1 to 5, and a word; answer: True."""

    id: str
    reference: str
    score: int
    words: str = ""


class ReopenTicket(Struct, frozen=True):
    """Effect: a closed ticket is taken up again, as it was in `version`; answer as of `FileTicket`.

    `appeal` brings its decision before a supervisor.
    """

    id: str
    reference: str
    version: int
    motive: str
    words: str
    subject: dict[str, Any]
    appeal: bool = False


class SetCall(Struct, frozen=True):
    """Effect: when an officer may call about a ticket (a key of `bot.dialogues.call.HOURS`); answer: True.

    `words` are kept for the officer, also where they name no such hour (`hour` is "" then). With an hour,
    `subject` and `version` are the ticket's.
    """

    id: str
    reference: str
    hour: str = ""
    subject: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    version: int | None = None


class Note(Struct, frozen=True):
    """Effect: something that happened to the person is counted (`scam`), without a ticket; answer: True."""

    id: str
    what: str


class Remember(Struct, frozen=True):
    """Effect on the session row itself; answer: True. `let_go` drops the interrupted dialogue for good."""

    id: str
    language: str | None = None
    opted_out: bool | None = None
    let_go: bool = False


class Keep(Struct, frozen=True):
    """Effect on the journal alone: the answer is `value` now, and the same at every replay (plain JSON)."""

    id: str
    value: Any


Prompt = Choose | AskText
Fact = (
    CasesOf | CaseOf | TicketsOf | QuestionOf | PlacesNamed | DesksOf | IsHelped | HelpedBy | HelpedByNumber
)
Effect = FileTicket | AddToTicket | WithdrawTicket | ReopenTicket | SetCall | Note | Rate | Remember
#: What is judged outside, at the moment when it is said.
Judged = Verify | Claim
Request = Say | Prompt | Fact | Effect | Judged | Keep

#: The dialogue to go on with where an interrupted one is to be taken up.
SUSPENDED = "@suspended"


class GoTo(Struct, frozen=True):
    """What a dialogue may return: go on with another dialogue, in the same turn."""

    dialogue: str
    arguments: dict[str, Any] = field(default_factory=dict)
