"""What a parser makes of a message, and the protocol that every parser keeps."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct, field


class Intent(StrEnum):
    """What a person may want; the values are the labels of the training data."""

    GREET = "greet"
    THANKS_BYE = "thanks_bye"
    HELP = "help"
    SPEAK_TO_OFFICER = "speak_to_officer"
    CHANGE_LANGUAGE = "change_language"
    STOP = "stop"
    AFFIRM = "affirm"
    DENY = "deny"
    APPLICATION_STATUS = "application_status"
    REJECTION_REASON = "rejection_reason"
    PAYMENT_DATE = "payment_date"
    PAYMENT_MISSING = "payment_missing"
    PAYMENT_ACCESS = "payment_access"
    AMOUNT_EXPLANATION = "amount_explanation"
    AMOUNT_DISPUTE = "amount_dispute"
    FILE_RECOURSE = "file_recourse"
    REPORT_MISCONDUCT = "report_misconduct"
    PROTECTION_NEED = "protection_need"
    SCAM_REPORT = "scam_report"
    TICKET_FOLLOWUP = "ticket_followup"
    WITHDRAW_TICKET = "withdraw_ticket"
    UPDATE_DETAILS = "update_details"
    HOW_TO_APPLY = "how_to_apply"
    FIND_OFFICE = "find_office"
    OTHER_SERVICES = "other_services"
    OUT_OF_SCOPE = "out_of_scope"
    # Commands, not trained intents: take up messages again after `stop`; one step back.
    START = "start"
    BACK = "back"


#: What is told to somebody who can be trusted, and never lost to a menu.
IN_CONFIDENCE = frozenset({Intent.PROTECTION_NEED, Intent.REPORT_MISCONDUCT})


class Understanding(Struct, frozen=True):
    """A message understood: `intent` is None where nothing is known well enough to act upon.

    `confidence` is 0 to 1. `language` is the catalog to answer in (`fr`, `ar`, `ary_Latn`), None where the
    text does not tell. `entities` maps a kind (`reference`, `case_number`, `birth_year`, `month`, `amount`,
    `phone`, `language`, `commune`) to its value as plain JSON. `tier` names who understood: `word`,
    `phrase`, `model`, `rasa`, `none`. Where `intent` is None, `guess` is what it most likely is (to count,
    not to act upon), and `likeliest` are the wishes to offer, the likeliest first.
    """

    text: str
    intent: Intent | None = None
    confidence: float = 0.0
    language: str | None = None
    entities: dict[str, Any] = field(default_factory=dict)
    tier: str = "none"
    likeliest: tuple[Intent, ...] = ()
    guess: Intent | None = None


class Parser(Protocol):
    """Text to meaning; total: any text at all gives an Understanding, never an exception."""

    async def parse(self, text: str) -> Understanding:
        """Understand one message; runs outside any transaction and under the caller's deadline."""
