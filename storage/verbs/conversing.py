"""The way of a message, from its acceptance to the report of its delivery."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from storage.links import LinkNote
from storage.records import (
    Accepted,
    ClaimedMo,
    ClaimedMt,
    Committed,
    Dlr,
    Join,
    MoMessage,
    MoPart,
    MtMessage,
    NewWakeup,
    Screen,
    SendResult,
    Session,
    Turn,
    UssdEnd,
)
from storage.verbs.engine import Engine
from storage.work import chains, clock, inbox, outbox, reports, sessions, turns, ussd

# Each method is described by the protocol, storage/store.py.
# ruff: noqa: D102


class Conversing(Engine):
    """What the gateway works with."""

    async def accept_mo(self, mo: MoMessage) -> Accepted:
        accepted: Accepted = await self._write(inbox.accept, mo, new=True)
        return accepted

    async def accept_part(self, part: MoPart, join: Join) -> Accepted | None:
        accepted: Accepted | None = await self._write(chains.accept_part, part, join, new=True)
        return accepted

    async def join_overdue(self, link: str, before: int, join: Join) -> int:
        number: int = await self._write(chains.join_overdue, link, before, join)
        return number

    async def left_open(self, link: str) -> list[str]:
        return [self._keys.unseal(b"mo.external_id", sealed) for of, sealed in self._left if of == link]

    async def accept_and_claim(self, mo: MoMessage) -> tuple[Accepted, ClaimedMo | None]:
        taken: tuple[Accepted, ClaimedMo | None] = await self._write(inbox.accept_and_claim, mo)
        return taken

    async def screen(self, mo_id: int) -> Screen | None:
        shown: Screen | None = await self._read(ussd.screen, mo_id)
        return shown

    async def hold_screen(self, mo_id: int, screen: Screen) -> Screen:
        shown: Screen = await self._write(ussd.hold, mo_id, screen)
        return shown

    async def record_ussd_end(self, end: UssdEnd) -> None:
        await self._write(ussd.record_end, end)

    async def claim_mos(self, limit: int, now: int) -> list[ClaimedMo]:
        claimed: list[ClaimedMo] = await self._write(inbox.claim, limit, now)
        return claimed

    async def commit_turn(self, turn: Turn, straight: Collection[str] = ()) -> Committed:
        committed: Committed = await self._write(turns.commit, turn, straight)
        return committed

    async def release_mo(self, mo_id: int, now: int, error: str, retry_at: int | None) -> None:
        await self._write(inbox.release, mo_id, now, error, retry_at)

    async def claim_mts(self, link: str, limit: int, now: int) -> list[ClaimedMt]:
        claimed: list[ClaimedMt] = await self._write(outbox.claim, link, limit, now)
        return claimed

    async def enqueue_mts(self, messages: Sequence[MtMessage]) -> list[int]:
        ids: list[int] = await self._write(outbox.queue_all, messages, int(self._now()))
        return ids

    async def record_sends(self, results: Sequence[SendResult], note: LinkNote | None = None) -> None:
        await self._write(outbox.record, results, note)

    async def record_dlr(self, dlr: Dlr) -> bool:
        matched: bool = await self._write(reports.record, dlr)
        return matched

    async def fire_wakeups(self, now: int, limit: int) -> int:
        fired: int = await self._write(clock.fire, now, limit)
        return fired

    async def schedule_wakeups(self, wakeups: Sequence[NewWakeup]) -> None:
        await self._write(clock.save_all, wakeups)

    async def drop_wakeups(self, kind: str) -> int:
        dropped: int = await self._write(clock.drop, kind)
        return dropped

    async def session(self, phone: str) -> Session:
        found: Session = await self._read(sessions.find_session, phone)
        return found
