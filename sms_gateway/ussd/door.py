"""/links/<name>/ussd: a request goes all its steps before it is answered, and is always answered in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.service import BY_SMS, NOT_REACHABLE
from sms_gateway.channels.base import RefusedError, UssdChannel, UssdRequest
from sms_gateway.receive import cleaned, plain, response
from sms_gateway.ussd.shown import Shown, external_id, new_hops
from storage.errors import StoreError
from storage.records import ClaimedMo, MoKind, MoMessage, Screen, Session, UssdEnd

if TYPE_CHECKING:
    from bot.text import Text
    from sms_gateway.channels.base import HttpReply, HttpRequest
    from sms_gateway.outgoing import Outgoing
    from sms_gateway.receive import Receiver
    from storage.store import Store

log = structlog.get_logger()

#: Providers hang up after 10 to 15 s.
DEADLINE_SECONDS = 6.0
GLANCE_SECONDS = 0.02

#: Begins the turn of a claimed message; gives its screen, or None where the turn failed.
Take = Callable[[ClaimedMo], "asyncio.Task[Screen | None]"]


@dataclass(frozen=True, slots=True)
class UssdDoor:
    """Takes USSD requests for any link that has it; `deadlines` are seconds by link."""

    receiver: Receiver
    store: Store
    take: Take
    outgoing: Outgoing
    deadlines: Mapping[str, float] = field(default_factory=dict)
    now: Callable[[], int] = lambda: int(time.time())

    async def ussd(self, link: str, request: HttpRequest) -> HttpReply:
        """Answer one request with its screen, or record the end of a session."""
        try:
            channel = self._channel(link)
            asked = channel.parse_ussd(request, self.now())
            if isinstance(asked, UssdEnd):
                await self.store.record_ussd_end(asked)
                return channel.end_reply()
        except (RefusedError, StoreError) as error:
            return self.receiver.refusal(link, error)
        return channel.screen_reply(await self.screen(asked))

    def _channel(self, link: str) -> UssdChannel:
        channel = self.receiver.channel(link)
        if not isinstance(channel, UssdChannel):
            raise RefusedError(404, "This link has no USSD.")
        return channel

    async def screen(self, asked: UssdRequest) -> Screen:
        """The screen that a request is answered with, kept before it is shown."""
        until = asyncio.get_running_loop().time() + self.deadlines.get(asked.link, DEADLINE_SECONDS)
        session = Session(asked.phone)
        try:
            session = await self.store.session(asked.phone)
            shown = Shown.of(session, asked.session_id)
            for hop in new_hops(shown.typed if shown else None, asked.typed):
                screen = await self._hop(asked, hop.typed, hop.words, until, session)
                if not screen.goes_on:
                    break
        except StoreError as error:
            log.warning("not kept", link=asked.link, error=type(error).__name__)
            return self._says(NOT_REACHABLE, session)
        return screen

    async def _hop(
        self, asked: UssdRequest, typed: str, words: str, until: float, session: Session
    ) -> Screen:
        dialled = not typed
        mo = MoMessage(
            link=asked.link,
            external_id=external_id(asked.session_id, typed),
            sender=asked.phone,
            recipient=asked.code,
            text=asked.code if dialled else words,
            received_at=asked.at,
            kind=MoKind.USSD,
        )
        accepted, claimed = await self.store.accept_and_claim(cleaned(mo))
        if claimed is not None:
            screen = await self._turn(claimed, until)
            if screen is not None:
                return screen
        else:
            self.receiver.on_accepted()
        return await self._waited_for(accepted.mo_id, until, session)

    async def _turn(self, claimed: ClaimedMo, until: float) -> Screen | None:
        """The turn of a request, which goes on where its time is over."""
        turn = self.take(claimed)
        done, _late = await asyncio.wait({turn}, timeout=_left(until))
        return turn.result() if done else None

    async def _waited_for(self, mo_id: int, until: float, session: Session) -> Screen:
        """The screen that another turn, or another process, makes; past the deadline it comes by SMS."""
        while _left(until):
            screen = await self.store.screen(mo_id)
            if screen is not None:
                return screen
            await asyncio.sleep(GLANCE_SECONDS)
        return await self.store.hold_screen(mo_id, self._says(BY_SMS, session))

    def _says(self, text: Text, session: Session) -> Screen:
        language = session.language or self.outgoing.default_language
        return Screen(self.outgoing.wording.line(text, language), goes_on=False)


def _left(until: float) -> float:
    return max(0.0, until - asyncio.get_running_loop().time())


def ussd_routes(door: UssdDoor) -> list[web.RouteDef]:
    """What providers of USSD call, by GET and POST: /links/<name>/ussd."""

    async def ussd(request: web.Request) -> web.Response:
        return response(await door.ussd(request.match_info["name"], await plain(request)))

    path = "/links/{name}/ussd"
    return [web.get(path, ussd, allow_head=False), web.post(path, ussd)]
