"""Pages drawn beside the phones: one at a time, a thin slice after the other, the loop left alone in between.

A page of the queue is some milliseconds of Python on the event loop, which every phone's turn needs too. So
no page holds it for longer than a slice, and behind each slice the loop is the phones' for as long; of a
crowd of officers one page is drawn while the others wait, however many they are.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from jinja2.runtime import Context, Macro

#: How long a page may hold the loop, and how long it then leaves it to others.
SLICE_SECONDS = REST_SECONDS = 0.001
#: A page of the queue is 1,500 pieces; to look at the clock behind each is dear.
PIECES = 64


class PlainContext(Context):
    """Calls what a template names at once.

    Jinja first looks in three places whether the callable wants to be handed the context, a quarter of what a
    page of the queue took; of ours only macros want something.
    """

    def call(
        self,
        called: Callable[..., Any],
        *arguments: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        """What the callable gives."""
        if type(called) is Macro:
            return super().call(called, *arguments, **named)
        return called(*arguments, **named)


class Easel:
    """Draws the pages of one application, each in its turn."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._turn = asyncio.Lock()
        self._clock = clock

    async def draw(self, pieces: Iterable[str]) -> str:
        """The page of these pieces, of which each is made when it is asked for."""
        drawn: list[str] = []
        made = iter(pieces)
        async with self._turn:
            end = self._clock() + SLICE_SECONDS
            while some := list(islice(made, PIECES)):
                drawn += some
                if self._clock() > end:
                    await asyncio.sleep(REST_SECONDS)
                    end = self._clock() + SLICE_SECONDS
        return "".join(drawn)
