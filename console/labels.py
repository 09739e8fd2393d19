"""The names of states, motives and the like, in English; the catalogs translate them."""

from __future__ import annotations

from storage.records import MtState, Outcome, TicketState


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a text for the catalogs."""
    return text


STATES = {
    TicketState.RECEIVED: N_("Received"),
    TicketState.ACKNOWLEDGED: N_("Acknowledged"),
    TicketState.SORTED: N_("Sorted"),
    TicketState.ASSIGNED: N_("Assigned"),
    TicketState.REVIEW: N_("Under review"),
    TicketState.WAITING: N_("Waiting for the person"),
    TicketState.PROPOSED: N_("Decision proposed"),
    TicketState.NOTIFIED: N_("Notified"),
    TicketState.CLOSED: N_("Closed"),
    TicketState.REOPENED: N_("Reopened"),
}

OUTCOMES = {
    Outcome.UPHELD: N_("Upheld"),
    Outcome.PARTLY: N_("Partly upheld"),
    Outcome.REJECTED: N_("Rejected"),
    Outcome.INADMISSIBLE: N_("Inadmissible"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.REDIRECTED: N_("Redirected"),
}

OUTCOME_HINTS = {
    Outcome.UPHELD: N_("the person is right"),
    Outcome.PARTLY: N_("the person is right in part"),
    Outcome.REJECTED: N_("the decision stays as it was"),
    Outcome.INADMISSIBLE: N_("it cannot be examined, for a formal reason"),
    Outcome.REDIRECTED: N_("another desk owns it"),
}

MOTIVES = {
    "ELIGIBILITY": N_("Refusal or suspension"),
    "AMOUNT": N_("Amount"),
    "PAYMENT": N_("Payment"),
    "DATA": N_("Household data"),
    "ACCESS": N_("Access"),
    "CONDUCT": N_("Conduct of an officer or agent"),
    "SENSITIVE": N_("Sensitive"),
    "ESTABLISHMENT": N_("Establishment"),
    "INFORMATION": N_("Information"),
    "FEEDBACK": N_("Feedback"),
}

NATURES = {
    "recours": N_("Appeal"),
    "reclamation": N_("Complaint"),
    "information": N_("Request for information"),
    "observation": N_("Observation"),
    "suggestion": N_("Suggestion"),
}

EVENTS = {
    "filed": N_("Filed by SMS"),
    "added": N_("Words added by the person"),
    "withdrawn": N_("Withdrawn by the person"),
    "assigned": N_("Taken"),
    "replied": N_("Reply sent"),
    "asked": N_("Question sent"),
    "decided": N_("Decided"),
    "closed": N_("Closed"),
    "reopened": N_("Reopened"),
}

ACTORS = {"person": N_("The person"), "service": N_("The service")}

DELIVERIES = {
    MtState.QUEUED: N_("waiting to be sent"),
    MtState.SENDING: N_("being sent"),
    MtState.SENT: N_("sent"),
    MtState.DELIVERED: N_("delivered"),
    MtState.FAILED: N_("not delivered"),
    MtState.UNKNOWN: N_("delivery unknown"),
    MtState.CANCELLED: N_("cancelled"),
}

LANGUAGES = {
    "fr": N_("French"),
    "ar": N_("Arabic"),
    "ary_Latn": N_("Darija in Latin letters"),
    "en": N_("English"),
}

LABELS: dict[str, dict[str, str]] = {
    "state": {str(key): text for key, text in STATES.items()},
    "outcome": {str(key): text for key, text in OUTCOMES.items()},
    "outcome_hint": {str(key): text for key, text in OUTCOME_HINTS.items()},
    "motive": MOTIVES,
    "nature": NATURES,
    "event": EVENTS,
    "actor": ACTORS,
    "delivery": {str(key): text for key, text in DELIVERIES.items()},
    "language": LANGUAGES,
}
