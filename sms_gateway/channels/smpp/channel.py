"""A link over SMPP 3.4; docs/channels/smpp.md tells an operator's side of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

import structlog

from sms_gateway.channels.base import Inbox, NotKeptError
from sms_gateway.channels.smpp import receipts, ussd
from sms_gateway.channels.smpp.binding import Account, Binding
from sms_gateway.channels.smpp.codec import Command, Pdu, Status
from sms_gateway.channels.smpp.inbound import Inbound
from sms_gateway.channels.smpp.session import LineError, NoAnswerError, NotSentError, Session
from sms_gateway.channels.smpp.submits import (
    RETRIES,
    WRONG_BIND_STATE,
    Style,
    TooLongError,
    submits,
)
from sms_gateway.pace import Pace
from storage.records import ClaimedMt, MtState, SendResult

log = structlog.get_logger()

#: How often it is looked for chains whose time is over.
OVERDUE_SECONDS = 15.0
_MOST_BEGUN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppConfig:
    """One link over SMPP.

    `binds` is one connection for both ways, or one each; `pace` counts submit_sm a second; `region` (`MA`)
    reads numbers without a country code; `receipt_ids` is how receipts write the ids of submit_sm_resp
    (receipts.py); `ussd` is the vendor of its USSD (ussd.py); what is not told otherwise is seconds.
    """

    account: Account
    region: str = "MA"
    binds: Literal["transceiver", "pair"] = "transceiver"
    window: int = 10
    pace: float = 50.0
    style: Style = field(default_factory=Style)
    receipt_ids: receipts.IdForm = "same"
    enquire_seconds: float = 30.0
    reply_seconds: float = 30.0
    parts_seconds: int = 1800
    ussd: ussd.Name | None = None
    ussd_code: str = ""


class SmppChannel:
    """One link to an SMSC: a `Line` (channels/base.py)."""

    kind = "smpp"

    def __init__(self, link: str, config: SmppConfig) -> None:
        self.link = link
        self._config = config
        sessions = ussd.Sessions(link, ussd.VENDORS[config.ussd], config.ussd_code) if config.ussd else None
        self._inbound = Inbound(
            link, config.region, config.style.alphabet, config.receipt_ids, sessions, self._show
        )
        self._showing: set[asyncio.Task[None]] = set()
        self._sessions = 0
        self._pace = Pace(config.pace, time.monotonic)
        self._pacing = asyncio.Lock()
        #: Of messages that stopped half way, the ids of the parts that the SMSC has taken.
        self._begun: OrderedDict[int, list[str]] = OrderedDict()
        if config.binds == "pair":
            self._sending = self._binding(Command.BIND_TRANSMITTER)
            self._bindings = [self._sending, self._binding(Command.BIND_RECEIVER)]
        else:
            self._sending = self._binding(Command.BIND_TRANSCEIVER)
            self._bindings = [self._sending]

    def _binding(self, command: Command) -> Binding:
        config = self._config
        return Binding(self.link, command, config.account, self._new_session, config.enquire_seconds)

    def _new_session(self) -> Session:
        self._sessions += 1
        number = self._sessions

        async def take(pdu: Pdu) -> int:
            return await self._inbound.take(pdu, number)

        session = Session(take, self._config.window, self._config.reply_seconds)
        copies = self._inbound.copies
        session.ended.add_done_callback(lambda _reason: copies.ended(number, time.monotonic()))
        return session

    async def open(self) -> None:
        """Nothing yet: `listen` connects."""

    async def close(self) -> None:
        """Nothing any more: `listen` has unbound."""

    @property
    def bound(self) -> bool:
        """Whether every bind of the link is up."""
        return all(binding.session is not None for binding in self._bindings)

    async def listen(self, inbox: Inbox) -> None:
        """Stay bound, and hand on what comes, until cancelled; then unbind."""
        self._inbound.copies.left(await inbox.left_open(self.link), time.monotonic())
        self._inbound.inbox = inbox
        async with asyncio.TaskGroup() as tasks:
            for binding in self._bindings:
                tasks.create_task(binding.keep())
            tasks.create_task(self._end_overdue(inbox))

    async def _end_overdue(self, inbox: Inbox) -> None:
        while True:
            await asyncio.sleep(OVERDUE_SECONDS)
            before = int(time.time()) - self._config.parts_seconds
            with contextlib.suppress(NotKeptError):
                await inbox.keep_overdue(self.link, before, self._inbound.join)

    def _show(self, screen: Pdu) -> None:
        task = asyncio.create_task(self._show_screen(screen))
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def _show_screen(self, screen: Pdu) -> None:
        """Screens keep to no pace: who asked is waiting. One that is lost is offered at the next dial."""
        session = self._sending.session
        try:
            if session is None:
                raise NotSentError("not bound")
            status = (await session.request(screen)).status
        except LineError as error:
            log.warning("screen not shown", link=self.link, reason=str(error))
        else:
            if status:
                log.warning("screen refused", link=self.link, status=f"0x{status:02x}")

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Hand one message to the SMSC, part by part; one that stopped half way goes on from there."""
        style = self._config.style
        try:
            pdus = submits(claimed.mt, claimed.mt_id, style)
        except TooLongError as error:
            return _result(claimed, now, MtState.FAILED, str(error))
        ids = self._begun.pop(claimed.mt_id, [])
        try:
            for pdu in pdus[len(ids) :]:
                answer = await self._submit(pdu)
                if answer.status:
                    return self._refused(claimed, now, answer.status, ids)
                ids.append(receipts.id_of(answer.text("message_id").decode("latin-1")))
        except NotSentError as error:
            self._keep_begun(claimed, ids)
            return _result(claimed, now, MtState.QUEUED, str(error), line_down=True)
        except NoAnswerError as error:
            self._keep_begun(claimed, ids)
            return _result(claimed, now, MtState.UNKNOWN, str(error))
        return self._sent(claimed, now, ids)

    async def _submit(self, pdu: Pdu) -> Pdu:
        async with self._pacing:
            self._pace.tokens()  # brought up to date
            if seconds := self._pace.seconds_to_next():
                await asyncio.sleep(seconds)
            self._pace.spend(1)
        session = self._sending.session
        if session is None:
            raise NotSentError("not bound")
        return await session.submit(pdu)

    def _sent(self, claimed: ClaimedMt, now: int, ids: list[str]) -> SendResult:
        if len(ids) == 1:
            return _result(claimed, now, MtState.SENT, smsc_id=ids[0] or None)
        part_ids = tuple(filter(None, ids))
        wanted = len(ids) if self._config.style.receipts == "each" else 1
        return SendResult(claimed.mt_id, MtState.SENT, now, part_ids=part_ids, receipts=wanted)

    def _refused(self, claimed: ClaimedMt, now: int, status: int, ids: list[str]) -> SendResult:
        """What a refusal says of the message; one that speaks of the moment slows the link down too."""
        error = f"SMPP 0x{status:02x}"
        if status == WRONG_BIND_STATE:
            self._keep_begun(claimed, ids)
            return _result(claimed, now, MtState.QUEUED, error, line_down=True)
        if status == Status.THROTTLED and not self._pace.in_debt:
            self._pace.spend(max(1, int(self._pace.rate)))
        retry = RETRIES.get(Status(status)) if status in RETRIES else None
        if retry is None or claimed.attempt > retry.times:
            return _result(claimed, now, MtState.FAILED, error)
        self._keep_begun(claimed, ids)
        return _result(claimed, now, MtState.QUEUED, error, retry_at=now + retry.seconds)

    def _keep_begun(self, claimed: ClaimedMt, ids: list[str]) -> None:
        if ids:
            self._begun[claimed.mt_id] = ids
        while len(self._begun) > _MOST_BEGUN:
            self._begun.popitem(last=False)


def _result(
    claimed: ClaimedMt,
    now: int,
    state: MtState,
    error: str | None = None,
    *,
    smsc_id: str | None = None,
    retry_at: int = 0,
    line_down: bool = False,
) -> SendResult:
    return SendResult(
        claimed.mt_id, state, now, smsc_id=smsc_id, error=error, retry_at=retry_at, line_down=line_down
    )
