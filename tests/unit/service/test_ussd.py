"""USSD sessions over HTTP as Africa's Talking holds them, against the store, the demo's registry and the engine."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from programmes.programme import RegistryUnavailableError
from sms_gateway.ussd.pages import Limit
from storage.records import MtMessage, Priority
from storage.sqlite.connection import SqliteDb
from tests.unit.service.conversing import ACCEPTED, REFUSED
from tests.unit.service.ussd_provider import LINK, OURS, opened

STORY = "mon fils a encor 20 ans * il es au lycee"


@pytest.fixture
def opening(service):
    return lambda **changes: opened(service, **changes)


MENU = "CON Aide sociale\n1 Ma demande\n2 Mon montant\n3 Contester\n4 Suivre\n5 العربية\n0 Agent"


async def past_the_notice(provider):
    """A phone that has read the notice of its first contact."""
    await provider.texts("menu")


async def test_dialling_opens_the_menu(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        assert await provider.dials() == MENU


async def test_a_backlog_of_messages_is_not_in_front_of_a_screen(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        before = await provider.sms()
        notice = MtMessage(LINK, REFUSED, OURS, "Rappel", "fr", 1, Priority.NOTICE)
        await provider.service.store.enqueue_mts([notice] * 1000)
        assert await provider.dials() == MENU
        assert await provider.sms() == before


async def test_the_first_contact_reads_the_notice_before_the_choices(opening):
    async with opening() as provider:
        first = await provider.dials()
        assert first.startswith("CON Aide sociale\nVos messages")
        assert "\n3 Contester" in first
        assert first.endswith("\n9 Suite")
        assert (await provider.types("9")).startswith("CON 5 العربية\n0 Agent")
        assert "Ma demande" not in await provider.types("3")


async def test_an_appeal_by_ussd_is_one_ticket_with_its_receipt_on_the_screen_and_by_sms(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        before = await provider.sms()
        assert "1 Le montant" in await provider.types("3")
        assert (await provider.types("1")).startswith("CON Vous contestez: le montant")
        summary = await provider.types(STORY)
        assert "1 Envoyer" in summary
        receipt = await provider.types("1")
        assert receipt.startswith("END Enregistr")
        (ticket,) = await provider.tickets()
        assert ticket.story == STORY
        assert ticket.link == LINK
        assert await provider.sms() == [*before, receipt.removeprefix("END ")]


async def test_the_same_request_again_gets_the_same_screen_and_has_no_second_effect(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        for words in ("3", "1", STORY, "1"):
            screen = await provider.types(words)
            assert [await provider.asks() for _copy in range(3)] == [screen] * 3
        assert len(await provider.tickets()) == 1
        provider.typed = ["3"]
        assert "1 Le montant" in await provider.asks()


async def test_copies_that_come_at_once_are_one_request(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        for words in ("3", "1", STORY):
            await provider.types(words)
        provider.typed.append("1")
        screens = await asyncio.gather(*(provider.asks() for _copy in range(8)))
        assert len(set(screens)) == 1
        assert screens[0].startswith("END ")
        assert len(await provider.tickets()) == 1


async def test_what_is_dialled_with_the_code_is_answered_at_once(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        assert "1 Le montant" in await provider.dials("3")
        assert (await provider.types("1")).startswith("CON Vous contestez: le montant")


async def test_a_session_that_was_cut_is_taken_up_in_the_next(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        await provider.types("3")
        story = await provider.types("1")
        assert await provider.dials() == "CON Vous contestiez: montant.\n1 Continuer\n2 Menu"
        assert await provider.types("1") == story


async def test_a_session_that_was_cut_is_taken_up_by_sms(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        for words in ("3", "1", STORY):
            await provider.types(words)
        await provider.texts("1")
        (ticket,) = await provider.tickets()
        assert ticket.story == STORY


async def test_a_story_sent_by_sms_meanwhile_is_found_on_the_screen(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        await provider.types("3")
        await provider.types("1")
        await provider.texts(STORY)
        assert "1 Envoyer" in (await provider.sms())[-1]
        moved_on = await provider.types("1")  # typed into the screen that still asks for the story
        assert "1 Envoyer" in moved_on
        assert await provider.tickets() == []
        assert (await provider.types("1")).startswith("END ")
        assert (await provider.tickets())[0].story == STORY


async def test_an_sms_that_leaves_the_question_open_takes_nothing_from_the_screen(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        await provider.types("3")
        await provider.texts("stop")
        assert (await provider.types("1")).startswith("CON Vous contestez: le montant")


async def test_zero_goes_back_and_zero_zero_to_the_menu(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        motives = await provider.types("3")
        story = await provider.types("1")
        assert story.endswith("\n0 Retour\n00 Menu")
        assert await provider.types("0") == motives
        assert motives.endswith("\n0 Menu")
        assert "1 Ma demande" in await provider.types("0")
        await provider.types("3")
        assert "1 Ma demande" in await provider.types("00")


async def test_a_small_screen_turns_its_pages(opening):
    async with opening(limit=Limit(60, 40)) as provider:
        await past_the_notice(provider)
        await provider.dials()
        first = await provider.types("1")
        assert first.endswith("\n9 Suite")
        assert len(first) <= 64
        second = await provider.types("9")
        assert second != first
        assert await provider.asks() == second
        assert await provider.types("0") == first


class Slow:
    """A registry that answers when it is let."""

    def __init__(self, real):
        self.real, self.let = real, asyncio.Event()

    async def cases_of_phone(self, phone):
        await self.let.wait()
        return await self.real.cases_of_phone(phone)

    def __getattr__(self, name):
        return getattr(self.real, name)


async def test_a_slow_registry_ends_the_session_in_time_and_the_answer_comes_by_sms(opening):
    async with opening(deadline=0.2) as provider:
        await past_the_notice(provider)
        await provider.dials()
        facts = provider.service.thinker.facts
        slow = Slow(facts.registry)
        object.__setattr__(facts, "registry", slow)
        before = await provider.sms()
        held = await provider.types("1")
        assert held == "END Nous cherchons. La réponse vient par SMS."
        assert await provider.asks() == held
        slow.let.set()
        await provider.service.idle()
        assert await provider.asks() == held
        (answer,) = (await provider.sms())[len(before) :]
        assert "ACCEPT" in answer
        assert answer.endswith("0 Menu")


async def test_a_registry_that_is_down_is_said_and_ends_the_session_politely(opening):
    class Down:
        async def cases_of_phone(self, phone):
            raise RegistryUnavailableError

    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        object.__setattr__(provider.service.thinker.facts, "registry", Down())
        assert (await provider.types("1")).startswith("END ")


async def test_a_turn_that_fails_is_tried_again_and_the_session_hears_of_it(opening):
    async with opening(deadline=0.3) as provider:
        await past_the_notice(provider)
        await provider.dials()
        whole, provider.service.thinker.engine = provider.service.thinker.engine, None
        assert (await provider.types("1")).startswith("END Nous cherchons")
        provider.service.thinker.engine = whole
        provider.service.now += 60
        await provider.service.idle()
        assert "ACCEPT" in (await provider.sms())[-1]


async def test_a_store_that_is_gone_never_leaves_the_session_dead(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        store = provider.service.store
        writer, store._writer = store._writer, None
        screen = await provider.types("1")
        store._writer = writer
        assert screen.startswith("END ")


async def test_a_request_behind_an_sms_waits_for_it_and_is_answered(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        facts = provider.service.thinker.facts
        slow = Slow(facts.registry)
        object.__setattr__(facts, "registry", slow)
        form = {"id": "sms-first", "from": ACCEPTED, "to": OURS, "text": "ou est ma demande", "date": "x"}
        await provider._post("mo", form)
        waiting = asyncio.create_task(provider.types("3"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        slow.let.set()
        assert (await waiting).startswith("CON ")


async def test_a_phone_over_its_limit_is_told_so_on_the_screen(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        provider.service.converser.flood.per_minute = 3
        screens = [await provider.dials() for _dial in range(6)]
        assert screens[-1].startswith("END Trop de messages")


@pytest.mark.parametrize("status", ["Success", "Incomplete", "Failed", "SomethingNew"])
async def test_the_end_of_a_session_is_recorded_even_of_one_that_nobody_knows(opening, status):
    async with opening() as provider:
        provider.session = "ATUid_unknown"
        for _copy in range(2):
            assert await provider.ends(status=status, input="3*1", lastAppResponse="CON x") == ""
        assert (await provider.service.store.counts())[f"ussd:{LINK}:{status}"] == 1


async def test_after_a_restart_the_next_dial_offers_to_go_on(opening):
    async with opening() as provider:
        await past_the_notice(provider)
        await provider.dials()
        await provider.types("3")
        await provider.types("1")
    async with opening() as provider:
        provider._ids = count(100)
        assert (await provider.dials()).startswith("CON Vous contestiez: montant.")


async def test_a_request_costs_four_statements_and_reads_the_phone_s_tickets_once(service, monkeypatch):
    done, reads = [], []
    for name in ("run", "row"):
        monkeypatch.setattr(SqliteDb, name, noted(getattr(SqliteDb, name), done))
    async with opened(service, idle_seconds=3600) as provider:
        await provider.dials()
        monkeypatch.setattr(service.store, "tickets", noted(service.store.tickets, reads))
        done.clear()
        await provider.types("3")
        assert [name for _db, name, *_values in done] == [
            "take_mo",
            "finish_mo",
            "advance_line",
            "update_session",
        ]
        reads.clear()
        await provider.types("1")
        assert len(reads) == 1


def noted(function, calls):
    """The function, that notes what it is called with."""

    def call(*values):
        calls.append(values)
        return function(*values)

    return call
