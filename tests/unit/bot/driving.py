"""Drives a dialogue with a list of answers: what it asks for is gathered, nothing is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.requests import GoTo, Keep, Request, Say
from bot.talk import Dialogue, Talk
from tests.unit.bot.world import NOW, PACK


def drive(
    dialogue: Dialogue, answers: Sequence[Any], said: str = "", **arguments: Any
) -> tuple[list[Request], GoTo | None]:
    """All that the dialogue yields, in order, and what it returns; `Say` and `Keep` take no answer from the list."""
    steps = dialogue(Talk(PACK, NOW, said, arguments))
    left, asked, answer = list(answers), [], None
    try:
        while True:
            request = steps.send(answer)
            asked.append(request)
            if isinstance(request, Say):
                answer = None
            elif isinstance(request, Keep):
                answer = request.value
            else:
                answer = left.pop(0)
    except StopIteration as stop:
        assert not left, f"not asked for: {left}"
        return asked, stop.value


def kinds(requests: Sequence[Request]) -> list[str]:
    """The ids of what was asked and done, without what was said, looked up or kept."""
    return [request.id for request in requests if hasattr(request, "id") and not isinstance(request, Keep)]
