"""Makes outgoing messages: words for the wire, the parts they cost, the link they go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine import Reply
from bot.service import APOLOGY, SLOW_DOWN
from bot.wording import Wording
from console.counter import COUNTER
from sms_gateway.gsm7 import wire_text
from sms_gateway.segments import measure
from storage.records import MoKind, MoMessage, MtMessage, Priority, Session, Ticket

#: A reply that could not be sent for so long has lost its sense; a decision has not.
REPLY_SECONDS = 24 * 3600
DECISION_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Turns what was said into MTs.

    `numbers` maps a link to its own number, `default_language` is the programme's.
    """

    wording: Wording
    numbers: Mapping[str, str]
    default_language: str

    def replies(self, mo: MoMessage, reply: Reply) -> tuple[MtMessage, ...]:
        """The one message that answers `mo`, or none."""
        if not reply.texts:
            return ()
        language = reply.session.language or self.default_language
        return (self._answer(mo, "\n".join(reply.texts), language),)

    def slow_down(self, session: Session) -> str:
        """What a phone over its limit is told once."""
        return self.wording.text(SLOW_DOWN, session.language or self.default_language)

    def by_sms(self, mo: MoMessage, session: Session, text: str) -> tuple[MtMessage, ...]:
        """What is sent beside a screen, or instead of one."""
        return (self._answer(mo, text, session.language or self.default_language),)

    def apology(self, mo: MoMessage, session: Session) -> tuple[MtMessage, ...]:
        """What is said when a turn failed for good."""
        language = session.language or self.default_language
        return (self._answer(mo, self.wording.text(APOLOGY, language), language),)

    def to_person(self, ticket: Ticket, text: str, now: int, priority: int = Priority.DECISION) -> MtMessage:
        """A message about a ticket, by the link that filed it."""
        sent = wire_text(text)
        return MtMessage(
            link=self.link_of(ticket),
            recipient=ticket.phone,
            sender=self.numbers.get(self.link_of(ticket), ""),
            text=sent,
            language=ticket.language,
            parts=measure(sent).parts,
            priority=priority,
            expires_at=now + DECISION_SECONDS,
            ticket=ticket.reference,
        )

    @property
    def starting(self) -> str:
        """The link by which the service begins to speak to a phone: the first of the configuration."""
        return next(iter(self.numbers), "")

    def link_of(self, ticket: Ticket) -> str:
        """The link by which messages about a ticket go; what was filed at a counter came by none."""
        return self.starting if ticket.link == COUNTER else ticket.link

    def _answer(self, mo: MoMessage, text: str, language: str) -> MtMessage:
        sent = wire_text(text)
        ours = mo.recipient if mo.kind is MoKind.SMS else ""  # no SMS comes from *555#, nor from the clock
        woken = mo.kind is MoKind.WAKEUP
        link = mo.recipient if woken else mo.link
        return MtMessage(
            link=link,
            recipient=mo.sender,
            sender=ours or self.numbers.get(link, ""),
            text=sent,
            language=language,
            parts=measure(sent).parts,
            priority=Priority.NOTICE if woken else Priority.REPLY,
            expires_at=mo.received_at + REPLY_SECONDS,
        )
