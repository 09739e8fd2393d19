"""The names of states, motives and the like, in English; the catalogs translate them."""

from __future__ import annotations

from console.marks import _
from storage.records import MtState, Outcome, TicketState

STATES = {
    TicketState.RECEIVED: _("Received"),
    TicketState.ACKNOWLEDGED: _("Acknowledged"),
    TicketState.SORTED: _("Sorted"),
    TicketState.ASSIGNED: _("Assigned"),
    TicketState.REVIEW: _("Under review"),
    TicketState.WAITING: _("Waiting for the person"),
    TicketState.PROPOSED: _("Decision proposed"),
    TicketState.NOTIFIED: _("Notified"),
    TicketState.CLOSED: _("Closed"),
    TicketState.REOPENED: _("Reopened"),
}

OUTCOMES = {
    Outcome.UPHELD: _("Upheld"),
    Outcome.PARTLY: _("Partly upheld"),
    Outcome.REJECTED: _("Rejected"),
    Outcome.INADMISSIBLE: _("Inadmissible"),
    Outcome.WITHDRAWN: _("Withdrawn"),
    Outcome.REDIRECTED: _("Redirected"),
}

OUTCOME_HINTS = {
    Outcome.UPHELD: _("the person is right"),
    Outcome.PARTLY: _("the person is right in part"),
    Outcome.REJECTED: _("the decision stays as it was"),
    Outcome.INADMISSIBLE: _("it cannot be examined, for a formal reason"),
    Outcome.REDIRECTED: _("another desk owns it"),
}

MOTIVES = {
    "ELIGIBILITY": _("Refusal or suspension"),
    "AMOUNT": _("Amount"),
    "PAYMENT": _("Payment"),
    "DATA": _("Household data"),
    "ACCESS": _("Access"),
    "CONDUCT": _("Conduct of an officer or agent"),
    "SENSITIVE": _("Sensitive"),
    "ESTABLISHMENT": _("Establishment"),
    "INFORMATION": _("Information"),
    "FEEDBACK": _("Feedback"),
}

NATURES = {
    "recours": _("Appeal"),
    "reclamation": _("Complaint"),
    "information": _("Request for information"),
    "observation": _("Observation"),
    "suggestion": _("Suggestion"),
}

EVENTS = {
    "filed": _("Filed by SMS"),
    "added": _("Words added by the person"),
    "withdrawn": _("Withdrawn by the person"),
    "assigned": _("Taken"),
    "given": _("Given to a colleague"),
    "replied": _("Reply sent"),
    "unsent": _("Reply taken back"),
    "resent": _("Message sent again"),
    "asked": _("Question sent"),
    "sorted": _("Sorted"),
    "told": _("Told by the person on the phone or at the counter"),
    "proposed": _("Decision proposed"),
    "returned": _("Proposal returned"),
    "redirected": _("Handed to another desk"),
    "not_reached": _("Called in vain"),
    "desk_answered": _("The other desk answered"),
    "escalated": _("Brought to a supervisor's notice"),
    "due_moved": _("The day due moved: the rules changed"),
    "decided": _("Decided"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
    "withheld": _("The number changed hands: the SMS was not sent. Reach the household another way"),
    "remedied": _("The change is confirmed by the registry"),
    "remedy_overdue": _("The change is overdue"),
    "appealed": _("Brought before a supervisor"),
    "call": _("When to call"),
    "merged": _("Merged into another ticket"),
    "joined": _("Other tickets were merged into this one"),
    "separated": _("Stands alone again: the ticket that led was withdrawn"),
    "answered_with": _("Answered with the ticket that leads"),
    "cause_joined": _("Put with others of one cause"),
    "cause_left": _("Taken out of its cause"),
    "kept_away": _("Who is kept away from it was changed"),
    "unasked": _("Question taken back"),
    "counter": _("Filed at the counter by an officer"),
}

ALERTS = {
    "unsorted": _("Nobody has sorted it"),
    "at_risk": _("The time to answer is nearly used up"),
    "breach": _("The time to answer is over"),
    "forgotten": _("Nobody has done anything for days"),
    "unanswered": _("The person has not answered for long"),
    "desk": _("The other desk is late"),
    "ceiling_near": _("The law's last day is near"),
    "ceiling": _("The law's last day has passed"),
}
LEVELS = {"officer": _("for the officer"), "supervisor": _("for the supervisor")}

REMEDIES = {
    "payment": _("The payment is to be made"),
    "amount": _("The amount paid is to be corrected"),
    "status": _("The decision on the case is to be taken back"),
    "data": _("The household's data are to be corrected"),
}

#: When the person may be called (a ticket's `subject`).
CALLS = {
    "morning": _("Call in the morning only"),
    "afternoon": _("Call in the afternoon only"),
    "never": _("Do not call: write"),
    "any": _("No hour was told"),
}

#: What a request is about (a ticket's `subject`).
MATTERS = {
    "child": _("A child: birth, arrival, departure"),
    "family": _("Marriage, divorce, death"),
    "school": _("A child's school"),
    "disability": _("A disability"),
    "address": _("Address"),
    "phone": _("Phone number"),
    "income": _("Income and score"),
    "my_data": _("One's own data: tell or erase what is kept"),
    "card": _("Card"),
    "code": _("Code"),
    "sim": _("SIM"),
    "name": _("Name at the counter"),
    "counter": _("The counter does not pay"),
    "fee": _("Money taken at the counter"),
}

ROLES = {
    "officer": _("Officer"),
    "supervisor": _("Supervisor"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}

#: What a message may mean (the labels of the training data).
INTENTS = {
    "greet": _("Greeting"),
    "thanks_bye": _("Thanks or goodbye"),
    "help": _("Asks for help"),
    "speak_to_officer": _("Wants to speak to an officer"),
    "change_language": _("Wants another language"),
    "stop": _("Wants no more messages"),
    "affirm": _("Says yes"),
    "deny": _("Says no"),
    "application_status": _("Where the application stands"),
    "rejection_reason": _("Why it was refused"),
    "payment_date": _("When the payment comes"),
    "payment_missing": _("The payment did not come"),
    "payment_access": _("Cannot get at the payment"),
    "amount_explanation": _("Why the amount is what it is"),
    "amount_dispute": _("The amount is wrong"),
    "file_recourse": _("Wants to appeal"),
    "report_misconduct": _("Reports an officer or agent"),
    "protection_need": _("Needs protection"),
    "scam_report": _("Reports a scam"),
    "ticket_followup": _("Asks about an appeal"),
    "withdraw_ticket": _("Withdraws an appeal"),
    "update_details": _("Something in the household changed"),
    "how_to_apply": _("How to apply"),
    "find_office": _("Where the desk is"),
    "other_services": _("Another service"),
    "out_of_scope": _("Something else"),
}

#: What is kept for some time.
KEPT = {
    "messages": _("Messages in and out, their number and their words"),
    "tickets": _("Ended tickets: number, case, story and history"),
    "conversations": _("Conversations that nobody went on with"),
    "unsent": _("Words that were written and not sent"),
    "audit": _("Audit: who did what, without anybody's words"),
    "tries": _("Tries of case numbers and sign-ins: keyed hashes"),
    "stray_reports": _("Delivery reports that match no message"),
    "sessions": _("Console sessions that nobody uses"),
    "ussd_ends": _("How USSD sessions ended"),
}

#: What is done to all tickets of a cause, and what becomes of each.
BULK = {
    "reply": _("A reply to all"),
    "decide": _("One decision for all"),
    "confirm": _("Confirm what was proposed"),
}
FATES = {
    "ready": _("will be sent"),
    "done": _("answered"),
    "proposed": _("waits for a second officer"),
    "left": _("left"),
}

#: What is wrong with a proposed wording.
FAULTS = {
    "fields": _("The fields in braces are not those of the text."),
    "alphabet": _("A letter is not in the short alphabet of SMS (GSM-7): the price would double."),
    "length": _("With long values it takes more parts than this text may."),
    "link": _("The service never sends a link."),
}

ACTORS = {"person": _("The person"), "service": _("The service")}

DELIVERIES = {
    MtState.QUEUED: _("waiting to be sent"),
    MtState.SENDING: _("being sent"),
    MtState.SENT: _("sent"),
    MtState.DELIVERED: _("delivered"),
    MtState.FAILED: _("not delivered"),
    MtState.UNKNOWN: _("delivery unknown"),
    MtState.CANCELLED: _("cancelled"),
}

#: Messages of a link that did not go.
HELD = {
    "parked": _("Tried too often"),
    "failed": _("Refused or expired"),
    "unknown": _("In doubt: the phone may get it twice"),
}

#: What is odd about who sent a message.
SENDERS = {
    "name": _("The sender is a name, not a phone number: anybody can write under it, and no answer arrives."),
    "short_code": _("The sender is a short number, not a phone."),
    "implausible": _("The sender's number is none that a phone can have."),
    "abroad": _("The sender's number is of another country."),
}

LANGUAGES = {
    "fr": _("French"),
    "ar": _("Arabic"),
    "ary_Latn": _("Darija in Latin letters"),
    "en": _("English"),
}

LABELS: dict[str, dict[str, str]] = {
    "state": {str(key): text for key, text in STATES.items()},
    "outcome": {str(key): text for key, text in OUTCOMES.items()},
    "outcome_hint": {str(key): text for key, text in OUTCOME_HINTS.items()},
    "motive": MOTIVES,
    "nature": NATURES,
    "event": EVENTS,
    "call": CALLS,
    "matter": MATTERS,
    "actor": ACTORS,
    "role": ROLES,
    "intent": INTENTS,
    "kept": KEPT,
    "fault": FAULTS,
    "bulk": BULK,
    "fate": FATES,
    "remedy": REMEDIES,
    "alert": ALERTS,
    "level": LEVELS,
    "delivery": {str(key): text for key, text in DELIVERIES.items()},
    "held": HELD,
    "sender": SENDERS,
    "language": LANGUAGES,
}
