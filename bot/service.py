"""What the service itself has to say, outside any dialogue."""

from __future__ import annotations

from bot.text import _

NOTICE = _("Your messages are used for your file only and stay confidential.")
AS_OF = _("So it stood in our file on {day}.")
NOT_UNDERSTOOD = _("I did not understand.")
NOT_AT_HAND = _("Not at hand? Send AGENT, an officer helps.")
SEND_A_NUMBER = _("Send a number:")
OUT_OF_SCOPE = _("We only answer about your aid.")
STARTED_OVER = _("Your file changed meanwhile. Let us start again.")
NOT_REACHABLE = _("We cannot look up your file now. We will text you the answer.")
STILL_NOT_REACHABLE = _(
    "We still cannot look up your file. We are sorry. Ask again tomorrow, or send AGENT to speak to an"
    " officer."
)
#: What a screen says of its keys.
NEXT_PAGE = _("More")
GO_BACK = _("Back")
BY_SMS = _("We are looking it up. The answer comes to you by SMS.")
SLOW_DOWN = _("Too many messages. Please wait one hour, then write again.")
APOLOGY = _("Our service failed on your message. Please send it again later, or ask for an officer.")
