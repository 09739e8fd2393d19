"""The one processor that every line of the log passes: what is not known to be ours is not written.

A person's words cannot be told from others by their look, so it works the other way round. Of a value, the
words of a list (log_words.txt), names from the settings and kinds of errors are kept; every other word, every
digit of a number longer than six, and everything that is neither text nor number shows as `‥`. Only the
event of our own lines is taken as it is: it is a literal in the code, which a test watches over.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from structlog.typing import EventDict

from storage.references import is_reference

MASK = "‥"
#: More digits than these, in whatever pieces and script, may be a phone or a case.
MOST_DIGITS, LONGEST_NUMBER, LONGEST_TEXT = 6, 3, 400
#: Fields whose numbers are ids of rows.
_IDS = frozenset({"mo", "mt"})
_PIECE = re.compile(r"\w+|[^\x20-\x7e]")
_CODE = re.compile(r"0x[0-9a-f]{1,8}", re.ASCII)
_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]+", re.ASCII)


class Places(tuple[str, ...]):
    """Where an error came from, as `function:line`, outermost first: made of code, so it holds no values."""

    __slots__ = ()


def places_of(error: BaseException) -> Places:
    """Where an error came from."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return Places(places)


class Redaction:
    """Masks lines; `names` are words of the settings that may be told (links, targets)."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        words = files(__package__).joinpath("log_words.txt").read_text("utf-8").splitlines()
        self._words = {word for word in words if not word.startswith("#")}
        for name in names:
            self._words |= {piece.casefold() for piece in re.findall(r"\w+", name)}
        self._kinds: set[str] = set()

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        """A line, masked."""
        is_ours = "_record" not in line
        error = _error_of(line)
        told = {
            key: value if key.startswith("_") or (is_ours and key == "event") else self.of_field(key, value)
            for key, value in line.items()
        }
        if error is not None:
            told |= {"exception": type(error).__name__, "places": places_of(error)}
        return told

    def of_field(self, key: str, value: object) -> object:
        """What may be written of a field."""
        if key in _IDS and type(value) is int:
            return value
        if key == "ticket" and isinstance(value, str) and is_reference(value):
            return value
        return self.of(value)

    def of(self, value: object) -> Any:
        """What may be written of a value."""
        if value is None or isinstance(value, bool | Places):
            return value
        if isinstance(value, Mapping):
            return {self._text(str(key)): self.of(one) for key, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.of(one) for one in value]
        return self._of_one(value)

    def _of_one(self, value: object) -> Any:
        if isinstance(value, int | float):
            return value if abs(value) < 10**MOST_DIGITS else MASK
        if isinstance(value, BaseException):  # its words may be a person's
            return type(value).__name__
        return self._text(str(value)) if isinstance(value, str) else MASK

    def _text(self, text: str) -> str:
        many = sum(character.isdigit() for character in text) > MOST_DIGITS
        return _PIECE.sub(lambda piece: self._piece(piece[0], many=many), text[:LONGEST_TEXT])

    def _piece(self, piece: str, *, many: bool) -> str:
        if piece.isascii() and piece.isdigit():
            return MASK if many or len(piece) > LONGEST_NUMBER else piece
        if piece.casefold() in self._words or (not many and _CODE.fullmatch(piece)):
            return piece
        return piece if _CAMEL.fullmatch(piece) and self._is_kind(piece) else MASK

    def _is_kind(self, name: str) -> bool:
        if name not in self._kinds:
            self._kinds = set(_kinds(BaseException))
        return name in self._kinds


def _kinds(kind: type[BaseException]) -> Iterable[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _error_of(line: EventDict) -> BaseException | None:
    """The error that a line brings along, taken out of it, whatever form it has."""
    raised = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if isinstance(raised, tuple):
        raised = raised[1]
    error = sys.exc_info()[1] if raised is True else raised
    return error if isinstance(error, BaseException) else None
