"""What the language model may learn from."""

from __future__ import annotations

from collections.abc import Sequence

from storage.learning import Confirmed, Doubtful, Understood
from storage.verbs.engine import Engine
from storage.work import learning

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class Learning(Engine):
    """Doubtful messages and what a person said of them."""

    async def doubtful(self, limit: int, left_out: Sequence[str] = ()) -> list[Doubtful]:
        found: list[Doubtful] = await self._read(learning.doubtful, limit, left_out)
        return found

    async def one_doubtful(self, mo_id: int) -> Doubtful | None:
        found: Doubtful | None = await self._read(learning.one_doubtful, mo_id)
        return found

    async def confirm(self, word: Confirmed) -> None:
        await self._write(learning.confirm, word)

    async def confirmed(self) -> list[Confirmed]:
        found: list[Confirmed] = await self._read(learning.confirmed)
        return found

    async def understood(self, since: int) -> list[Understood]:
        found: list[Understood] = await self._read(learning.understood, since)
        return found
