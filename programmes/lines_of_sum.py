"""Nodes of the trace: what one parameter gives, and how nodes of a kind become one line of the sum."""

from __future__ import annotations

from operator import attrgetter

from programmes.parameters import Parameter
from programmes.programme import Node

_RANK = attrgetter("rank_from")


def node_of(rule: str, parameter: Parameter, month: str, ages: tuple[int, ...] = (), rank: int = 0) -> Node:
    """What `parameter` gives in `month`; nothing, and unknown, where no rate is published."""
    step = parameter.at(month)
    if step is None:
        return Node(rule, 0, 1, 0, ages, parameter.key, unknown=True, rank_from=rank)
    value = step.value or 0
    return Node(
        rule,
        value,
        1,
        value,
        ages,
        parameter.key,
        step.first_payment,
        step.reference,
        step.value is None,
        rank_from=rank,
        legal=step.legal,
        doubtful=step.value is not None and step.is_doubtful(month),
    )


def grouped(nodes: list[Node]) -> list[Node]:
    """Nodes of the same rule and rate in one line, in the order of their first rank."""
    groups: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        groups.setdefault((node.rule, node.parameter), []).append(node)
    ordered = sorted(groups.items(), key=lambda group: (group[1][0].rank_from, group[0]))
    return [_line(tuple(sorted(group, key=_RANK))) for _kind, group in ordered]


def _line(nodes: tuple[Node, ...]) -> Node:
    first = nodes[0]
    return Node(
        first.rule,
        sum(node.value for node in nodes),
        len(nodes),
        first.each,
        tuple(age for node in nodes for age in node.ages),
        first.parameter,
        first.since,
        first.reference,
        first.unknown,
        nodes,
        first.rank_from,
        first.legal,
        first.doubtful,
    )
