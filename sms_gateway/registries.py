"""Opens the registry that the settings name: the embedded one, or one that is asked over HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import cast

from programmes.pack import Pack
from programmes.programme import Registry, RegistryUnavailableError
from programmes.registry.counts import Counts
from programmes.registry.dci.breaker import Breaker
from programmes.registry.dci.cache import DciCache
from programmes.registry.dci.callbacks import Callbacks
from programmes.registry.dci.client import DciClient, Endpoint
from programmes.registry.dci.envelope import Parties
from programmes.registry.dci.records import Terms
from programmes.registry.dci.registry import DciRegistry, QueryTypes
from programmes.registry.dci.signing import Signer, SigningKeyError
from programmes.registry.dci.verifying import Verifier, VerifyingKeyError
from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.registry.generation import Generations, KeptRegistry
from programmes.registry.phones import PhoneReader
from programmes.registry.vault import Vault
from sms_gateway.on_search import PATH as ON_SEARCH
from sms_gateway.patience import Patient
from sms_gateway.settings import Settings, SettingsError
from sms_gateway.settings_dci import DciSettings

#: A proof of case number and birth year holds half a year: so long a case's id leads back to its number.
KEEP_SECONDS = 190 * 24 * 3600


@asynccontextmanager
async def open_registry(settings: Settings, programme: Pack, vault: Vault) -> AsyncIterator[Registry]:
    """The registry, closed at the end. Raises `SettingsError`."""
    if settings.dci is None:
        kept = kept_registry(settings, vault)
        try:
            yield kept
        finally:
            kept.close()
        return
    dci = settings.dci
    if dci.mode == "async" and not dci.sender_uri:
        dci = dci.model_copy(update={"sender_uri": settings.public_url + ON_SEARCH})
    over_http = _dci(dci, settings.service.data_folder / "dci.db", programme, vault)
    try:
        yield over_http
    finally:
        await over_http.close()


def kept_registry(settings: Settings, vault: Vault) -> KeptRegistry:
    """What was imported: a file beside the service, or the database that all processes share."""
    url = settings.storage.url.get_secret_value()
    if not url:
        return EmbeddedRegistry(settings.registry, vault)
    with _driver():
        from programmes.registry.postgres import PostgresRegistry  # noqa: PLC0415 - see `_driver`
    return PostgresRegistry(url, vault)


def generations_of(settings: Settings) -> Generations:
    """Where an import goes. Raises `SettingsError`."""
    url = settings.storage.url.get_secret_value()
    if not url:
        return FileGenerations(settings.registry)
    with _driver():
        from programmes.registry.postgres import TableGenerations  # noqa: PLC0415 - see `_driver`
    return TableGenerations(url)


async def generation_of(registry: Registry) -> object:
    """What tells one import from the next; None where nothing was imported, or nothing tells."""
    if isinstance(registry, DciRegistry):
        return None
    try:
        return (await cast("KeptRegistry", registry).standing()).generation
    except RegistryUnavailableError:
        return None


async def counts_of(registry: Registry) -> Counts | None:
    """The households of the generation in use; None where nothing was imported, or nothing counted them."""
    if isinstance(registry, DciRegistry):
        return None
    try:
        return await cast("KeptRegistry", registry).households()
    except RegistryUnavailableError:
        return None


@contextmanager
def _driver() -> Iterator[None]:
    """PostgreSQL's driver is an extra, looked for only where it is needed."""
    try:
        yield
    except ImportError:
        raise SettingsError(
            "storage.url needs PostgreSQL's driver: pip install 'recours[postgres]'."
        ) from None


def for_turns(registry: Registry) -> Registry:
    """As the turns ask it. The embedded one answers at once, and pays for no patience."""
    return registry if isinstance(registry, EmbeddedRegistry) else Patient(registry)


def _dci(dci: DciSettings, cache: Path, programme: Pack, vault: Vault) -> DciRegistry:
    parties = Parties(dci.sender_id, dci.sender_uri, dci.receiver_id)
    signer, verifier = _signer(dci), _verifier(dci)
    endpoint = Endpoint(
        dci.url,
        dci.token.get_secret_value(),
        parties,
        dci.deadline,
        dci.tries,
        signer=signer,
        verifier=verifier,
    )
    later = Callbacks(dci.callback_token.get_secret_value(), verifier) if dci.mode == "async" else None
    client = DciClient(endpoint, Breaker(dci.failures, dci.rest_seconds, time.monotonic), later)
    phones = PhoneReader.of(programme.region_code)
    terms = Terms(programme.key, programme.currency, programme.minor_digits, dci.number_type, phones)
    return DciRegistry(
        client,
        DciCache(cache, vault, KEEP_SECONDS),
        terms,
        QueryTypes(dci.phone_type, dci.number_type, dci.type_key),
        fresh_seconds=dci.fresh_minutes * 60,
        stale_seconds=dci.stale_hours * 3600,
    )


def _verifier(dci: DciSettings) -> Verifier | None:
    if dci.registry_key is None:
        return None
    try:
        return Verifier.load(dci.registry_key, dci.receiver_id)
    except VerifyingKeyError as error:
        raise SettingsError(f"dci.registry_key: {error}") from None


def _signer(dci: DciSettings) -> Signer | None:
    if dci.signing_key is None:
        return None
    try:
        return Signer.load(dci.signing_key, dci.sender_id, dci.signing_key_id)
    except SigningKeyError as error:
        raise SettingsError(f"dci.signing_key: {error}") from None
