"""How the registry's personal data is kept: with the store's keys, in columns of its own."""

from __future__ import annotations

from programmes.registry.vault import Vault
from storage.fields import Keys

HOUSEHOLD = b"registry.household"
LOOKUP = b"registry"


def vault_of(keys: Keys) -> Vault:
    """Hash and seal with `keys`."""
    return Vault(
        hasher=lambda value: keys.name(LOOKUP, value),
        seal=lambda plain: keys.seal_bytes(HOUSEHOLD, plain),
        open=lambda sealed: keys.unseal_bytes(HOUSEHOLD, sealed),
        layers=keys.layers,
    )
