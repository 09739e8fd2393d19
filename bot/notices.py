"""The texts that officers' acts send to the phone. A sensitive ticket's tell nothing.

Each is worded in the language that its ticket was filed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.asking import NEWS, about
from bot.dialogues.follow_up import REOPENED
from bot.dialogues.receipt import RECEIPT, SENSITIVE
from bot.outcomes import HANDLED, decision
from bot.text import Day, Month, Reference, Text, _
from storage.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.wording import Wording
    from storage.records import Ticket

DISAGREE = _("You do not agree? Send AGENT to speak to an officer.")
CLOSED = _("{reference} is closed. To speak to an officer, send AGENT.")

JOINED = _("Your requests about this get one answer, under {reference}. Keep this number.", wide=2)

#: What was changed, by the remedy's kind.
REMEDIED = {
    "payment": _("{reference}: done. The payment of {month} was corrected."),
    "amount": _("{reference}: done. The amount of {month} was corrected."),
    "status": _("{reference}: done. Your application was corrected."),
    "data": _("{reference}: done. Your data were corrected."),
}

_MAY_DISAGREE = {Outcome.PARTLY, Outcome.REJECTED, Outcome.INADMISSIBLE}


def decided(wording: Wording, ticket: Ticket, outcome: Outcome, reason: str) -> str:
    """A decision, with the officer's reason and what one may do next."""
    if ticket.motive == SENSITIVE:
        return _joined(wording, ticket, [HANDLED(reference=Reference(ticket.reference))])
    lines = decision(ticket, outcome, reason)
    return _joined(wording, ticket, [*lines, DISAGREE] if outcome in _MAY_DISAGREE else lines)


def received(wording: Wording, ticket: Ticket, due: date, today: date) -> str:
    """The receipt of what an officer filed for somebody, word for word any other's."""
    return _joined(wording, ticket, [RECEIPT(reference=Reference(ticket.reference), day=Day(due, today))])


def joined(wording: Wording, ticket: Ticket) -> str:
    """Several tickets of a phone are answered under this one."""
    return _joined(wording, ticket, [JOINED(reference=Reference(ticket.reference))])


def asked(wording: Wording, ticket: Ticket, words: str) -> str:
    """An officer's question, as the dialogue `question` asks it."""
    if ticket.motive == SENSITIVE:
        return _joined(wording, ticket, [NEWS(reference=Reference(ticket.reference))])
    return _joined(wording, ticket, [about(ticket.reference, words)])


def remedied(wording: Wording, ticket: Ticket, remedy: Mapping[str, Any]) -> str:
    """What was decided is done, as the registry shows; never an amount, for it may be a helper who reads."""
    month = remedy.get("month")
    values = {"month": Month(month, year=True)} if month else {}
    return _joined(
        wording, ticket, [REMEDIED[remedy["kind"]](reference=Reference(ticket.reference), **values)]
    )


def reopened(wording: Wording, ticket: Ticket, due: date, today: date) -> str:
    """An officer takes a ticket up again; of a sensitive one it tells as little as of any."""
    text = REOPENED(reference=Reference(ticket.reference), day=Day(due, today))
    return _joined(wording, ticket, [text])


def closed(wording: Wording, ticket: Ticket) -> str:
    """The end of a ticket, where no decision says it."""
    text = HANDLED if ticket.motive == SENSITIVE else CLOSED
    return _joined(wording, ticket, [text(reference=Reference(ticket.reference))])


def _joined(wording: Wording, ticket: Ticket, lines: Iterable[Text]) -> str:
    return "\n".join(wording.line(line, ticket.language) for line in lines)
