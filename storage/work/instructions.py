"""What upheld tickets have to change: instructed, then done or late."""

from __future__ import annotations

from typing import Any

import orjson

from storage.errors import TicketMovedError
from storage.fields import Keys
from storage.records import Instruction, InstructionState
from storage.work.db import Db

_CASE, _REMEDY = b"instructions.case_id", b"instructions.remedy"


def write(db: Db, instruction: Instruction) -> None:
    """Keep a new one, or settle one. Raises `TicketMovedError` where that was done before."""
    if instruction.state is not InstructionState.OPEN:
        values = {
            "reference": instruction.reference,
            "state": instruction.state.value,
            "settled_at": instruction.settled_at,
        }
        if db.run("settle_instruction", values).rowcount != 1:
            raise TicketMovedError
        return
    db.run(
        "save_instruction",
        {
            "reference": instruction.reference,
            "case_id": db.keys.seal(_CASE, instruction.case_id),
            "remedy": db.keys.seal_bytes(_REMEDY, orjson.dumps(instruction.remedy)),
            "created_at": instruction.created_at,
            "due_at": instruction.due_at,
        },
    )


def find(db: Db, reference: str) -> Instruction | None:
    """What a ticket is to change."""
    row = db.row("instruction", {"reference": reference})
    return None if row is None else _opened(db.keys, row)


def unsettled(db: Db, after: str, limit: int) -> list[Instruction]:
    """Those that the registry does not show yet, by reference."""
    rows = db.rows("unsettled_instructions", {"after": after, "limit": limit})
    return [_opened(db.keys, row) for row in rows]


def _opened(keys: Keys, row: Any) -> Instruction:
    reference, case_id, remedy, created_at, due_at, state, settled_at = row
    return Instruction(
        reference,
        keys.unseal(_CASE, case_id),
        orjson.loads(keys.unseal_bytes(_REMEDY, remedy)),
        created_at,
        due_at,
        InstructionState(state),
        settled_at,
    )
