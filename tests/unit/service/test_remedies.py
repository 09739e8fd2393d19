"""From an upheld appeal to the registry that shows it: told once, or an alert after its deadline."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.acts import Deed, carry_out
from console.workflow import Act
from programmes.household import PaymentState
from sms_gateway.desk import ServiceDesk
from sms_gateway.desk_words import load_words
from sms_gateway.remedies import RemedyWatch
from storage.records import InstructionState, Officer, Outcome
from tests.unit.service.conversing import ACCEPTED, LINK, PACK, WORDING

DAY = 24 * 3600
SALMA = Officer("salma", "Salma", "", ("officer",))


class Changing:
    """The real registry, whose cases an import changes; `down` while it is away."""

    def __init__(self, registry):
        self.registry = registry
        self.change = lambda case: case

    async def case(self, case_id):
        return self.change(await self.registry.case(case_id))

    async def cases_of_phone(self, phone):
        return await self.registry.cases_of_phone(phone)


@pytest.fixture
async def upheld(service):
    """A complaint on a payment, upheld by an officer at the real desk."""
    async with service.open():
        for words in ("je veux contester", "2", "je nai rien recu", "1"):
            await service.asks(words)
        (ticket,) = await service.tickets()
        registry = Changing(service.registry)
        outgoing = service.converser.composer.outgoing
        desk = ServiceDesk(PACK, registry, WORDING, outgoing, load_words(), now=lambda: service.now)
        deed = Deed(
            Act.DECIDE, ticket, SALMA, service.now, ticket.version, "Oui.", "Oui.", Outcome.UPHELD, "Oui."
        )
        await carry_out(deed, service.store, desk)
        watch = RemedyWatch(service.store, registry, WORDING, outgoing, now=lambda: service.now)
        yield service, registry, watch, ticket.reference


def sent_again(case):
    newest = next(one for one in case.payments if one.state is not PaymentState.PLANNED)
    again = replace(newest, state=PaymentState.SENT, day=newest.day.replace(day=1))
    return replace(case, payments=(again, *case.payments))


async def test_the_phone_hears_once_that_it_is_done(upheld):
    service, registry, watch, reference = upheld
    before = len(await service.answers())
    await watch.look()
    assert (await service.store.instruction(reference)).state is InstructionState.OPEN
    assert len(await service.answers()) == before
    registry.change = sent_again
    await watch.look()
    await watch.look()
    told = (await service.answers())[before:]
    assert len(told) == 1
    assert "c'est fait" in told[0]
    assert not any(character.isdigit() for character in told[0].replace("482", "").split("paiement")[1][:12])
    assert (await service.store.instruction(reference)).state is InstructionState.DONE
    assert (await service.store.events(reference))[-1].kind == "remedied"
    assert await service.store.verify_audit() is None


async def test_a_number_that_changed_hands_hears_nothing_of_it(upheld):
    service, registry, watch, reference = upheld
    before = len(await service.answers())

    async def nobodys(_ticket, _session):
        return False

    watch.is_theirs = nobodys
    registry.change = sent_again
    await watch.look()
    assert len(await service.answers()) == before
    assert (await service.store.instruction(reference)).state is InstructionState.DONE


async def test_after_its_deadline_there_is_one_alert_and_it_may_still_be_done(upheld, capsys):
    service, registry, watch, reference = upheld
    before = len(await service.answers())
    service.now += 31 * DAY
    await watch.look()
    await watch.look()
    assert capsys.readouterr().out.count("remedy overdue") == 1
    kinds = [event.kind for event in await service.store.events(reference)]
    assert kinds.count("remedy_overdue") == 1
    assert len(await service.answers()) == before
    registry.change = sent_again
    await watch.look()
    assert len(await service.answers()) == before + 1


async def test_the_message_goes_by_the_link_that_filed_it(upheld):
    service, registry, watch, _reference = upheld
    registry.change = sent_again
    queued = []
    watch.on_queued = queued.append
    await watch.look()
    assert queued == [LINK]
    assert (await service.store.session(ACCEPTED)).dialogue is None
