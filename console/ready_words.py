"""Ready words put into the form: chosen by key, filled by the desk, changed by the officer as they like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.desk import Canned, Desk
from console.drafts import Draft, Step
from console.workflow import Act
from storage.records import Ticket

#: The form's button that puts the words in, for who has no scripts.
FILL = "fill"


def filled(draft: Draft, form: Mapping[str, Any], ticket: Ticket, desk: Desk) -> Draft:
    """The draft with the words chosen in it, and their outcome where they are the reason of only one."""
    chosen = next((one for one in desk.canned(ticket) if one.key == form.get("canned")), None)
    if chosen is None:
        return draft
    outcome = draft.outcome
    if draft.act is Act.DECIDE and outcome not in chosen.outcomes:
        outcome = chosen.outcomes[0] if chosen.outcomes else outcome
    return replace(draft, words=chosen.text, outcome=outcome, step=Step.CHANGE)


def offered(ticket: Ticket, desk: Desk) -> dict[str, list[Canned]]:
    """The words to write with, and the reasons to decide with."""
    words = desk.canned(ticket)
    return {
        "ready_words": [one for one in words if not one.outcomes],
        "ready_reasons": [one for one in words if one.outcomes],
    }
