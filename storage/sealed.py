"""Every sealed column of the store: what is sealed anew when the key changes, and what a test searches."""

from __future__ import annotations

from typing import NamedTuple


class Sealed(NamedTuple):
    """A table with sealed columns, and the key by which its rows are walked."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


#: The large ones last, so that a fault shows early.
SEALED = (
    Sealed("second_steps", ("login",), ("secret",)),
    Sealed("sign_ins", ("token_hash",), ("device",)),
    Sealed("associations", ("name",), ("phone",)),
    Sealed("association_households", ("number",), ("household",)),
    Sealed("holds", ("id",), ("why",)),
    Sealed("causes", ("id",), ("title",)),
    Sealed("notes", ("id",), ("words",)),
    Sealed("confirmed", ("mo_id",), ("text",)),
    Sealed("ratings", ("reference",), ("words",)),
    Sealed("instructions", ("reference",), ("case_id", "remedy")),
    Sealed("parts", ("chain_key", "number"), ("sender", "octets")),
    Sealed("wakeups", ("wakeup_key",), ("name", "phone", "about")),
    Sealed("tickets", ("reference",), ("phone", "story", "case_id", "subject", "reason")),
    Sealed("events", ("id",), ("note",)),
    Sealed("sessions", ("phone_key",), ("state",)),
    Sealed("mo", ("id",), ("external_id", "sender", "text", "screen")),
    Sealed("mt", ("id",), ("recipient", "text")),
)
