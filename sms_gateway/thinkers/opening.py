"""Opens whoever thinks for a service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from programmes.pack import Pack
from programmes.programme import Registry
from sms_gateway.composing import Composer
from sms_gateway.facts import Facts
from sms_gateway.given import open_engine, open_quiet
from sms_gateway.identify import Identifier
from sms_gateway.parsers import open_parser
from sms_gateway.referral import Referral
from sms_gateway.registries import for_turns
from sms_gateway.settings import Settings
from sms_gateway.thinkers.pool import pool
from sms_gateway.thinkers.storing import TurnStore
from sms_gateway.thinking import Thinker, Thinking
from storage.references import new_reference


def identifier_of(settings: Settings, store: TurnStore, registry: Registry) -> Identifier:
    """Who judges case numbers and birth years, under the limits of the settings."""
    limits = settings.limits
    return Identifier(store, for_turns(registry), limits.tries_per_hour, limits.tries_per_day)


@asynccontextmanager
async def open_thinker(
    settings: Settings, store: TurnStore, registry: Registry, programme: Pack, composer: Composer
) -> AsyncIterator[Thinker]:
    """The thinker in this process; what its parser holds open is closed at the end."""
    asked = for_turns(registry)
    referral = Referral(settings.programme.pack, settings.offices)
    identifier = identifier_of(settings, store, registry)
    opened = open_parser(settings.programme.pack, settings.nlu.url, settings.nlu.deadline)
    async with opened as parser:
        yield Thinker(
            parser,
            open_engine(programme, composer.outgoing.wording),
            Facts(store, asked, identifier, referral, programme.remembered_days),
            composer,
            new_reference,
            settings.understanding.deadline,
            open_quiet(settings, programme),
        )


def open_thinking(
    settings: Settings, store: TurnStore, registry: Registry, programme: Pack, composer: Composer
) -> AbstractAsyncContextManager[Thinking]:
    """The thinker in this process, or where the settings ask for them and turns are taken here, others."""
    if settings.service.thinkers and settings.service.role in {"all", "worker"}:
        return pool(settings, store)
    return open_thinker(settings, store, registry, programme, composer)
