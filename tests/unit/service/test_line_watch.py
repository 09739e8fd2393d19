"""What is kept of links beside their messages: traffic by the minute, the balance of the provider's account."""

from decimal import Decimal
from io import StringIO

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from sms_gateway import line_watch
from sms_gateway.channels.base import Balance, BalanceUnknownError
from sms_gateway.line_watch import LineWatch
from sms_gateway.metrics import Metrics
from storage.links import LinkNote
from storage.records import AuditEntry, MtState, SendResult
from tests.stores import opened_store

NOW = 1_760_000_000


class AccountOf:
    """A provider that says this, then that."""

    def __init__(self, *script):
        self.script = list(script)

    async def balance(self, now):
        said = self.script.pop(0)
        if isinstance(said, Exception):
            raise said
        return said if said is None else Balance(Decimal(said), "KES")


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path, now=lambda: NOW) as store:
        yield store


@pytest.fixture
def logged(monkeypatch):
    paper = StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(paper), [structlog.processors.JSONRenderer()])
    monkeypatch.setattr(line_watch, "log", log)
    return paper


def watch_of(store, metrics=None, **below):
    taking = (metrics or Metrics()).take_traffic
    return LineWatch(
        store, {}, {link: Decimal(least) for link, least in below.items()}, taking, now=lambda: NOW
    )


async def figures_of(store):
    return {figures.link: figures for figures in await store.link_figures()}


async def test_a_minutes_traffic_is_kept_and_silence_is_told_once(store):
    metrics = Metrics()
    watch = watch_of(store, metrics)
    metrics.received("main", "kept")
    metrics.received("main", "copy")
    metrics.sent("main", [SendResult(1, MtState.SENT, NOW), SendResult(2, MtState.QUEUED, NOW)])
    metrics.received("spare", "kept")
    await watch.note_traffic()
    kept = await figures_of(store)
    assert (kept["main"].received, kept["main"].sent, kept["main"].rated_at) == (1, 1, NOW)
    assert (kept["spare"].received, kept["spare"].sent) == (1, 0)
    watch.now = lambda: NOW + 60
    await watch.note_traffic()
    watch.now = lambda: NOW + 120
    await watch.note_traffic()
    kept = await figures_of(store)
    assert (kept["main"].received, kept["main"].sent, kept["main"].rated_at) == (0, 0, NOW + 60)


async def test_a_balance_is_kept_with_its_age_and_warned_of_once_until_it_is_paid(store, logged):
    watch = watch_of(store, at=100)
    account = AccountOf("150.00", "99.99", "80", "500", "99")
    for _question in range(3):
        await watch.ask("at", account)
    assert logged.getvalue().count("balance low") == 1
    assert (await figures_of(store))["at"].balance.amount == 80
    await watch.ask("at", account)
    await watch.ask("at", account)
    assert logged.getvalue().count("balance low") == 2
    assert (await figures_of(store))["at"].balance.at == NOW


@pytest.mark.parametrize("said", [BalanceUnknownError("HTTP 500"), TimeoutError(), None])
async def test_a_provider_that_does_not_tell_leaves_what_was_known(store, logged, said):
    watch = watch_of(store)
    await watch.ask("at", AccountOf("150.00"))
    await watch.ask("at", AccountOf(said))
    assert (await figures_of(store))["at"].balance.amount == 150
    assert ("balance not known" in logged.getvalue()) is (said is not None)


async def test_how_links_stand_is_told_to_prometheus(store):
    await store.record_sends([], LinkNote("main", False, NOW, "refused"))
    await store.pause_link("main", pause=True, audit=AuditEntry(NOW, "omar", "link.paused", "main"))
    await watch_of(store).ask("main", AccountOf("12.50"))
    text = Metrics().exposition({}, await store.link_figures(), {"main": Decimal(20)}).decode()
    told = {
        sample.name: (sample.value, sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("recours_link_")
    }
    main = {"link": "main"}
    assert told == {
        "recours_link_up": (0, main),
        "recours_link_paused": (1, main),
        "recours_link_error_seconds": (NOW, main),
        "recours_link_balance": (12.5, main | {"currency": "KES"}),
        "recours_link_balance_seconds": (NOW, main),
        "recours_link_balance_below": (20, main),
    }
