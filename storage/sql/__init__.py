"""The queries, named and described in `*.sql`: each begins with a line `-- name: what it does`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

_HEADING = re.compile(r"^-- (?P<name>\w+): (?P<description>.+)$", re.MULTILINE)
FILES = (
    "messages.sql",
    "links.sql",
    "parts.sql",
    "tickets.sql",
    "officers.sql",
    "audit.sql",
    "learning.sql",
    "person.sql",
    "casework.sql",
    "indicators.sql",
    "texts.sql",
    "desk.sql",
    "associations.sql",
    "keys.sql",
    "retention.sql",
)


def load() -> Mapping[str, str]:
    """All queries by their names."""
    return read("\n".join(files(__name__).joinpath(file).read_text("utf-8") for file in FILES))


def read(text: str) -> dict[str, str]:
    """The queries of a text by their names. Raises `ValueError` where two have the same."""
    queries: dict[str, str] = {}
    for name, query in _parse(text):
        if name in queries:
            raise ValueError(f"two queries are named {name}")
        queries[name] = query
    return queries


def _parse(text: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["name"], text[heading.end() : end].strip().rstrip(";")
