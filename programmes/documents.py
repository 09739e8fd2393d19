"""A pack's file as a document, with the line of each key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from programmes.errors import PackError
from programmes.lines import Lines, line_of, line_of_no_day, lines_of_toml, lines_of_yaml

WHOLE = "(whole file)"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: what it holds and where."""

    file: str
    content: Any
    lines: Lines = field(repr=False)

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Gives a fault of this file its line."""
        try:
            yield
        except PackError as fault:
            raise (fault.at(line_of(self.lines, fault.key)) if fault.file == self.file else fault) from None


def read_toml(folder: Traversable, file: str) -> Document:
    """A TOML file; PackError where it is none."""
    text = _text(folder, file)
    try:
        return Document(file, tomllib.loads(text), lines_of_toml(text))
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        raise PackError(file, WHOLE, str(error), int(told[1]) if told else None) from error


def read_yaml(folder: Traversable, file: str) -> Document:
    """A YAML file; PackError where it is none or says a thing twice."""
    text = _text(folder, file)
    try:
        return Document(file, yaml.safe_load(text), lines_of_yaml(text, file))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PackError(file, WHOLE, error.problem or "not YAML", line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, PackError):
            raise
        raise PackError(file, WHOLE, f"not YAML: {error}", line_of_no_day(text)) from error


def _text(folder: Traversable, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise PackError(file, WHOLE, f"cannot be read ({type(error).__name__})") from error


def get(content: Mapping[str, Any], key: str, kind: type[Any], file: str) -> Any:
    """The value of a dotted key; PackError where it is missing, empty, negative or of another kind."""
    value: Any = content
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    wrong_kind = not isinstance(value, kind) or isinstance(value, bool)
    if wrong_kind or (kind is int and value < 0) or not (value or kind is int):
        raise PackError(file, key, f"missing, or not of the kind {kind.__name__}")
    return value
