"""Which conversations may share a running service: those that touch no household in common.

So each begins with its household as the demo has it, as if it were alone, and the service is started a few times
instead of a hundred.
"""

from __future__ import annotations

import re
import shutil
from contextlib import AsyncExitStack

from tests.acceptance.phones import served

_HOUSEHOLD = re.compile(r"\{(?:case|birth year) (\d+)\}")


def touched(told):
    """The phone, and the households whose numbers are typed; phones 103 and 105, 205 reach what others reach."""
    typed = {found for line in told.lines for found in _HOUSEHOLD.findall(line.person)}
    numbers = {told.phone[-3:], *typed}
    return {"105" if number == "205" else "103" if number == "104" else number for number in numbers}


def assigned(conversations):
    """The number of the service that each conversation is held with, by its file."""
    taken, places = [], {}
    for told in conversations:
        mine = touched(told)
        free = (at for at, households in enumerate(taken) if households.isdisjoint(mine))
        at = next(free, len(taken))
        if at == len(taken):
            taken.append(set())
        taken[at] |= mine
        places[told.file] = at
    return places


class SharedServices:
    """Starts each service when its first conversation comes, on its own copy of the demo."""

    def __init__(self, demo, folder, conversations):
        self._demo, self._folder = demo, folder
        self._places, self._running = assigned(conversations), {}
        self._stack = AsyncExitStack()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *ended):
        return await self._stack.__aexit__(*ended)

    async def of(self, told):
        """The service that a conversation is held with."""
        place = self._places[told.file]
        if place not in self._running:
            folder = self._folder / str(place)
            shutil.copytree(self._demo, folder)
            self._running[place] = await self._stack.enter_async_context(served(folder))
        return self._running[place]
