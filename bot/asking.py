"""What an officer has to say or to ask about a ticket, as the phone reads it."""

from __future__ import annotations

from bot.text import Plain, Reference, Text, _

ASKED = _("About {reference}: {words}", parts=3, wide=5)
#: All that is ever said of a sensitive ticket.
NEWS = _("There is news on {reference}. To speak about it, send AGENT.")


def about(reference: str, words: str) -> Text:
    """An officer's own words, and which ticket they are about."""
    return ASKED(reference=Reference(reference), words=Plain(lambda _language: words))
