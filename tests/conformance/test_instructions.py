"""What upheld tickets have to change, kept until it is done."""

import pytest
from msgspec.structs import replace

from storage.errors import TicketMovedError
from storage.records import Instruction, InstructionState, TicketChange, TicketEvent
from tests.conformance.given import NOW, a_ticket, file_tickets

REFERENCE = "123456789"
ORDER = Instruction(REFERENCE, "case-1", {"kind": "amount", "before": 400}, NOW, NOW + 100)
EVENT = TicketChange(REFERENCE, TicketEvent(NOW, "service", "remedied"))


def settled(state, at=NOW + 50):
    return replace(ORDER, state=state, settled_at=at)


@pytest.fixture
async def ordered(store):
    await file_tickets(store, a_ticket(REFERENCE))
    await store.change_ticket([EVENT], instructions=[ORDER])


async def test_an_instruction_comes_back_as_it_was_given(store, ordered, restart):
    store = await restart()
    assert await store.instruction(REFERENCE) == ORDER
    assert await store.instruction("987654321") is None


@pytest.mark.parametrize("state", [InstructionState.DONE, InstructionState.OVERDUE])
async def test_an_instruction_is_settled_once_and_what_came_with_it_too(store, ordered, state):
    await store.change_ticket([EVENT], instructions=[settled(state)])
    with pytest.raises(TicketMovedError):
        await store.change_ticket([EVENT], instructions=[settled(state, NOW + 60)])
    assert await store.instruction(REFERENCE) == settled(state)
    assert [event.kind for event in await store.events(REFERENCE)].count("remedied") == 2


async def test_what_is_overdue_may_still_be_done_but_not_the_other_way_round(store, ordered):
    await store.change_ticket([EVENT], instructions=[settled(InstructionState.OVERDUE)])
    await store.change_ticket([EVENT], instructions=[settled(InstructionState.DONE)])
    with pytest.raises(TicketMovedError):
        await store.change_ticket([EVENT], instructions=[settled(InstructionState.OVERDUE)])


async def test_the_unsettled_are_walked_in_pages(store):
    references = ["100000001", "200000002", "300000003"]
    for reference in references:
        await file_tickets(store, a_ticket(reference))
        await store.change_ticket(
            [replace(EVENT, reference=reference)], instructions=[replace(ORDER, reference=reference)]
        )
    done = replace(ORDER, reference=references[1], state=InstructionState.DONE, settled_at=NOW)
    await store.change_ticket([replace(EVENT, reference=references[1])], instructions=[done])
    first = await store.unsettled_instructions("", 1)
    rest = await store.unsettled_instructions(first[0].reference, 5)
    assert [one.reference for one in first + rest] == [references[0], references[2]]


async def test_a_ticket_that_is_decided_again_is_instructed_anew(store, ordered):
    await store.change_ticket([EVENT], instructions=[settled(InstructionState.DONE)])
    anew = replace(ORDER, created_at=NOW + 500, due_at=NOW + 900)
    await store.change_ticket([EVENT], instructions=[anew])
    assert await store.instruction(REFERENCE) == anew
