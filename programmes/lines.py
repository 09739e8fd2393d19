"""On which line of a pack's file a key stands, so that a fault can be shown where it is.

Keys are written as faults name them: `reasons.SCORE.fr`, `flat.values[1].value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import yaml

from programmes.errors import PackError

_HEADER = re.compile(r"\s*\[(\[?)\s*([\w.]+)\s*\]")
_ASSIGNED = re.compile(r"\s*([\w.]+)\s*=")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LAST_STEP = re.compile(r"(\.[^.\[\]]+|\[\d+\])$")

Lines = dict[str, int]


def line_of(lines: Lines, key: str) -> int:
    """The line of a key; where it is missing, that of the nearest table around it, else the first."""
    while key not in lines:
        shorter = _LAST_STEP.sub("", key)
        if shorter == key:
            return 1
        key = shorter
    return lines[key]


def lines_of_toml(text: str) -> Lines:
    """The lines of the tables and keys of a TOML file written one key a line."""
    lines: Lines = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = header[2]
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif assigned := _ASSIGNED.match(line):
            lines.setdefault(f"{table}.{assigned[1]}" if table else assigned[1], number)
    return lines


def lines_of_yaml(text: str, file: str) -> Lines:
    """The lines of all keys of a YAML file; PackError where a key stands twice."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return {} if node is None else dict(_walk(node, "", file))


def line_of_no_day(text: str) -> int | None:
    """The line of the first thing written like a day that is none, such as 2025-25-11."""
    for number, line in enumerate(text.splitlines(), 1):
        for written in _DAY.findall(line.partition("#")[0]):
            try:
                date.fromisoformat(written)
            except ValueError:
                return number
    return None


def _walk(node: yaml.Node, path: str, file: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(node, path, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield f"{path}[{index}]", item.start_mark.line + 1
            yield from _walk(item, f"{path}[{index}]", file)


def _walk_mapping(node: yaml.MappingNode, path: str, file: str) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for name, value in node.value:
        key = f"{path}.{name.value}" if path else str(name.value)
        line = name.start_mark.line + 1
        if key in seen:
            raise PackError(file, key, "stands twice", line)
        seen.add(key)
        yield key, line
        yield from _walk(value, key, file)
