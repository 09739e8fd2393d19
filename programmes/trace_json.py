"""The trace of an entitlement as JSON values: each node's rule, inputs, dated parameter and value."""

from __future__ import annotations

from typing import Any

from programmes.pack import Pack
from programmes.programme import Change, Entitlement, Gap, Node


def entitlement_json(pack: Pack, due: Entitlement) -> dict[str, Any]:
    """An entitlement; money is in minor units, of which `minor_digits` are decimals."""
    return {
        "programme": pack.key,
        "month": due.month,
        "months": pack.period.months,
        "currency": due.currency,
        "minor_digits": pack.minor_digits,
        "total": due.total,
        "to_confirm": list(due.to_confirm),
        "trace": node_json(due.trace),
    }


def node_json(node: Node) -> dict[str, Any]:
    """A node and all below it."""
    found: dict[str, Any] = {
        "rule": node.rule,
        "inputs": {
            "ages": list(node.ages),
            "count": node.count,
            "each": node.each,
            "rank_from": node.rank_from,
        },
        "value": node.value,
    }
    if node.parameter:
        found["parameter"] = {
            "key": node.parameter,
            "first_payment": node.since and node.since.isoformat(),
            "legal": node.legal and node.legal.isoformat(),
            "reference": node.reference,
        }
    if node.unknown or node.doubtful:
        found["to_confirm"] = "not published" if node.unknown else "doubtful"
    if node.children:
        found["children"] = [node_json(child) for child in node.children]
    return found


def change_json(change: Change) -> dict[str, Any]:
    """Why two payments differ."""
    return {"cause": change.cause, "count": change.count, "difference": change.difference}


def gap_json(gap: Gap | None) -> dict[str, Any] | None:
    """Why what was paid is not what is due."""
    if gap is None:
        return None
    return {"paid": gap.paid, "due": gap.due, "cause": gap.cause, "late_months": list(gap.months)}
