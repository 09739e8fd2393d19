"""What the service itself has to say, outside any dialogue."""

from __future__ import annotations

from bot.text import _

SLOW_DOWN = _("Too many messages. Please wait one hour, then write again.")
APOLOGY = _("Our service failed on your message. Please send it again later, or ask for an officer.")
