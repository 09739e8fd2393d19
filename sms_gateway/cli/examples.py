"""How a command is called, at the end of its `--help`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

#: Click leaves the lines of a paragraph as they are behind this sign.
_AS_WRITTEN = "\b"
HEADING = "Example:"


def example(*calls: str) -> Callable[[Function], Function]:
    """Put calls behind what a function says of itself; stands right above the function."""

    def put(function: Function) -> Function:
        lines = "\n".join(f"  {call}" for call in calls)
        said = inspect.cleandoc(function.__doc__ or "")
        function.__doc__ = f"{said}\n\n{_AS_WRITTEN}\n{HEADING}\n{lines}"
        return function

    return put
