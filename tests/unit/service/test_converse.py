"""A message's turn, and what may go wrong in it: nothing is lost, nothing done twice, nobody waits for another."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace

from nlu.cascade import CascadeParser
from programmes.registry.embedded.registry import LOOK_AGAIN_SECONDS
from sms_gateway.converse import MOST_ATTEMPTS
from storage.records import Outcome, TicketChange, TicketEvent, TicketState
from tests.unit.service.conversing import ACCEPTED, NOW, REFUSED, STRANGER, until

STATUS, WHY, CONTEST = "ou est ma demande svp", "1", "1"
STORY = "mon fils a encore 20 ans, il est au lycee"
APOLOGY = "Nous n'avons pas pu traiter votre message"
NOT_REACHABLE = "Nous ne pouvons pas lire votre dossier maintenant"
RECEIPT = re.compile(r"\d{3}\.\d{3}\.\d{3}")


class Stumbling(CascadeParser):
    """The real parser, with a fault that shows on one message, so many times."""

    def __init__(self, words, times=1_000):
        super().__init__()
        self.words, self.times, self.tried = words, times, 0

    async def parse(self, text):
        if text == self.words:
            self.tried += 1
            if self.tried <= self.times:
                raise RuntimeError(text)
        return await super().parse(text)


class Pondering(CascadeParser):
    """The real parser, half a second over each message: a stop finds some that had no turn yet."""

    async def parse(self, text):
        await asyncio.sleep(0.5)
        return await super().parse(text)


class Pausing(CascadeParser):
    """The real parser, that stands still in the middle of a turn until it is let go."""

    def __init__(self):
        super().__init__()
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def parse(self, text):
        self.reached.set()
        await self.go.wait()
        return await super().parse(text)


async def file_a_recours(service, phone=ACCEPTED):
    """From the question to the receipt; gives the receipt."""
    for words in (STATUS, WHY, CONTEST, STORY):
        await service.asks(words, phone)
    return await service.asks("1", phone)


async def test_a_recours_is_filed_once_and_the_receipt_names_it(service):
    async with service.open():
        receipt = await file_a_recours(service)
        (ticket,) = await service.tickets()
        assert RECEIPT.search(receipt).group().replace(".", "") == ticket.reference
        assert (ticket.story, ticket.motive, ticket.link) == (STORY, "AMOUNT", "line")


# A fault in a turn


async def test_a_fault_is_tried_again_after_pauses_and_in_the_end_answered_with_an_apology(service):
    service.parser = Stumbling("boum")
    async with service.open():
        await service.texts("boum")
        for attempt in range(1, MOST_ATTEMPTS):
            await failed(service, attempt)
            service.wait(2**attempt - 1)
            assert "ACCEPTEE" in await service.asks(STATUS, f"+2126000001{attempt + 5:02d}")  # others go on
            assert service.parser.tried == attempt
            service.wait(1)
        (answer,) = await service.hears(1)
        assert answer.startswith(APOLOGY)
        await service.idle()
        service.wait(10_000)
        assert "ACCEPTEE" in await service.asks(STATUS)  # what comes behind a parked message is answered
        assert service.parser.tried == MOST_ATTEMPTS
        assert (await service.store.counts())["mo:failed"] == 1
        assert await service.heard() == ["boum", STATUS]


async def test_a_fault_that_passes_leaves_one_answer(service):
    service.parser = Stumbling(STATUS, times=2)
    async with service.open():
        await service.texts(STATUS)
        for attempt in (1, 2):
            await failed(service, attempt)
            service.wait(2**attempt)
        await service.idle()
        (answer,) = await service.answers()
        assert "ACCEPTEE" in answer


async def test_a_long_message_tried_again_is_not_taken_for_an_auto_responder(service):
    service.parser = Stumbling(STORY)
    async with service.open():
        await service.texts(STORY, STRANGER)
        for attempt in range(1, MOST_ATTEMPTS):
            await failed(service, attempt)
            service.wait(2**attempt)
        (answer,) = await service.hears(1, STRANGER)
        assert answer.startswith(APOLOGY)


async def test_a_taken_reference_is_drawn_again_and_one_ticket_exists(service):
    drawn = iter(["482177353", "482177353", "482177353", "111111119"])
    service.draw_reference = lambda: next(drawn)
    async with service.open():
        assert "482.177.353" in await file_a_recours(service)
        service.wait(60)
        assert "111.111.119" in await file_a_recours(service, "+212600000131")
        assert [ticket.reference for ticket in await service.tickets()] == ["482177353"]
        assert [ticket.reference for ticket in await service.tickets("+212600000131")] == ["111111119"]


async def test_a_session_that_moved_meanwhile_is_read_again_and_the_turn_done_again(service):
    async with service.open():
        await service.asks(STATUS)
    service.parser = Pausing()
    async with service.open():
        await service.texts("1")
        await service.parser.reached.wait()
        with closing(sqlite3.connect(service.folder / "recours.db")) as db, db:
            db.execute("UPDATE sessions SET version = version + 1")
        service.parser.go.set()
        answers = await service.hears(2)
        await service.idle()
        assert await service.answers() == answers
        assert "21 ans" in answers[-1]


async def test_a_ticket_that_an_officer_decides_meanwhile_is_not_withdrawn(service):
    async with service.open():
        receipt = await file_a_recours(service)
        await service.asks("je retire mon recours")
    reference = RECEIPT.search(receipt)[0].replace(".", "")
    service.parser = Pausing()
    async with service.open():
        looked_up, facts = asyncio.Event(), service.thinker.facts

        class Slow:
            def of_turn(self, session, now):
                self.turn = facts.of_turn(session, now)
                return self

            async def met(self, session):
                return await self.turn.met(session)

            def remembered(self, session):
                return self.turn.remembered(session)

            async def look_up(self, need):
                found = await self.turn.look_up(need)
                if not looked_up.is_set():
                    looked_up.set()
                    decided = TicketEvent(service.now, "fatima", "decided")
                    state, outcome = TicketState.NOTIFIED, Outcome.UPHELD
                    await service.store.change_ticket([TicketChange(reference, decided, state, outcome)])
                return found

        service.thinker.facts = Slow()
        service.parser.go.set()
        answer = await service.asks("1")
        [ticket] = await service.tickets()
        assert (ticket.state, ticket.outcome) == (TicketState.NOTIFIED, Outcome.UPHELD)
        assert "est retiré" not in answer


# Too much, too slow


async def test_a_flood_is_warned_once_then_met_with_silence_and_everything_is_kept(service):
    async with service.open():
        for _ in range(30):
            await service.texts("menu")
        await service.idle()
        answers = await service.answers()
        assert len(answers) == 21
        assert [text.startswith("Trop de messages") for text in answers] == [False] * 20 + [True]
        assert await service.heard() == ["menu"] * 30
        assert "ACCEPTEE" in await service.asks(STATUS, "+212600000131")  # nobody else is held up


@pytest.mark.parametrize(
    ("reply", "answers"),
    [("#~ 0x1f zz", 2), ("Bonjour, je suis absent jusqu'au 3 decembre.", 3), (STATUS, 3)],
)
async def test_two_machines_do_not_talk_for_ever(service, reply, answers):
    """What is not understood is met with silence soon; what is understood, the third time it comes back."""
    async with service.open():
        for _ in range(10):
            await service.texts(reply)
            await service.idle()
            service.wait(5)
        assert len(await service.answers()) == answers
        assert await service.heard() == [reply] * 10


async def test_a_parser_past_its_deadline_has_understood_nothing(service):
    service.parser = Pausing()
    async with service.open(deadline=0.02):
        assert "pas compris" in await service.asks(STATUS)
        service.parser.go.set()
        assert "ACCEPTEE" in await service.asks(STATUS)


# Languages


@pytest.mark.parametrize("words", ["fin wsel dossier dyali", "3lach ma wslatnich lflous"])
async def test_darija_in_latin_letters_is_answered_in_the_same(service, words):
    async with service.open():
        answer = await service.asks(words)
        assert "dyalkom" in answer
        assert (await service.store.session(ACCEPTED)).language == "ary_Latn"


async def test_the_first_answer_alone_carries_the_privacy_notice(service):
    async with service.open():
        notice = "confidentiels"
        assert notice in await service.asks(STATUS, REFUSED)
        assert notice not in await service.asks(STATUS, REFUSED)


# The registry away


async def test_without_the_registry_the_person_is_told_and_the_conversation_stays_where_it_was(service):
    registry = service.folder / "registry.db"
    async with service.open():
        for words in (STATUS, WHY, CONTEST):
            await service.asks(words)
        before = await service.store.session(ACCEPTED)
        registry.rename(service.folder / "away.db")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        assert (await service.asks(STORY)).startswith(NOT_REACHABLE)
        after = await service.store.session(ACCEPTED)
        assert (after.dialogue, after.journal) == (before.dialogue, before.journal)
        (service.folder / "away.db").rename(registry)
        assert STORY[:20] in await service.asks(STORY)
        assert RECEIPT.search(await service.asks("1"))
        assert len(await service.tickets()) == 1


# Stop and start


async def test_a_stop_in_the_middle_of_turns_loses_nothing_and_repeats_nothing(service):
    phones = [f"+2126000001{number:02d}" for number in range(1, 41)]
    conversation = (STATUS, "menu", STATUS)
    quick, service.parser = service.parser, Pondering()
    async with service.open(deadline=10):
        for words in conversation:
            await asyncio.gather(*(service.texts(words, phone) for phone in phones))
        await service.hears(1, phones[0])
    service.parser = quick
    async with service.open():
        left = (await service.store.counts())["mo:waiting"]
        assert 0 < left < len(phones) * len(conversation)
        await service.idle()
        for phone in phones:
            assert await service.heard(phone) == list(conversation)
            assert len(await service.answers(phone)) == len(conversation)


async def test_a_stop_waits_for_the_turn_under_way(service):
    service.parser = Pausing()
    async with service.open():
        await service.texts(STATUS)
        await service.parser.reached.wait()
        asyncio.get_running_loop().call_later(0.05, service.parser.go.set)
    async with service.open():
        (answer,) = await service.answers()
        assert "ACCEPTEE" in answer
        assert (await service.store.counts())["mo:waiting"] == 0


async def failed(service, times):
    """Wait until the stumbling message has failed so often and has been given back."""

    async def given_back():
        with closing(sqlite3.connect(service.folder / "recours.db")) as db:
            (claimed,) = db.execute("SELECT count(*) FROM mo WHERE state = 'claimed'").fetchone()
        return service.parser.tried == times and not claimed

    await until(given_back)


async def test_what_the_registry_said_before_it_fell_is_told_with_its_day(service):
    class Remembering:
        """A registry that is away and whose answers of yesterday are kept."""

        def __init__(self, registry):
            self.registry = registry

        async def cases_of_phone(self, phone):
            cases = await self.registry.cases_of_phone(phone)
            return tuple(replace(case, seen_at=NOW - 24 * 3600) for case in cases)

        async def case(self, case_id):
            return replace(await self.registry.case(case_id), seen_at=NOW - 24 * 3600)

    async with service.open() as usual:
        object.__setattr__(usual.thinker.facts, "registry", Remembering(usual.registry))
        assert "Votre dossier était ainsi le 21 novembre." in await usual.asks("ou est ma demande svp")
        assert "ainsi le" not in await usual.asks("agent")
