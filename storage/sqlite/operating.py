"""The part of the engine that operators work with; described by the protocol, storage/links.py."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from storage.links import LinkFigures, LinkStore
from storage.sqlite import links

# ruff: noqa: D102


class Operating(LinkStore):
    """`LinkStore` on whatever reads and writes."""

    @abstractmethod
    def _write(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]: ...

    @abstractmethod
    def _read(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]: ...

    async def link_figures(self) -> list[LinkFigures]:
        found: list[LinkFigures] = await self._read(links.figures)
        return found
