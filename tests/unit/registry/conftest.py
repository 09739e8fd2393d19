from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from programmes.registry.dci.breaker import Breaker
from programmes.registry.dci.cache import DciCache
from programmes.registry.dci.callbacks import Callbacks
from programmes.registry.dci.client import DciClient, Endpoint
from programmes.registry.dci.envelope import Parties
from programmes.registry.dci.records import Terms
from programmes.registry.dci.registry import DciRegistry, QueryTypes
from programmes.registry.phones import PhoneReader
from tests.unit.programmes.builders import a_vault
from tests.unit.registry.dci_mock import TOKEN, DciMock

CALLBACK_TOKEN = "what the registry shows us"
TERMS = Terms("ma_asd", "MAD", 2, "CASE_NUMBER", PhoneReader.of("MA"))


class Clock:
    def __init__(self):
        self.at = 1_763_800_000

    def __call__(self):
        return self.at


class Asking:
    """A registry client against the mock: `registry` asks, `mock` answers, `clock` is turned by hand."""

    def __init__(self, mock, registry, clock):
        self.mock, self.registry, self.clock = mock, registry, clock


@pytest.fixture
def asking(tmp_path):
    @asynccontextmanager
    async def start(
        mock=None, signer=None, token=TOKEN, deadline=2.0, tries=3, failures=100,
        verifier=None, answers_later=False, **options,
    ):  # fmt: skip
        clock = Clock()
        later = Callbacks(CALLBACK_TOKEN, verifier, clock=clock) if answers_later else None
        async with (mock or DciMock()).running() as running:
            endpoint = Endpoint(
                running.url,
                token,
                Parties("recours", "https://recours.example/", "rsu"),
                deadline,
                tries,
                pause=0.001,
                signer=signer,
                verifier=verifier,
            )
            client = DciClient(endpoint, Breaker(failures, 30, clock), later)
            if later is not None:

                async def callback(content):
                    return later.take(f"Bearer {CALLBACK_TOKEN}", content)

                running.callback = callback
            cache = DciCache(tmp_path / "dci.db", a_vault(), 86_400 * 190)
            registry = DciRegistry(client, cache, TERMS, QueryTypes(), now=clock, **options)
            try:
                yield Asking(running, registry, clock)
            finally:
                await registry.close()

    return start
