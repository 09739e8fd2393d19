"""Looks at the tickets' clocks: sets the day due, raises what is to be raised, and says when to look again.

A clock is derived from the ticket, its pauses and the rules, so to look once more is never wrong. What comes
of it is written in one transaction, only where the ticket is still as it was read; an alert has a unique key.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from msgspec.structs import replace

from programmes.alarms import Alarms, Standing
from programmes.pack import Pack
from sms_gateway.quiet import Quiet
from storage.errors import StoreError
from storage.records import SENSITIVE_MOTIVES, AuditEntry, Ticket, TicketEvent, TicketState
from storage.records.casework import Alert, Reading, Ticking
from storage.store import Store

log = structlog.get_logger()

PAGE = 200
LOOK_SECONDS = 5.0
#: Alerts are begun on no link: the programme's own quiet hours hold.
_NO_LINK = ""
_ENDED = {TicketState.NOTIFIED, TicketState.CLOSED}


def mark_of(programme: Pack) -> str:
    """The rules that clocks hang on, as a mark: another mark, and every clock is set anew."""
    rules = (
        programme.key,
        programme.timezone,
        programme.clocks,
        programme.answer_days,
        programme.ceiling_days,
        sorted(programme.answer_working_days.items()),
        sorted(programme.calendar.weekend),
        sorted(programme.calendar.yearly),
        sorted(programme.calendar.dated),
    )
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Clockwork:
    """All clocks of one programme."""

    store: Store
    programme: Pack
    quiet: Quiet
    now: Callable[[], int] = lambda: int(time.time())

    async def run(self) -> None:
        """Look whenever something is due; at the start by the rules of today."""
        await self.stir("service")
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.error("clocks not looked at", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def stir(self, actor: str) -> int:
        """Have every clock set by other rules than today's looked at; audited. How many."""
        mark = mark_of(self.programme)
        entry = AuditEntry(self.now(), actor, "clocks.stirred", self.programme.key, {"rules": mark})
        return await self.store.stir_clocks(mark, entry)

    async def look(self) -> int:
        """Look at all that is due; how many days due were moved."""
        moved = 0
        while page := await self.store.due_clocks(self.now(), PAGE):
            kept = [await self._look_at(ticking) for ticking in page]
            moved += kept.count("moved")
            if "" in kept and len(page) < PAGE:  # somebody was quicker: it is looked at again
                break
        return moved

    async def _look_at(self, ticking: Ticking) -> str:
        ticket = await self.store.ticket(ticking.reference)
        if ticket is None:
            return ""
        reading = self._read(ticking, ticket, await self._standing(ticking, ticket))
        if not await self.store.keep_reading(reading):
            return ""
        for alert in reading.alerts:
            log.warning("ticket needs somebody", ticket=alert.reference, kind=alert.kind, alert=True)
        return "moved" if reading.due_at is not None else "kept"

    async def _standing(self, ticking: Ticking, ticket: Ticket) -> Standing:
        pauses = await self.store.pauses(ticking.reference)
        desk = await self.store.task(ticking.reference, "desk")
        return Standing(
            motive=ticket.motive,
            state=ticket.state,
            sensitive=ticket.motive in SENSITIVE_MOTIVES,
            started_at=ticking.started_at,
            touched_at=ticking.touched_at,
            now=self.now(),
            pauses=tuple((began, ended) for began, ended in pauses if ended is not None),
            waiting_since=next((began for began, ended in pauses if ended is None), None),
            desk_due=desk.due_at if desk is not None and desk.done_at is None else None,
        )

    def _read(self, ticking: Ticking, ticket: Ticket, standing: Standing) -> Reading:
        alarms, mark = Alarms(self.programme), mark_of(self.programme)
        ended = ticket.state in _ENDED
        due = ticket.due_at if ended else alarms.due(standing)
        ready = [replace(alarm, at=self.quiet.over_at(_NO_LINK, alarm.at)) for alarm in alarms.of(standing)]
        raised = tuple(
            Alert(ticket.reference, alarm.kind, alarm.level, alarm.deadline, standing.now)
            for alarm in ready
            if alarm.at <= standing.now
        )
        reading = Reading(
            ticking,
            ticket.version,
            mark,
            next_at=min((alarm.at for alarm in ready if alarm.at > standing.now), default=None),
            due_at=due if due != ticket.due_at else None,
            alerts=raised,
        )
        return self._told(reading, ticket) if ticking.rules not in {"", mark} else reading

    def _told(self, reading: Reading, ticket: Ticket) -> Reading:
        """Other rules moved the day: the history and the audit say so."""
        if reading.due_at is None:
            return reading
        now = self.now()
        details = {"before": ticket.due_at, "due": reading.due_at}
        return replace(
            reading,
            event=TicketEvent(now, "service", "due_moved"),
            audit=(AuditEntry(now, "service", "ticket.due_moved", ticket.reference, details),),
        )
