"""Looks whether what was decided was done: the registry's facts against what they were at the decision."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import structlog
from msgspec.structs import replace

from bot import notices
from bot.wording import Wording
from programmes.programme import Registry, RegistryUnavailableError
from programmes.remedies import is_done
from sms_gateway.outgoing import Outgoing
from storage.errors import StoreError, TicketMovedError
from storage.records import (
    AuditEntry,
    Instruction,
    InstructionState,
    Priority,
    Session,
    Ticket,
    TicketChange,
    TicketEvent,
)
from storage.store import Store

log = structlog.get_logger()

PAGE = 200
#: How often it is asked whether there was an import, and how often is looked without one: for deadlines, and
#: for registries that tell no generation.
IMPORT_SECONDS, LOOK_SECONDS = 30, 3600


async def _nothing_tells() -> object:
    return None


async def _always(_ticket: Ticket, _session: Session) -> bool:
    return True


@dataclass(slots=True)
class RemedyWatch:
    """Settles each instruction once: done, and the phone hears it; or late, and the officers do.

    `generation` tells one import from the next (any value; None where nothing can tell).
    """

    store: Store
    registry: Registry
    wording: Wording
    outgoing: Outgoing
    generation: Callable[[], Awaitable[object]] = _nothing_tells
    on_queued: Callable[[str], None] = lambda _link: None
    is_theirs: Callable[[Ticket, Session], Awaitable[bool]] = _always
    now: Callable[[], int] = lambda: int(time.time())

    async def run(self) -> None:
        """Look after each import, and now and then."""
        seen, looked_at = None, 0
        while True:
            generation = await self.generation()
            if generation != seen or self.now() - looked_at >= LOOK_SECONDS:
                seen, looked_at = generation, self.now()
                try:
                    await self.look()
                except StoreError as error:
                    log.error("remedies not looked at", error=type(error).__name__)
            await asyncio.sleep(IMPORT_SECONDS)

    async def look(self) -> None:
        """Settle what can be settled now."""
        async for instruction in self._unsettled():
            try:
                await self._settle(instruction)
            except TicketMovedError:
                continue  # another process was first

    async def _unsettled(self) -> AsyncIterator[Instruction]:
        page = await self.store.unsettled_instructions("", PAGE)
        while page:
            for instruction in page:
                yield instruction
            page = await self.store.unsettled_instructions(page[-1].reference, PAGE)

    async def _settle(self, instruction: Instruction) -> None:
        if await self._is_done(instruction):
            await self._done(instruction)
        elif instruction.state is InstructionState.OPEN and self.now() > instruction.due_at:
            log.warning("remedy overdue", ticket=instruction.reference, alert=True)
            await self._note(instruction, InstructionState.OVERDUE, "remedy_overdue", None)

    async def _is_done(self, instruction: Instruction) -> bool:
        try:
            case = await self.registry.case(instruction.case_id)
        except RegistryUnavailableError:
            return False
        return case is not None and is_done(instruction.remedy, case)

    async def _done(self, instruction: Instruction) -> None:
        ticket = await self.store.ticket(instruction.reference)
        told = None if ticket is None else await self._owner(ticket)
        await self._note(instruction, InstructionState.DONE, "remedied", told)
        if told is not None:
            self.on_queued(told.link)

    async def _owner(self, ticket: Ticket) -> Ticket | None:
        """The ticket where its phone is still its person's; a number that changed hands hears nothing."""
        if not ticket.phone:
            return None
        return ticket if await self.is_theirs(ticket, await self.store.session(ticket.phone)) else None

    async def _note(
        self, instruction: Instruction, state: InstructionState, kind: str, told: Ticket | None
    ) -> None:
        now, messages = self.now(), []
        if told is not None:
            text = notices.remedied(self.wording, told, instruction.remedy)
            messages = [self.outgoing.to_person(told, text, now, Priority.NOTICE)]
        await self.store.change_ticket(
            [TicketChange(instruction.reference, TicketEvent(now, "service", kind))],
            messages,
            [AuditEntry(now, "service", f"ticket.{kind}", instruction.reference)],
            instructions=[replace(instruction, state=state, settled_at=now)],
        )
