"""Every column of keyed hashes: what is hashed anew when the index key changes."""

from __future__ import annotations

from typing import NamedTuple


class Hashed(NamedTuple):
    """A table, and its columns of keyed hashes."""

    table: str
    columns: tuple[str, ...]


HASHED = (
    Hashed("recovery_codes", ("code_key",)),
    Hashed("associations", ("phone_key",)),
    Hashed("association_households", ("case_key",)),
    Hashed("holds", ("case_key",)),
    Hashed("attempts", ("attempt_key",)),
    Hashed("parts", ("chain_key",)),
    Hashed("ussd_ends", ("session_key", "phone_key")),
    Hashed("ticket_words", ("word_key",)),
    Hashed("wakeups", ("wakeup_key", "phone_key")),
    Hashed("tickets", ("phone_key", "case_key")),
    Hashed("sessions", ("phone_key",)),
    Hashed("mo", ("external_key", "phone_key")),
    Hashed("mt", ("phone_key",)),
)
