"""Reads the nlu room's own word lists: lines, `#` comments, UTF-8."""

from __future__ import annotations

from importlib.resources import files


def read_lines(name: str) -> list[str]:
    """The lines of `nlu/<name>` that say something, in their order."""
    text = files("nlu").joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
