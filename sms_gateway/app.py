"""Wires the rooms together: a running service, and the web application in front of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import structlog

from bot.dialogues import DIALOGUES, WISHES
from bot.engine import Engine
from bot.formats import writer_in
from bot.wording import Wording
from locales import load
from nlu.search_words import search_words
from nlu.understanding import Parser
from programmes.pack import Pack, load_programme
from programmes.programme import Registry
from sms_gateway.channels.base import Channel, Line, Webhook
from sms_gateway.converse import Converser
from sms_gateway.deliver import Deliverer
from sms_gateway.desk import ServiceDesk
from sms_gateway.desk_words import load_words
from sms_gateway.facts import Facts
from sms_gateway.failover import Failover, rules_of
from sms_gateway.flood import Flood
from sms_gateway.identify import Identifier
from sms_gateway.inbox import StoreInbox
from sms_gateway.links import open_channels
from sms_gateway.logs import places_of
from sms_gateway.metrics import Metrics
from sms_gateway.msisdn import NumberError, to_e164
from sms_gateway.outgoing import Outgoing
from sms_gateway.parsers import open_parser
from sms_gateway.quiet import Hours, Quiet
from sms_gateway.receive import Receiver
from sms_gateway.referral import Referral
from sms_gateway.registries import open_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.remedies import RemedyWatch
from sms_gateway.settings import Settings, UssdLinkSettings
from sms_gateway.shipping import Shipper, targets_of
from sms_gateway.ussd.door import UssdDoor
from sms_gateway.ussd.pages import Limit
from sms_gateway.ussd.screens import Screens
from storage.errors import StoreError
from storage.fields import Keys
from storage.references import new_reference
from storage.sqlite import SqliteStore
from storage.store import Store

log = structlog.get_logger()

WAKEUPS_AT_ONCE = 200
WAKEUP_SECONDS = 1.0
PURGE_SECONDS = 3600.0
WORDED_AT_ONCE = 100

RESTART_SECONDS = 1.0

Loop = Callable[[], Coroutine[object, object, None]]
ExtraChannels = Callable[[Store], Mapping[str, Channel]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: messages are received, answered and delivered until its context ends."""

    settings: Settings
    store: SqliteStore
    registry: Registry
    programme: Pack
    channels: Mapping[str, Channel]
    receiver: Receiver
    desk: ServiceDesk
    deliverers: Mapping[str, Deliverer]
    door: UssdDoor
    metrics: Metrics

    def notify_delivery(self, link: str) -> None:
        """Something was queued for `link`."""
        if link in self.deliverers:
            self.deliverers[link].notify()


def open_wording(programme: Pack) -> Wording:
    """The catalogs of the programme's languages. Raises `locales.CatalogError`."""
    catalogs = {language: load(language, "sms").gettext for language in (*programme.languages, "en")}
    return Wording(catalogs, writer_in(programme.region_code))


def open_engine(programme: Pack, wording: Wording) -> Engine:
    """The dialogues in the programme's words."""
    return Engine(programme, DIALOGUES, WISHES, wording)


@asynccontextmanager
async def open_service(settings: Settings, extra: ExtraChannels | None = None) -> AsyncIterator[Service]:
    """Open the store, connect the links, and run the steps of every message until the context ends.

    `extra` makes channels that no configuration names (the terminal's). What is under way at the end is
    finished or returned.
    """
    keys = Keys.load(settings.keys)
    async with AsyncExitStack() as stack:
        store = SqliteStore(settings.database, keys, words_of=search_words)
        await store.open()
        stack.push_async_callback(store.close)
        programme = load_programme(settings.programme.pack)
        registry = await stack.enter_async_context(open_registry(settings, programme, vault_of(keys)))
        channels = {**open_channels(settings, store), **(extra(store) if extra else {})}
        for channel in channels.values():
            await channel.open()
            stack.push_async_callback(channel.close)
        parser = await stack.enter_async_context(open_parser(settings.nlu.url, settings.nlu.deadline))
        service, converser = _wire(settings, store, registry, channels, parser)
        async with _running(_loops(service, converser)):
            yield service


def _wire(
    settings: Settings,
    store: SqliteStore,
    registry: Registry,
    channels: Mapping[str, Channel],
    parser: Parser,
) -> tuple[Service, Converser]:
    programme = load_programme(settings.programme.pack)
    wording = open_wording(programme)
    numbers = {name: link.number for name, link in settings.links.items()}
    outgoing = Outgoing(wording, numbers, programme.languages[0])
    metrics = Metrics()
    deliverers = {name: _deliverer(settings, store, channel, metrics) for name, channel in channels.items()}
    price, currency = _price(settings)
    converser = _converser(settings, store, registry, programme, parser, outgoing)
    converser.on_queued = lambda link: deliverers[link].notify() if link in deliverers else None
    converser.metrics = metrics
    desk = ServiceDesk(
        programme, registry, wording, outgoing, load_words(), price, currency, settings.programme.remedy_days
    )
    webhooks = {name: channel for name, channel in channels.items() if isinstance(channel, Webhook)}
    receiver = Receiver(webhooks, store, converser.notify, metrics=metrics)
    deadlines = {name: link.ussd_deadline for name, link in _with_ussd(settings).items()}
    door = UssdDoor(receiver, store, converser.take, outgoing, deadlines)
    return Service(
        settings, store, registry, programme, channels, receiver, desk, deliverers, door, metrics
    ), converser


def _converser(
    settings: Settings,
    store: SqliteStore,
    registry: Registry,
    programme: Pack,
    parser: Parser,
    outgoing: Outgoing,
) -> Converser:
    limits = settings.limits
    own = own_numbers((link.number for link in settings.links.values()), programme.region_code)
    return Converser(
        store=store,
        parser=parser,
        engine=open_engine(programme, outgoing.wording),
        facts=Facts(
            store,
            registry,
            Identifier(store, registry, limits.tries_per_hour, limits.tries_per_day),
            Referral(settings.programme.pack, settings.offices),
            programme.remembered_days,
        ),
        outgoing=outgoing,
        screens=Screens(outgoing, _screen_limits(settings)),
        flood=Flood(limits.messages_per_minute, limits.messages_per_hour, own),
        draw_reference=new_reference,
        deadline=settings.understanding.deadline,
        quiet=open_quiet(settings, programme),
    )


def _with_ussd(settings: Settings) -> dict[str, UssdLinkSettings]:
    return {name: link for name, link in settings.links.items() if isinstance(link, UssdLinkSettings)}


def _screen_limits(settings: Settings) -> dict[str, Limit]:
    return {name: Limit(link.ussd_septets, link.ussd_units) for name, link in _with_ussd(settings).items()}


def open_quiet(settings: Settings, programme: Pack) -> Quiet:
    """When the service may not begin to write by itself."""
    own = {name: Hours.of(link.quiet) for name, link in settings.links.items() if link.quiet is not None}
    return Quiet(programme.timezone, Hours.of(settings.programme.quiet), own)


def _deliverer(settings: Settings, store: Store, channel: Channel, metrics: Metrics) -> Deliverer:
    link = settings.links.get(channel.link)
    if link is None:
        return Deliverer(store, channel, metrics=metrics)
    return Deliverer(
        store, channel, pace=link.pace, in_flight=link.in_flight, tries=link.tries, metrics=metrics
    )


def own_numbers(numbers: Iterable[str], region: str) -> frozenset[str]:
    """Our numbers as senders would show them; a short code is never a sender."""
    own = set()
    for number in numbers:
        try:
            own.add(to_e164(number, region))
        except NumberError:
            continue
    return frozenset(own)


def _price(settings: Settings) -> tuple[Decimal | None, str]:
    """What a part costs on the first link that says so."""
    for link in settings.links.values():
        if link.price:
            return link.price, link.currency
    return None, ""


def _loops(service: Service, converser: Converser) -> dict[str, Loop]:
    inbox = StoreInbox(service.store, converser.notify, service.metrics, service.door)
    return {
        "watch": service.metrics.watch_loop,
        "converse": converser.run,
        "wakeups": partial(_fire_wakeups, service.store, converser),
        "purge": partial(_purge, service.store),
        "remedies": _remedies(service).run,
        "failover": _failover(service).run,
        **_shipping(service),
        **{f"deliver {name}": deliverer.run for name, deliverer in service.deliverers.items()},
        **{
            f"listen {name}": partial(channel.listen, inbox)
            for name, channel in service.channels.items()
            if isinstance(channel, Line)
        },
    }


async def _fire_wakeups(store: Store, converser: Converser) -> None:
    """Turn what is due into messages from the clock."""
    while True:
        try:
            if await store.fire_wakeups(int(time.time()), WAKEUPS_AT_ONCE):
                converser.notify()
        except StoreError as error:
            log.error("wakeups not fired", error=type(error).__name__)
        await asyncio.sleep(WAKEUP_SECONDS)


def _failover(service: Service) -> Failover:
    deliverers = service.deliverers
    return Failover(
        service.store,
        rules_of(service.settings),
        lambda link: deliverers[link].is_down,
        service.notify_delivery,
    )


def _shipping(service: Service) -> dict[str, Loop]:
    """Nothing where no place outside is named."""
    audit = service.settings.audit
    targets = targets_of(audit)
    return {"ship": Shipper(service.store, targets, audit.seconds, audit.rows).run} if targets else {}


def _remedies(service: Service) -> RemedyWatch:
    desk = service.desk
    return RemedyWatch(
        service.store,
        service.registry,
        desk.wording,
        desk.outgoing,
        partial(_changed_at, service.settings.registry),
        service.notify_delivery,
    )


def _changed_at(file: Path) -> int | None:
    """When the registry's file was swapped; None where there is none (asked over HTTP, not imported yet)."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None


async def _purge(store: Store) -> None:
    """Forget by age, now and then."""
    while True:
        try:
            while await store.index_words(WORDED_AT_ONCE):  # what was filed before there was an index
                pass
            await store.purge(int(time.time()))
        except StoreError as error:
            log.error("nothing purged", error=type(error).__name__)
        await asyncio.sleep(PURGE_SECONDS)


@asynccontextmanager
async def _running(loops: Mapping[str, Loop]) -> AsyncIterator[None]:
    """Run the loops beside the body.

    Conversing is stopped before delivering, so that the last answers go out.
    """
    tasks = [asyncio.create_task(_kept_running(name, loop), name=name) for name, loop in loops.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _kept_running(name: str, loop: Loop) -> None:
    """Begin a loop again after a fault: a service without it would accept messages and never answer them."""
    task = asyncio.current_task()
    while task is None or not task.cancelling():  # a fault while it stops must not begin it again
        try:
            await loop()
        except Exception as error:  # noqa: BLE001 - whatever it is, the loop is needed
            log.error("loop failed", loop=name, error=type(error).__name__, places=places_of(error))
            await asyncio.sleep(RESTART_SECONDS)
