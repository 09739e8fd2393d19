"""What the console is handed of the other rooms.

Measures, notices, and the registry's facts in an officer's words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot import later, notices
from bot.recycled import has_another_holder, is_told, lost_cases
from bot.wording import Wording
from console.desk import (
    AmountFacts,
    AmountLine,
    Canned,
    CaseFacts,
    FactsUnavailableError,
    Measure,
    MemberFacts,
    NoticeKind,
    PaymentFacts,
)
from console.reopening import due_again
from programmes.household import Case, Member
from programmes.pack import Pack
from programmes.programme import Node, Registry, RegistryUnavailableError
from programmes.remedies import remedy_of
from sms_gateway.canned import canned
from sms_gateway.counter import ServiceCounter
from sms_gateway.desk_words import DeskWords
from sms_gateway.gsm7 import wire_text
from sms_gateway.identify import Identifier
from sms_gateway.intake import code_of, odd_sender
from sms_gateway.msisdn import NumberError, OldNumberError, to_e164
from sms_gateway.office import ServiceOffice
from sms_gateway.outgoing import Outgoing
from sms_gateway.rulebook import PackRules
from sms_gateway.segments import measure
from storage.records import Instruction, MtMessage, NewWakeup, Outcome, Session, Ticket
from storage.retention import Periods

#: How many digits of a case number an officer sees: enough to compare, too few to use on a phone.
SHOWN_DIGITS = 4
SHOWN_PAYMENTS = 6
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class ServiceDesk:
    """The `console.desk.Desk` of a running service."""

    programme: Pack
    registry: Registry
    wording: Wording
    outgoing: Outgoing
    words: Mapping[str, DeskWords]
    price: Decimal | None = None
    currency: str = ""
    remedy_days: int = 30
    households: Mapping[str, int] = field(default_factory=dict)
    periods: Periods = field(default_factory=Periods)
    now: Callable[[], int] = lambda: int(time.time())
    identifier: Identifier | None = None

    @property
    def rules(self) -> PackRules:
        """See `Desk`."""
        return PackRules(self.programme)

    @property
    def counter(self) -> ServiceCounter:
        """The counter's side."""
        return ServiceCounter(self.programme, self.registry, self.identifier, self.outgoing.starting)

    @property
    def office(self) -> ServiceOffice:
        """The administration's side."""
        return ServiceOffice(self.programme, self.wording, self.households, self.periods, self.registry)

    def measure(self, text: str) -> Measure:
        """What a text takes once it is written for the wire."""
        size = measure(wire_text(text))
        price = None if self.price is None else self.price * size.parts
        return Measure(size.encoding, size.units, size.parts, price, self.currency)

    def notice(self, ticket: Ticket, kind: NoticeKind, *, outcome: Outcome | None, reason: str) -> str:
        """The SMS that tells a decision or a closing, or asks, as it will stand on the wire."""
        if kind is NoticeKind.DECIDED and outcome is not None:
            return wire_text(notices.decided(self.wording, ticket, outcome, reason))
        if kind is NoticeKind.ASKED:
            return wire_text(notices.asked(self.wording, ticket, reason))
        if kind is NoticeKind.REOPENED:
            due = due_again(ticket, self.rules, self.now())
            return wire_text(notices.reopened(self.wording, ticket, self._day(due), self._today()))
        if kind is NoticeKind.RECEIVED:
            return wire_text(notices.received(self.wording, ticket, self._day(ticket.due_at), self._today()))
        return wire_text(notices.closed(self.wording, ticket))

    def joined(self, ticket: Ticket) -> str:
        """See `Desk`."""
        return wire_text(notices.joined(self.wording, ticket))

    def message(self, ticket: Ticket, text: str, priority: int) -> MtMessage:
        """The outgoing message for a ticket's phone."""
        return self.outgoing.to_person(ticket, text, self.now(), priority)

    def canned(self, ticket: Ticket) -> tuple[Canned, ...]:
        """Ready words in the ticket's language (sms_gateway/canned.yaml)."""
        return canned(ticket, self.programme, self.rules.day(ticket.due_at, self.now(), ticket.language))

    async def instruction(self, ticket: Ticket, at: int) -> Instruction | None:
        """What upholding changes, with what the registry tells now to compare with later."""
        if ticket.case_id is None:
            return None
        try:
            case = await self.registry.case(ticket.case_id)
        except RegistryUnavailableError:
            case = None
        remedy = remedy_of(ticket.motive, ticket.subject, case)
        if remedy is None:
            return None
        return Instruction(ticket.reference, ticket.case_id, remedy, at, at + self.remedy_days * DAY)

    def owner(self, instruction: Instruction, language: str) -> str:
        """The owner of the datum behind the reason that was contested."""
        return self.programme.reason_owner(instruction.remedy.get("reason") or "UNKNOWN", language)

    def question(self, ticket: Ticket, words: str, at: int) -> tuple[NewWakeup, ...]:
        """An officer's question, and its reminders."""
        return later.question(self._on_its_link(ticket), words, at)

    def closing(self, ticket: Ticket, at: int) -> tuple[NewWakeup, ...]:
        """How the person was served."""
        return later.satisfaction(self._on_its_link(ticket), at) if ticket.phone else ()

    def _on_its_link(self, ticket: Ticket) -> Ticket:
        return replace(ticket, link=self.outgoing.link_of(ticket))

    async def is_still_theirs(self, ticket: Ticket, session: Session) -> bool:
        """Asked anew of the registry: the phone itself may not have written since it changed hands."""
        if not is_told(session, ticket):
            return False
        try:
            held = [case.case_id for case in await self.registry.cases_of_phone(ticket.phone)]
            lost = [await self.registry.case(case_id) for case_id in lost_cases(session, held)]
        except RegistryUnavailableError:
            return True
        return not has_another_holder(session, held, still_there=any(lost))

    async def case_facts(self, case_id: str, language: str, *, month: str | None = None) -> CaseFacts | None:
        """The case in the officer's language, its amount for `month`. Raises `FactsUnavailableError`."""
        try:
            case = await self.registry.case(case_id)
        except RegistryUnavailableError:
            raise FactsUnavailableError from None
        return None if case is None else self._facts(case, language, month)

    def phone_of(self, typed: str) -> str | None:
        """The number in E.164; an old one as it is today."""
        try:
            return to_e164(typed, self.programme.region_code)
        except OldNumberError as old:
            return old.modern
        except NumberError:
            return None

    def odd_sender(self, phone: str) -> str:
        """As the intake counts them."""
        return odd_sender(phone, code_of(self.programme.region_code)) or ""

    async def case_of_number(self, number: str) -> str | None:
        """The id of the case with this number. Raises `FactsUnavailableError`."""
        try:
            case = await self.registry.case_by_number(number)
        except RegistryUnavailableError:
            raise FactsUnavailableError from None
        return None if case is None else case.case_id

    def _facts(self, case: Case, language: str, month: str | None) -> CaseFacts:
        words, today = self.words[language], self._today()
        reason = self.programme.reason(case.reason, language, case.reason_data) if case.reason else ""
        return CaseFacts(
            number=f"…{case.number[-SHOWN_DIGITS:]}",
            status=words.of(f"status.{case.status}"),
            since=case.status_since,
            currency=self.programme.currency,
            unit=self.programme.unit(language),
            reason=reason,
            commune=case.commune,
            members=tuple(_member(member, words, today) for member in case.members),
            payments=self._payments(case, words, language),
            levels={name: self.programme.level_name(name, language) for name in self.programme.levels},
            amount=self._amount(case, words, self.programme.unit(language), month or f"{today:%Y-%m}"),
        )

    def _payments(self, case: Case, words: DeskWords, language: str) -> tuple[PaymentFacts, ...]:
        return tuple(
            PaymentFacts(
                payment.month,
                payment.amount,
                words.of(f"payment.{payment.state}"),
                payment.day,
                self.programme.reason(payment.reason, language, {}) if payment.reason else "",
            )
            for payment in case.payments[:SHOWN_PAYMENTS]
        )

    def _amount(self, case: Case, words: DeskWords, unit: str, month: str) -> AmountFacts:
        entitlement = self.programme.entitlement(case, month)
        gap, digits = self.programme.why_differs(case, month), self.programme.minor_digits
        return AmountFacts(
            entitlement.month,
            entitlement.total,
            tuple(_line(node, words) for node in entitlement.lines),
            tuple(
                words.change(change.cause, unit, change.difference, digits)
                for change in self.programme.why_changed(case, month)
            ),
            tuple(words.of(f"rule.{rule}") for rule in entitlement.to_confirm),
            words.gap(gap.cause, unit, gap.paid - gap.due, digits) if gap else "",
        )

    def _today(self) -> date:
        return self._day(self.now())

    def _day(self, at: int) -> date:
        return datetime.fromtimestamp(at, ZoneInfo(self.programme.timezone)).date()


def _line(node: Node, words: DeskWords) -> AmountLine:
    label = words.of(f"rule.{node.rule}")
    if node.count > 1:
        label = f"{node.count} × {label}"
    parts = tuple(_part(child, words) for child in node.children)
    return AmountLine(label, node.value, node.parameter, node.reference, node.since, node.legal, parts)


def _part(node: Node, words: DeskWords) -> AmountLine:
    """What one child adds: its rank and its age."""
    age = ", ".join(map(str, node.ages))
    return AmountLine(words.child(rank=node.rank_from, age=age), node.value)


def _member(member: Member, words: DeskWords, today: date) -> MemberFacts:
    age = (
        today.year
        - member.birth_date.year
        - ((today.month, today.day) < (member.birth_date.month, member.birth_date.day))
    )
    remarks = [name for name in ("disabled", "orphan") if getattr(member, name)]
    if member.left_on is not None and member.left_on <= today:
        remarks.append("left")
    school = words.of("school.yes" if member.at_school else "school.no") if member.relation == "child" else ""
    return MemberFacts(
        words.of(f"relation.{member.relation}"),
        age,
        school,
        tuple(words.of(f"remark.{name}") for name in remarks),
    )
