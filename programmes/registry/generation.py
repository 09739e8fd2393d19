"""What a registry that keeps its households itself promises, be it in a file or in PostgreSQL.

An import writes a new generation beside the one in use and puts it in its place at once. Until then no
reader sees it, and an import that ends before, or is killed, leaves nothing but the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from programmes.programme import Registry
from programmes.registry.counts import Counts
from programmes.registry.vault import Vault

#: A case's key and its sealed row.
SealedCase = tuple[bytes, bytes]
#: The same row sealed with today's key; None for one that does not open. Given a current one, the same back.
Renew = Callable[[bytes], bytes | None]


class ImportUnderWayError(RuntimeError):
    """Another import of this registry is under way: wait for its end."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Generation(Protocol):
    """A generation being written: not visible to any reader before `publish`."""

    @property
    def number(self) -> int:
        """One more than that of the generation in use."""

    @property
    def before(self) -> Counts | None:
        """The counts of the generation that this one began as; None where it was not counted."""

    def add(self, case_id: int, key: bytes, sealed: bytes, phone_keys: list[bytes]) -> None:
        """Put one case in; `case_id` numbers the cases of this generation."""

    def find(self, key: bytes) -> tuple[int, bytes] | None:
        """Id and sealed row of a case of the copied generation."""

    def remove(self, case_id: int, phone_keys: list[bytes]) -> None:
        """Take one case out."""

    def free_id(self) -> int:
        """An id for one more case."""

    def publish(self, counts: Counts | None) -> None:
        """Take the old generation's place at once, durably, with what was counted of it."""


class Compared(Protocol):
    """The generation in use beside the one that families were told of last."""

    @property
    def before(self) -> object:
        """None where nothing was ever told: then there are no `rows`."""

    def rows(self) -> Iterator[tuple[bytes, bytes, bytes | None]]:
        """Key, sealed row and the row of then (None where there was none) of each case in use."""

    def settle(self) -> None:
        """The generation in use is from now on the one that was told last."""


class Generations(Protocol):
    """Where generations are kept. Raises `RegistryUnavailableError`, `ImportUnderWayError`."""

    def begin(self, *, copied: bool = False) -> AbstractContextManager[Generation]:
        """A generation to fill and publish; left without `publish` (or killed), the old one stays as it is.

        With `copied` it begins as a copy of the one in use, if there is one.
        """

    def since_told(self) -> AbstractContextManager[Compared]:
        """What is in use and what was told last; no import swaps them meanwhile."""

    def alone(self) -> AbstractContextManager[object]:
        """No import, telling or resealing meanwhile."""

    def sealed_by(self) -> Mapping[str, Mapping[int, int]]:
        """How many rows each key sealed (the vault's mark, a row's first byte), by generation."""

    def reseal(self, renew: Renew) -> int:
        """Seal what is in use and what was told last anew, beside readers; how many rows do not open."""

    def rehash(self, vault: Vault) -> None:
        """Hash the same anew with the newest index key, all of a generation or nothing; without readers."""


class Standing(NamedTuple):
    """The generation in use and when it was put in its place (UTC epoch seconds)."""

    generation: int
    changed_at: float


class KeptRegistry(Registry, Protocol):
    """A registry that looks up what was imported."""

    async def standing(self) -> Standing:
        """Which generation is in use."""

    async def households(self) -> Counts | None:
        """What was counted of the generation in use; None where it was written before they were counted."""

    def close(self) -> None:
        """Let go of file or connections."""
