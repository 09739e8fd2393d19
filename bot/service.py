"""What the service itself has to say, outside any dialogue."""

from __future__ import annotations

from bot.text import _

NOTICE = _("Your messages are used for your file only and stay confidential.")
NOT_UNDERSTOOD = _("I did not understand.")
STARTED_OVER = _("Your file changed meanwhile. Let us start again.")
NOT_REACHABLE = _("We cannot look up your file now. Please send your message again in one hour.")
SLOW_DOWN = _("Too many messages. Please wait one hour, then write again.")
APOLOGY = _("Our service failed on your message. Please send it again later, or ask for an officer.")
