"""What a person does with a phone that is no message: understood without a parser."""

from __future__ import annotations

from nlu.understanding import Intent, Understanding

#: A code was dialled: the menu, or first the dialogue that the last session was cut off in.
DIALLED = Understanding("", tier="dialled")
#: The open question is to be read again, as when another message moved it on meanwhile.
AGAIN = Understanding("", tier="again")
#: Words that need no parser.
BACK = Understanding("", intent=Intent.BACK, confidence=1.0, tier="word")
MENU = Understanding("", intent=Intent.HELP, confidence=1.0, tier="word")
