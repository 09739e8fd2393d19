"""Pieces of work for a database, and what became of them: what its writer and its readers hand around."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Piece(NamedTuple):
    """Work to do on a database, and who waits for it."""

    future: asyncio.Future[Any]
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


class Outcome(NamedTuple):
    """What became of a piece: a result or an error."""

    future: asyncio.Future[Any]
    result: Any
    error: Exception | None


def resolve(outcomes: Iterable[Outcome]) -> None:
    """Tell those who still wait; on the event loop."""
    for future, result, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
