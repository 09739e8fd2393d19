"""A phone, its facts and its clock around a real engine: what the gateway does, in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.dialogues import DIALOGUES, WISHES
from bot.engine import Engine, Reply, Wakeup
from bot.formats import write_value
from bot.later import question, satisfaction
from bot.proxy import Helped, hears_of, is_held_back, is_still_listed
from bot.requests import (
    LOCKED,
    WRONG,
    CaseOf,
    CasesOf,
    Claim,
    DesksOf,
    HelpedBy,
    HelpedByNumber,
    IsHelped,
    PlacesNamed,
    QuestionOf,
    TicketsOf,
    Verify,
)
from bot.wording import Wording
from locales import PHONE_LANGUAGES, load
from programmes.directory.desks import DeskKind
from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.pack import load_programme
from programmes.programme import RegistryUnavailableError
from sms_gateway.referral import Referral
from storage.records import NewTicket, NewWakeup, Outcome, Rating, Session, Ticket, TicketState
from storage.references import is_reference
from tests.unit.bot.phrases import understand

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from nlu.understanding import Understanding

PACK = load_programme("ma_asd")
WORDING = Wording({language: load(language, "sms").gettext for language in PHONE_LANGUAGES}, write_value)
ENGINE = Engine(PACK, DIALOGUES, WISHES, WORDING)
REFERRAL = Referral("ma_asd")
PHONE = "+212612345678"
NOW = int(datetime(2025, 11, 22, 10, tzinfo=ZoneInfo("Africa/Casablanca")).timestamp())
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def child(name: str, born: date, **facts: Any) -> Member:
    return Member(name, born, Relation.CHILD, **facts)


def paid(month: str, dirhams: int, state: PaymentState = PaymentState.COLLECTED) -> Payment:
    year, number = map(int, month.split("-"))
    return Payment(month, dirhams * 100, "MAD", state, date(year, number, 28))


def case(status: CaseStatus = CaseStatus.ACCEPTED, since: date = date(2025, 3, 12), **facts: Any) -> Case:
    """A household of Fes with two children at school, unless told otherwise."""
    usual = {
        "case_id": "c1",
        "number": "2025000123",
        "head_birth_year": 1978,
        "commune": "Fès",
        "region": "03",
        "members": (
            child("a", date(2010, 1, 1), at_school=True),
            child("b", date(2012, 1, 1), at_school=True),
        ),
    }
    return Case(**{**usual, **facts}, programme="ma_asd", status=status, status_since=since)


def _references() -> Iterator[str]:
    candidates = (f"{number:09}" for number in range(482177350, 999999999))
    return (digits for digits in candidates if is_reference(digits))


def as_kept(new: NewTicket) -> Ticket:
    """A ticket as the store hands it back."""
    names = (name for name in Ticket.__slots__ if hasattr(new, name))
    facts = {name: getattr(new, name) for name in names}
    return Ticket(
        **facts, state=TicketState.RECEIVED, outcome=None, reason=None, assignee=None, updated_at=new.created_at, version=1
    )  # fmt: skip


@dataclass
class World:
    """One phone before the service. `known`: the registry knows the phone; `screen`: it reads screens.

    `association`: the phone is written down as its, with all cases on its list.
    """

    cases: tuple[Case, ...] = ()
    known: bool = True
    language: str | None = "fr"
    noticed: bool = True
    now: int = NOW
    engine: Engine = ENGINE
    down: bool = False
    screen: bool = False
    tries_left: int = 5
    question: str = ""
    association: str = ""
    told: list[str] = field(default_factory=list)
    verified: set[str] = field(default_factory=set)
    helped: dict[str, int] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    references: Iterator[str] = field(default_factory=_references)
    replies: list[Reply] = field(default_factory=list)
    clock: list[NewWakeup] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    ratings: dict[str, Rating] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = Session(PHONE, language=self.language, noticed=self.noticed)

    def send(self, text: str) -> str:
        """The answer to one message, as the phone shows it; "" is silence."""
        return self.hear(understand(text))

    def hear(self, heard: Understanding) -> str:
        told = self._kept(
            self._drive(self.engine.reply_to(self.session, heard, self.now, self._draw, screen=self.screen))
        )
        self.now += MINUTE
        return "\n".join(told)

    def _kept(self, reply: Reply) -> list[str]:
        """What a turn changes is kept; its message, if there is one."""
        self.replies.append(reply)
        self.session = replace(reply.session, version=reply.session.version + 1, helped=dict(self.helped))
        for new in reply.tickets:
            self.tickets[new.reference] = as_kept(new)
        for change in reply.changes:
            changed = {
                name: getattr(change, name)
                for name in ("state", "outcome", "reason", "subject", "due_at")
                if getattr(change, name)
            }
            self.tickets[change.reference] = replace(self.tickets[change.reference], **changed)
        self.verified.clear()
        self.told += [one.phone for one in reply.wakeups if one.phone != PHONE]
        moved = {one.key for one in reply.wakeups}  # a pending one of the same key is moved, as in the store
        self.clock = [one for one in self.clock if one.key not in moved]
        self.clock += [replace(one, link="line") for one in reply.wakeups if one.phone == PHONE]
        for rating in reply.ratings:
            self.ratings[rating.reference] = rating
        return ["\n".join(reply.texts)] if reply.texts else []

    def wait(self, seconds: int) -> list[str]:
        """Time passes; what the clock says meanwhile, as the phone shows it."""
        until, heard = self.now + seconds, []
        while due := sorted((one for one in self.clock if one.at <= until), key=lambda one: one.at):
            self.clock.remove(due[0])
            self.now = max(self.now, due[0].at)
            heard += self.wake(due[0])
        self.now = until
        return heard

    def wake(self, due: NewWakeup) -> list[str]:
        """A wakeup fires; each key only once, as the store has it."""
        if due.key in self.fired:
            return []
        self.fired.add(due.key)
        wakeup = Wakeup.of(due.key, f"{due.kind} {json.dumps(due.about)}")
        return self._kept(self._drive(self.engine.wake(self.session, wakeup, self.now, self._draw)))

    def closed(self) -> None:
        """An officer closes the newest ticket."""
        self.officer(state=TicketState.CLOSED, outcome=Outcome.UPHELD, reason="")
        self.clock += satisfaction(list(self.tickets.values())[-1], self.now)

    def asks(self, words: str) -> None:
        """An officer asks something about the newest ticket."""
        self.officer(state=TicketState.WAITING)
        self.clock += question(list(self.tickets.values())[-1], words, self.now)

    def officer(self, **changes: Any) -> None:
        """An officer changes the newest ticket."""
        newest = list(self.tickets)[-1]
        self.tickets[newest] = replace(self.tickets[newest], updated_at=self.now, **changes)

    def _draw(self) -> str:
        return next(self.references)

    def _drive(self, turn: Generator[Any, Any, Reply]) -> Reply:
        try:
            need = next(turn)
            while True:
                if self.down and not isinstance(need, TicketsOf | PlacesNamed | DesksOf):
                    need = turn.throw(RegistryUnavailableError())
                else:
                    need = turn.send(self._look_up(need))
        except StopIteration as done:
            return done.value

    def _look_up(self, need: Any) -> Any:
        match need:
            case CasesOf():
                return tuple(c for c in self.cases if self._is_own(c))
            case CaseOf():
                return next((c for c in self.cases if c.case_id == need.case_id and self._is_own(c)), None)
            case Claim():
                self.helped.pop(need.case_id) if need.own else self.helped.update({need.case_id: self.now})
                return True
            case IsHelped():
                return not self.known and need.case_id in self.helped
            case HelpedBy():
                return tuple(one for one in self._households() if need.case_id in {None, one.case_id})
            case HelpedByNumber():
                known = {one.case_id for one in self._households()}
                return next(
                    (c.case_id for c in self.cases if c.number == need.number and c.case_id in known), ""
                )
            case QuestionOf():
                return self.question
            case TicketsOf():
                told = filter(self._is_told, self.tickets.values())
                return tuple(sorted(told, key=lambda ticket: -ticket.created_at))
            case PlacesNamed():
                names = REFERRAL.names.find if need.asked else REFERRAL.names.spot
                return REFERRAL.directory.gazetteer.alone(names(need.words))
            case DesksOf():
                return REFERRAL.directory.desks_of(DeskKind(need.kind), need.place, need.most)
            case Verify():
                return self._verify(need)

    def _is_own(self, one: Case) -> bool:
        """As sms_gateway/facts.py has it."""
        held_back = is_held_back(replace(self.session, helped=self.helped), one.case_id)
        return self.known or (one.case_id in {*self.session.verified, *self.verified} and not held_back)

    def _is_told(self, ticket: Ticket) -> bool:
        listed = {one.case_id for one in self.cases if self.association}
        own = hears_of(replace(self.session, helped=self.helped), ticket)
        return own and is_still_listed(ticket, listed)

    def _households(self) -> list[Helped]:
        listed = [Helped.of(one, self.association) for one in self.cases if self.association]
        declared = [Helped.of(one) for one in self.cases if self.helped.get(one.case_id)]
        return listed or declared

    def _verify(self, need: Verify) -> str:
        if not self.tries_left:
            return LOCKED
        self.tries_left -= 1
        proved = (
            c.case_id for c in self.cases if (c.number, c.head_birth_year) == (need.number, need.birth_year)
        )
        found = next(proved, WRONG)
        if found != WRONG:
            self.verified.add(found)
        if found != WRONG and not self.known:
            self.helped.setdefault(found, 0)
        return found
