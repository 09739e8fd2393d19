"""What the clock does to a running service: pauses, promises, quiet hours, and a message that kills the process."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.later import satisfaction
from sms_gateway.converse import MOST_ATTEMPTS
from sms_gateway.quiet import Hours, Quiet
from storage.records import MoMessage, TicketChange, TicketEvent, TicketState
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import ACCEPTED, LINK, NOW, OURS, PACK

HOUR = 3600
STATUS, CONTEST = "ou est ma demande svp", "je veux contester"
APOLOGY = "pas pu traiter votre message"
PROMISE = "Nous vous enverrons"
NIGHT = Quiet(PACK.timezone, Hours.of("21:00-08:00"))


async def clock(service, seconds):
    """Time passes, and what has come due has had its turn."""
    service.now += seconds
    while await service.store.fire_wakeups(service.now, 100):
        service.converser.notify()
        await service.idle()


async def test_a_story_told_in_three_messages_is_summed_up_once(service):
    async with service.open():
        for words in (CONTEST, "2", "je nai rien recu"):
            await service.asks(words)
        before = len(await service.answers())
        for words in ("depuis deux mois", "et le cafe ne sait rien"):
            await service.texts(words)
            await service.idle()
        assert len(await service.answers()) == before
        await clock(service, 61)
        (summary,) = (await service.answers())[before:]
        assert summary.startswith("Ajouté")
        await service.asks("1")
        (ticket,) = await service.tickets()
        assert ticket.story.split("\n") == ["je nai rien recu", "depuis deux mois", "et le cafe ne sait rien"]
        await clock(service, 30 * 24 * HOUR)
        assert len(await service.answers()) == before + 2


async def test_words_that_were_not_sent_are_put_aside_after_a_day_whatever_restarts(service):
    async with service.open():
        for words in (CONTEST, "2", "je nai rien recu"):
            await service.asks(words)
        assert (await service.store.session(ACCEPTED)).dialogue is not None
        before = len(await service.answers())
    async with service.open():
        await clock(service, 25 * HOUR)
        session = await service.store.session(ACCEPTED)
        assert session.dialogue is None
        assert "je nai rien recu" in str(session.suspended)
        await clock(service, 8 * 24 * HOUR)
        assert (await service.store.session(ACCEPTED)).suspended is None
        assert len(await service.answers()) == before


async def test_a_promise_outlives_the_process_and_is_kept_when_the_registry_is_back(service):
    registry = service.folder / "registry.db"
    kept = registry.read_bytes()
    registry.unlink()
    async with service.open():
        assert PROMISE in await service.asks(STATUS)
        await clock(service, 120)
    registry.write_bytes(kept)
    async with service.open():
        await clock(service, HOUR)
        promise, answer = await service.answers()
        assert "ACCEPTEE" in answer
        (sent, waiting) = await service.store.claim_mts(LINK, 10, service.now)
        assert (sent.mt.sender, waiting.mt.sender) == (OURS, OURS)
        await clock(service, 30 * 24 * HOUR)
        assert await service.answers() == [promise, answer]


async def closed_at(service, hour):
    """A ticket that an officer closed at this hour of the next day."""
    async with service.open():
        for words in (CONTEST, "2", "je nai rien recu", "1"):
            await service.asks(words)
        (ticket,) = await service.tickets()
        service.now += (24 + hour - 12) * HOUR
        event = TicketEvent(service.now, "salma", "closed")
        change = TicketChange(ticket.reference, event, state=TicketState.CLOSED)
        await service.store.change_ticket([change], wakeups=satisfaction(ticket, service.now))


async def test_nothing_is_begun_in_quiet_hours_and_it_comes_when_they_are_over(service):
    await closed_at(service, 20)
    async with service.open(quiet=NIGHT):
        before = len(await service.answers())
        await clock(service, 3 * HOUR)  # 23:00
        assert len(await service.answers()) == before
        await clock(service, 8 * HOUR)  # 7:00
        assert len(await service.answers()) == before
        await clock(service, HOUR)
        assert "Comment était notre service" in (await service.answers())[-1]
        await clock(service, 24 * HOUR)
        assert len(await service.answers()) == before + 1
        await service.asks("5")
        (ticket,) = await service.tickets()
        assert (await service.store.rating(ticket.reference)).score == 5


async def test_who_has_just_written_is_awake_and_is_answered_at_night(service):
    service.now += 11 * HOUR  # 23:00
    registry = service.folder / "registry.db"
    kept = registry.read_bytes()
    registry.unlink()
    async with service.open(quiet=NIGHT):
        await service.asks(STATUS)
        registry.write_bytes(kept)
        await clock(service, 90)
        assert "ACCEPTEE" in (await service.answers())[-1]


@pytest.mark.parametrize(
    ("text", "hour", "over"),
    [
        ("21:00-08:00", 23, 8), ("21:00-08:00", 3, 8), ("21:00-08:00", 8, 8), ("21:00-08:00", 20, 20),
        ("13:00-15:00", 14, 15), ("13:00-15:00", 15, 15), ("", 3, 3),
    ],
)  # fmt: skip
def test_quiet_hours_go_past_midnight_or_not_at_all(text, hour, over):
    zone = datetime.fromtimestamp(NOW).astimezone().tzinfo
    moment = datetime(2025, 11, 22, hour, tzinfo=zone)
    assert Hours.of(text).over_at(moment).hour == over


def test_a_link_may_have_quiet_hours_of_its_own():
    quiet = Quiet("Africa/Casablanca", Hours.of("21:00-08:00"), {"radio": Hours.of("")})
    night = NOW + 11 * HOUR
    assert quiet.over_at("radio", night) == night
    assert quiet.over_at(LINK, night) == night + 9 * HOUR


async def test_a_message_that_kills_the_process_is_given_up_with_an_apology(service):
    async with service.open():
        pass
    for life in range(MOST_ATTEMPTS):
        store = SqliteStore(service.folder / "recours.db", service.keys, now=lambda: service.now)
        await store.open()
        if not life:
            await store.accept_mo(MoMessage(LINK, "poison", ACCEPTED, OURS, "boum", service.now))
        service.now += 10
        assert len(await store.claim_mos(10, service.now)) == 1
        await store.close()  # as a crash leaves it
    async with service.open():
        service.wait(10)
        (answer,) = await service.hears(1)
        assert APOLOGY in answer
        await service.idle()
        assert (await service.store.counts())["mo:failed"] == 1
        service.wait(60)
        assert "ACCEPTEE" in await service.asks(STATUS)
