"""Wires the rooms together: a running service, and the web application in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog

from nlu.search_words import search_words
from programmes.pack import Pack, load_programme
from programmes.programme import Registry
from sms_gateway.canned import entries
from sms_gateway.channels.base import Account, Channel, Line, Webhook
from sms_gateway.clockwork import Clockwork
from sms_gateway.composing import Composer
from sms_gateway.converse import Converser
from sms_gateway.deliver import Deliverer
from sms_gateway.desk import ServiceDesk
from sms_gateway.desk_words import load_words
from sms_gateway.failover import Failover, rules_of
from sms_gateway.flood import Flood
from sms_gateway.given import (
    balances_below,
    open_composer,
    open_quiet,
    own_numbers,
    price_of,
    ussd_links,
)
from sms_gateway.handover import Handover
from sms_gateway.inbox import StoreInbox
from sms_gateway.intake import Intake
from sms_gateway.line_watch import LineWatch
from sms_gateway.links import open_channels
from sms_gateway.loops import Loop, fire_wakeups, purge, running
from sms_gateway.metrics import Metrics
from sms_gateway.receive import Receiver
from sms_gateway.registries import generation_of, open_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.remedies import RemedyWatch
from sms_gateway.retention import Broom
from sms_gateway.roles import look_often, loops_of
from sms_gateway.settings import Settings
from sms_gateway.shipping import Shipper, targets_of
from sms_gateway.stores import store_of
from sms_gateway.thinkers.opening import identifier_of, open_thinking
from sms_gateway.thinking import Thinking
from sms_gateway.ussd.door import UssdDoor
from storage.fields import Keys
from storage.retention import DAY
from storage.store import Store

log = structlog.get_logger()

ExtraChannels = Callable[[Store], Mapping[str, Channel]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: messages are received, answered and delivered until its context ends."""

    settings: Settings
    store: Store
    registry: Registry
    programme: Pack
    channels: Mapping[str, Channel]
    receiver: Receiver
    desk: ServiceDesk
    deliverers: Mapping[str, Deliverer]
    door: UssdDoor
    metrics: Metrics
    watch: LineWatch
    thinking: Thinking

    def notify_delivery(self, link: str) -> None:
        """Something was queued for `link`."""
        if link in self.deliverers:
            self.deliverers[link].notify()


@asynccontextmanager
async def open_service(settings: Settings, extra: ExtraChannels | None = None) -> AsyncIterator[Service]:
    """Open the store, connect the links, and run the steps of every message until the context ends.

    `extra` makes channels that no configuration names (the terminal's). What is under way at the end is
    finished or returned.
    """
    keys = Keys.load(settings.keys)
    async with AsyncExitStack() as stack:
        store = store_of(settings, keys, search_words)
        await store.open()
        stack.push_async_callback(store.close)
        programme = load_programme(settings.programme.pack)
        registry = await stack.enter_async_context(open_registry(settings, programme, vault_of(keys)))
        channels = {**open_channels(settings, store), **(extra(store) if extra else {})}
        for channel in channels.values():
            await channel.open()
            stack.push_async_callback(channel.close)
        composer = open_composer(settings, programme)
        opened = open_thinking(settings, store, registry, programme, composer)
        thinking = await stack.enter_async_context(opened)
        converser = _converser(settings, store, programme, composer, thinking)
        service = _wire(settings, store, registry, programme, channels, converser)
        async with running(loops_of(settings.service.role, _loops(service, converser))):
            yield service


def _wire(
    settings: Settings,
    store: Store,
    registry: Registry,
    programme: Pack,
    channels: Mapping[str, Channel],
    converser: Converser,
) -> Service:
    outgoing = converser.composer.outgoing
    metrics = converser.metrics
    metrics.count_thinkers(lambda: converser.thinking.ready)
    deliverers = {name: _deliverer(settings, store, channel, metrics) for name, channel in channels.items()}
    price, currency = price_of(settings)
    converser.handover = Handover(deliverers)
    if settings.storage.url.get_secret_value():
        look_often(converser, deliverers.values())
    entries()  # read before the first officer asks for ready words
    desk = ServiceDesk(
        programme,
        registry,
        outgoing.wording,
        outgoing,
        load_words(),
        price,
        currency,
        settings.programme.remedy_days,
        settings.programme.households,
        settings.retention.periods,
        identifier=identifier_of(settings, store, registry),
    )
    webhooks = {name: channel for name, channel in channels.items() if isinstance(channel, Webhook)}
    rates = {name: link.most_in for name, link in settings.links.items()}
    intake = Intake(metrics, rates, programme.region_code)
    receiver = Receiver(webhooks, store, converser.accept, metrics=metrics, intake=intake)
    deadlines = {name: link.ussd_deadline for name, link in ussd_links(settings).items()}
    door = UssdDoor(receiver, store, converser.take, outgoing, deadlines)
    watch = LineWatch(store, _accounts(channels), balances_below(settings), metrics.take_traffic)
    return Service(
        settings,
        store,
        registry,
        programme,
        channels,
        receiver,
        desk,
        deliverers,
        door,
        metrics,
        watch,
        converser.thinking,
    )


def _accounts(channels: Mapping[str, Channel]) -> dict[str, Account]:
    return {name: channel for name, channel in channels.items() if isinstance(channel, Account)}


def _converser(
    settings: Settings, store: Store, programme: Pack, composer: Composer, thinking: Thinking
) -> Converser:
    limits = settings.limits
    own = own_numbers((link.number for link in settings.links.values()), programme.region_code)
    flood = Flood(limits.messages_per_minute, limits.messages_per_hour, own)
    return Converser(store, thinking, composer, flood)


def _deliverer(settings: Settings, store: Store, channel: Channel, metrics: Metrics) -> Deliverer:
    link = settings.links.get(channel.link)
    if link is None:
        return Deliverer(store, channel, metrics=metrics)
    return Deliverer(
        store, channel, pace=link.pace, in_flight=link.in_flight, tries=link.tries, metrics=metrics
    )


def _loops(service: Service, converser: Converser) -> dict[str, Loop]:
    inbox = StoreInbox(
        service.store,
        converser.notify,
        service.metrics,
        service.door,
        service.receiver.intake,
        converser.accept,
    )
    periods = service.settings.retention.periods
    return {
        "watch": service.metrics.loop_lag.watch,
        "converse": converser.run,
        "wakeups": partial(fire_wakeups, service.store, converser.notify),
        "purge": partial(purge, service.store, periods.sign_ins * DAY),
        "retention": Broom(service.store, periods).run,
        "remedies": _remedies(service).run,
        "clocks": Clockwork(
            service.store, service.programme, open_quiet(service.settings, service.programme)
        ).run,
        "failover": _failover(service).run,
        "traffic": service.watch.run_traffic,
        "balances": service.watch.run_balances,
        **_shipping(service),
        **{f"deliver {name}": deliverer.run for name, deliverer in service.deliverers.items()},
        **{
            f"listen {name}": partial(channel.listen, inbox)
            for name, channel in service.channels.items()
            if isinstance(channel, Line)
        },
    }


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
        partial(generation_of, service.registry),
        service.notify_delivery,
        desk.is_still_theirs,
    )
