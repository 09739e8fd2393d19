"""Where lines put what came over them: the store, with the same care as what comes over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from sms_gateway.channels.base import NotKeptError, UssdRequest
from sms_gateway.intake import Intake
from sms_gateway.metrics import Metrics
from sms_gateway.receive import Accept, cleaned
from sms_gateway.ussd.door import UssdDoor
from storage.errors import StoreError
from storage.records import Accepted, Dlr, Join, MoMessage, MoPart, Screen, UssdEnd
from storage.store import Store

log = structlog.get_logger()
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class StoreInbox:
    """The `Inbox` of every line; `door` answers USSD, `accept` keeps whole messages (without it, the store).

    `on_accepted` wakes who converses when a message came of parts.
    """

    store: Store
    on_accepted: Callable[[], None] = lambda: None
    metrics: Metrics = field(default_factory=Metrics)
    door: UssdDoor | None = None
    intake: Intake | None = None
    accept: Accept | None = None

    async def left_open(self, link: str) -> list[str]:
        """What a crash may have cut off before it was acknowledged. Raises `NotKeptError`."""
        return await self._kept(link, self.store.left_open(link))

    async def keep_mo(self, message: MoMessage) -> Accepted:
        """Keep a message, once per external id. Raises `NotKeptError`."""
        self._admit(message.link)
        accept = self.accept or self.store.accept_mo
        accepted = await self._kept(message.link, accept(cleaned(message)))
        self._count(message.link, message.sender, accepted)
        return accepted

    async def keep_part(self, part: MoPart, join: Join) -> Accepted | None:
        """Keep a part, and the message once all its parts are there. Raises `NotKeptError`."""
        self._admit(part.link)
        accepted = await self._kept(part.link, self.store.accept_part(part, join))
        if accepted is not None:
            self._count(part.link, part.sender, accepted)
            self.on_accepted()
        return accepted

    async def keep_overdue(self, link: str, before: int, join: Join) -> None:
        """Keep what has come of messages begun before then. Raises `NotKeptError`."""
        if number := await self._kept(link, self.store.join_overdue(link, before, join)):
            log.warning("messages kept without all their parts", link=link, number=number)
            self.on_accepted()

    async def keep_dlr(self, dlr: Dlr) -> None:
        """Keep a delivery report. Raises `NotKeptError`."""
        await self._kept(dlr.link, self.store.record_dlr(dlr))

    async def show(self, asked: UssdRequest) -> Screen:
        """The screen that answers a step of a USSD session. Raises `NotKeptError` where there is no USSD."""
        if self.door is None:
            raise NotKeptError
        return await self.door.screen(asked)

    async def keep_ussd_end(self, end: UssdEnd) -> None:
        """Keep the provider's word that a session is over. Raises `NotKeptError`."""
        await self._kept(end.link, self.store.record_ussd_end(end))

    def _admit(self, link: str) -> None:
        """Over its link's limit nothing is kept, and the SMSC asked to send it again."""
        if self.intake is not None and not self.intake.admits(link):
            self.metrics.received(link, "refused")
            raise NotKeptError

    def _count(self, link: str, sender: str, accepted: Accepted) -> None:
        self.metrics.received(link, "copy" if accepted.duplicate else "kept")
        if self.intake is not None and not accepted.duplicate:
            self.intake.note(link, sender)

    async def _kept(self, link: str, keeping: Awaitable[Kept]) -> Kept:
        try:
            return await keeping
        except StoreError as error:
            log.warning("not kept", link=link, error=type(error).__name__)
            self.metrics.received(link, "refused")
            raise NotKeptError from None
