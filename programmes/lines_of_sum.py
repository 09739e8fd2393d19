"""Nodes of the trace: what one parameter gives, and how nodes of a kind become one line of the sum."""

from __future__ import annotations

from itertools import groupby

from programmes.parameters import Parameter
from programmes.programme import Node


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
    first_rank: dict[tuple[str, str], int] = {}
    for node in nodes:
        first_rank.setdefault(_kind(node), node.rank_from)
    ordered = sorted(nodes, key=lambda node: (first_rank[_kind(node)], _kind(node), node.rank_from))
    return [_line(tuple(group)) for _key, group in groupby(ordered, key=_kind)]


def _kind(node: Node) -> tuple[str, str]:
    return node.rule, node.parameter


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
