"""The values that pass between rooms: pure, without I/O, importable by all.

Times are UTC epoch seconds, days are ISO 8601 dates, money is integer minor units beside its currency,
phones are E.164 (`+212612345678`), languages are catalog names (`fr`, `ar`, `ary_Latn`, `en`).
"""

from __future__ import annotations

from storage.records.messages import (
    Accepted,
    ClaimedMt,
    Dlr,
    Join,
    MoKind,
    MoMessage,
    MoPart,
    MtMessage,
    MtState,
    Priority,
    Screen,
    SendResult,
    ThreadMessage,
    UssdEnd,
)
from storage.records.officers import Officer, SecondStep, SignIn
from storage.records.tickets import (
    CALL,
    DECIDED_BY,
    PROXY,
    SECOND_LEVEL,
    SENSITIVE_MOTIVES,
    UNIT,
    Instruction,
    InstructionState,
    NewTicket,
    Outcome,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from storage.records.turns import AuditEntry, ClaimedMo, NewWakeup, Rating, Session, Turn

__all__ = [
    "CALL",
    "DECIDED_BY",
    "PROXY",
    "SECOND_LEVEL",
    "SENSITIVE_MOTIVES",
    "UNIT",
    "Accepted",
    "AuditEntry",
    "ClaimedMo",
    "ClaimedMt",
    "Dlr",
    "Instruction",
    "InstructionState",
    "Join",
    "MoKind",
    "MoMessage",
    "MoPart",
    "MtMessage",
    "MtState",
    "NewTicket",
    "NewWakeup",
    "Officer",
    "Outcome",
    "Priority",
    "Rating",
    "Screen",
    "SecondStep",
    "SendResult",
    "Session",
    "SignIn",
    "ThreadMessage",
    "Ticket",
    "TicketChange",
    "TicketEvent",
    "TicketQuery",
    "TicketState",
    "Turn",
    "UssdEnd",
]
