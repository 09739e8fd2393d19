"""The dialogues by name, and which wish leads to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.amount import amount, what_if
from bot.dialogues.applying import applying
from bot.dialogues.details import details
from bot.dialogues.doubt import doubt
from bot.dialogues.follow_up import follow_up, withdraw
from bot.dialogues.helping import helped, helping
from bot.dialogues.identify import another_file
from bot.dialogues.menu import menu
from bot.dialogues.news import news
from bot.dialogues.officer import offer_officer, officer
from bot.dialogues.payment_access import payment_access
from bot.dialogues.payments import next_payment, payments
from bot.dialogues.question import question, reminder
from bot.dialogues.recours import recours
from bot.dialogues.referral import find_office, other_services
from bot.dialogues.request import request
from bot.dialogues.resume import resume
from bot.dialogues.satisfaction import satisfaction
from bot.dialogues.sensitive import sensitive
from bot.dialogues.short import language, scam, start, stop, thanks
from bot.dialogues.status import status
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Dialogue

DIALOGUES: dict[str, Dialogue] = {
    "amount": amount,
    "another_file": another_file,
    "applying": applying,
    "details": details,
    "doubt": doubt,
    "find_office": find_office,
    "follow_up": follow_up,
    "helped": helped,
    "helping": helping,
    "language": language,
    "menu": menu,
    "next_payment": next_payment,
    "news": news,
    "offer_officer": offer_officer,
    "officer": officer,
    "other_services": other_services,
    "payment_access": payment_access,
    "payments": payments,
    "question": question,
    "recours": recours,
    "reminder": reminder,
    "request": request,
    "resume": resume,
    "satisfaction": satisfaction,
    "scam": scam,
    "sensitive": sensitive,
    "start": start,
    "status": status,
    "stop": stop,
    "thanks": thanks,
    "what_if": what_if,
    "withdraw": withdraw,
}

WISHES: dict[Intent, str] = {
    Intent.GREET: "menu",
    Intent.HELP: "menu",
    Intent.BACK: "menu",
    Intent.OUT_OF_SCOPE: "menu",
    Intent.APPLICATION_STATUS: "status",
    Intent.REJECTION_REASON: "status",
    Intent.PAYMENT_DATE: "next_payment",
    Intent.PAYMENT_MISSING: "payments",
    Intent.AMOUNT_EXPLANATION: "amount",
    Intent.AMOUNT_DISPUTE: "amount",
    Intent.FILE_RECOURSE: "recours",
    Intent.TICKET_FOLLOWUP: "follow_up",
    Intent.WITHDRAW_TICKET: "withdraw",
    Intent.REPORT_MISCONDUCT: "sensitive",
    Intent.PROTECTION_NEED: "sensitive",
    Intent.SCAM_REPORT: "scam",
    Intent.SPEAK_TO_OFFICER: "officer",
    Intent.CHANGE_LANGUAGE: "language",
    Intent.STOP: "stop",
    Intent.START: "start",
    Intent.THANKS_BYE: "thanks",
    Intent.PAYMENT_ACCESS: "payment_access",
    Intent.UPDATE_DETAILS: "details",
    Intent.HOW_TO_APPLY: "applying",
    Intent.FIND_OFFICE: "find_office",
    Intent.OTHER_SERVICES: "other_services",
}

#: They answer an open question; with none open there is nothing to say yes or no to.
NO_WISH_OF_ITS_OWN = {Intent.AFFIRM, Intent.DENY}
