"""Sealed rows of the registry read as cases; none is believed in another case's place."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from programmes.household import Case
from programmes.programme import RegistryUnavailableError
from programmes.registry.generation import SealedCase
from programmes.registry.rows import unpack_case
from programmes.registry.vault import Vault

#: A conversation asks for its case at each message, and often twice in a turn.
MOST_RECENT = 1000


class SealedCases:
    """Opens what a look-up found. Raises `RegistryUnavailableError` where the vault does not open it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._recent: dict[bytes, tuple[bytes, Case]] = {}

    def of_phone(self, phone: str, found: Iterable[SealedCase]) -> tuple[Case, ...]:
        """The cases found by a phone's key that have this phone."""
        cases = (self._read(key, sealed) for key, sealed in found)
        return tuple(case for case in cases if phone in case.phones)

    def one(self, found: list[SealedCase]) -> Case | None:
        """The case found by its own key."""
        return self._read(*found[0]) if found else None

    def _read(self, key: bytes, sealed: bytes) -> Case:
        """A row as a case; one looked up lately is not opened again while its row is the same."""
        recent = self._recent.get(key)
        if recent is not None and recent[0] == sealed:
            return recent[1]
        case = self._open(key, sealed)
        if len(self._recent) >= MOST_RECENT:
            del self._recent[next(iter(self._recent))]
        self._recent[key] = (sealed, case)
        return case

    def _open(self, key: bytes, sealed: bytes) -> Case:
        try:
            case = named(self._vault, unpack_case(self._vault.open(sealed), key.hex()))
        except Exception as error:  # what a foreign `open` raises is its own affair
            raise RegistryUnavailableError("a registry row does not open with this key") from error
        if self._vault.number_key(case.number) != key:
            raise RegistryUnavailableError("a registry row was moved to another case's place")
        return case


def named(vault: Vault, case: Case) -> Case:
    """A case that was read with its key in hex as its id, which it is until the index key is changed."""
    return replace(case, case_id=vault.case_id(case.number)) if vault.layers else case
