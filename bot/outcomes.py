"""What was decided on a ticket, in plain words: the outcome and the reason."""

from __future__ import annotations

from bot.proxy import is_by_proxy
from bot.text import Plain, Reference, Text, _
from storage.records import Outcome, Ticket

OUTCOMES = {
    Outcome.UPHELD: _("Answer to {reference}: ACCEPTED. You were right."),
    Outcome.PARTLY: _("Answer to {reference}: accepted IN PART."),
    Outcome.REJECTED: _("Answer to {reference}: REFUSED."),
    Outcome.INADMISSIBLE: _("Answer to {reference}: we cannot study it."),
    Outcome.REDIRECTED: _("{reference} was handed to another service."),
    Outcome.WITHDRAWN: _("{reference} is withdrawn, as you asked."),
}
REASON = _("Reason: {reason}", parts=2, wide=4)
#: All that is ever said of a sensitive ticket's end.
HANDLED = _("{reference}: handled. To speak about it, send AGENT.")


def decision(ticket: Ticket, outcome: Outcome, reason: str) -> tuple[Text, ...]:
    """The lines that tell a decision; `reason` is what the officer wrote, for the household only."""
    lines = [OUTCOMES[outcome](reference=Reference(ticket.reference))]
    if reason and not is_by_proxy(ticket):
        lines.append(REASON(reason=Plain(lambda _language: reason)))
    return tuple(lines)
