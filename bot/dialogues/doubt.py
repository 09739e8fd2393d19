"""Which of two or three wishes a doubtful message meant; nothing is done before the person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.menu import AMOUNT, OFFICER
from bot.dialogues.menu import STATUS as MY_APPLICATION
from bot.dialogues.status import CONTEST
from bot.reading import TO_MENU
from bot.requests import Choose, GoTo, Option
from bot.text import Text, _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

DID_YOU_MEAN = _("Do you mean:")
#: Violence and misconduct read alike: on a shared phone the line must not tell which.
IN_CONFIDENCE = _("Speak in confidence")

#: What can be offered. The others (a greeting, a yes) are no wish to choose.
LABELS: dict[Intent, Text] = {
    Intent.APPLICATION_STATUS: MY_APPLICATION.label,
    Intent.REJECTION_REASON: _("Why refused"),
    Intent.PAYMENT_DATE: _("Next payment"),
    Intent.PAYMENT_MISSING: _("Money did not come"),
    Intent.PAYMENT_ACCESS: _("I cannot take out the money"),
    Intent.AMOUNT_EXPLANATION: AMOUNT.label,
    Intent.AMOUNT_DISPUTE: _("Amount is wrong"),
    Intent.FILE_RECOURSE: CONTEST.label,
    Intent.REPORT_MISCONDUCT: IN_CONFIDENCE,
    Intent.PROTECTION_NEED: IN_CONFIDENCE,
    Intent.SCAM_REPORT: _("A strange message or call"),
    Intent.TICKET_FOLLOWUP: _("Follow my appeal"),
    Intent.WITHDRAW_TICKET: _("Take back my appeal"),
    Intent.UPDATE_DETAILS: _("Change my data"),
    Intent.HOW_TO_APPLY: _("How to apply"),
    Intent.FIND_OFFICE: _("Which office"),
    Intent.OTHER_SERVICES: _("Another service"),
    Intent.SPEAK_TO_OFFICER: OFFICER.label,
    Intent.CHANGE_LANGUAGE: _("Change language"),
    Intent.STOP: _("No more messages"),
}


def doubt(talk: Talk) -> Steps:
    """`wishes` are pairs of an intent and its dialogue, `named` what the message named, `said` its words.

    `read` are the arguments of the amount that was just read, where there was one.
    """
    wishes: dict[str, str] = dict(talk.arguments["wishes"])
    options = tuple(Option(wish, LABELS[Intent(wish)], Intent(wish)) for wish in wishes)
    alone = options[0].key if len(options) == 1 else None
    chosen = yield Choose("doubt", (DID_YOU_MEAN,), options, yes=alone, no=TO_MENU)
    said, named = talk.arguments["said"], talk.arguments["named"]
    if chosen != Intent.AMOUNT_DISPUTE:
        return GoTo(wishes[chosen], {**named, "said": said})
    told = {**named, "words": said}  # what is wrong is told already
    if "read" in talk.arguments:
        return GoTo("recours", {**talk.arguments["read"], **told, "motive": "AMOUNT"})
    return GoTo(wishes[chosen], {**told, "said": said})
