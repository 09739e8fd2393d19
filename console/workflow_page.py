"""`python -m console.workflow_page`: draws the lifecycle's table as docs/workflow.md."""

from __future__ import annotations

from pathlib import Path

from console.workflow import MOVES, RULES, SECOND_OFFICER, Act
from storage.records import TicketState

PAGE = Path(__file__).parent.parent / "docs" / "workflow.md"
_HEAD = """\
# The lifecycle of a ticket

Drawn by `python -m console.workflow_page` from `console/workflow.py`, which is checked when the
console starts. What the person does stands in dashes: it is the bot's (`bot/effects.py`).

"""
_PERSONS = (
    ("waiting", "review", "answers"),
    ("notified", "reopened", "reopens, or asks a supervisor"),
    ("closed", "reopened", "reopens, or asks a supervisor"),
)


def page() -> str:
    """The whole page."""
    return f"{_HEAD}{_chart()}\n{_acts()}\n{_table()}\n{_eyes()}"


def _chart() -> str:
    lines = ["```mermaid", "flowchart TD"]
    for state, acts in MOVES.items():
        leads: dict[TicketState, list[str]] = {}
        for act, to in acts.items():
            if to is not state:
                leads.setdefault(to, []).append(act.value)
        lines += [f"  {state} -->|{', '.join(names)}| {to}" for to, names in leads.items()]
    lines += [f"  {state} -.->|{does}| {to}" for state, to, does in _PERSONS]
    return "\n".join([*lines, "```", ""])


def _acts() -> str:
    rows = [f"| {act} | {rule.who} | {'yes' if rule.reason else ''} |" for act, rule in RULES.items()]
    return "\n".join(["| act | whose | reason required |", "|---|---|---|", *rows, ""])


def _table() -> str:
    head = f"| from | {' | '.join(Act)} |"
    rows = [
        f"| {state} | {' | '.join(acts[act].value if act in acts else '' for act in Act)} |"
        for state, acts in MOVES.items()
    ]
    return "\n".join([head, "|---" * (len(Act) + 1) + "|", *rows, ""])


def _eyes() -> str:
    kinds = ", ".join(f"a {nature} that is {outcome}" for nature, outcome in sorted(SECOND_OFFICER))
    return f"Four eyes: {kinds} is proposed, and another officer confirms or returns it.\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
