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
from storage.records import ClaimedMo, MoKind, MoMessage, Screen, UssdEnd

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
#: A session lives for minutes: at 300 a second these are the last half a minute's at least.
MOST_SESSIONS = 10_000

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
    _channels: dict[str, UssdChannel] = field(default_factory=dict)
    #: All that was typed in sessions whose last screen this process made: the store need not be asked.
    _typed: dict[str, str] = field(default_factory=dict)

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
        known = self._channels.get(link)  # to ask a protocol what it is takes a tenth of a request
        if known is not None:
            return known
        channel = self.receiver.channel(link)
        if not isinstance(channel, UssdChannel):
            raise RefusedError(404, "This link has no USSD.")
        self._channels[link] = channel
        return channel

    async def screen(self, asked: UssdRequest) -> Screen:
        """The screen that a request is answered with, kept before it is shown."""
        until = asyncio.get_running_loop().time() + self.deadlines.get(asked.link, DEADLINE_SECONDS)
        try:
            for hop in new_hops(await self._typed_before(asked), asked.typed):
                screen = await self._hop(asked, hop.typed, hop.words, until)
                if not screen.goes_on:
                    break
        except StoreError as error:
            log.warning("not kept", link=asked.link, error=type(error).__name__)
            return await self._says(NOT_REACHABLE, asked.phone)
        return screen

    async def _typed_before(self, asked: UssdRequest) -> str | None:
        """What had been typed before this request; None where its session is new, or begins anew."""
        known = self._typed.pop(_key(asked), None)
        if known is not None or not asked.typed:
            return known
        shown = Shown.of(await self.store.session(asked.phone), asked.session_id)
        return shown.typed if shown else None

    def _remember(self, asked: UssdRequest, typed: str, screen: Screen) -> None:
        if not screen.goes_on:
            return
        if len(self._typed) >= MOST_SESSIONS:
            del self._typed[next(iter(self._typed))]
        self._typed[_key(asked)] = typed

    async def _hop(self, asked: UssdRequest, typed: str, words: str, until: float) -> Screen:
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
                self._remember(asked, typed, screen)
                return screen
        return await self._waited_for(accepted.mo_id, until, asked.phone)

    async def _turn(self, claimed: ClaimedMo, until: float) -> Screen | None:
        """The turn of a request, which goes on where its time is over."""
        turn = self.take(claimed)
        done, _late = await asyncio.wait({turn}, timeout=_left(until))
        return turn.result() if done else None

    async def _waited_for(self, mo_id: int, until: float, phone: str) -> Screen:
        """The screen that another turn, or another process, makes; past the deadline it comes by SMS."""
        while _left(until):
            screen = await self.store.screen(mo_id)
            if screen is not None:
                return screen
            await asyncio.sleep(GLANCE_SECONDS)
        return await self.store.hold_screen(mo_id, await self._says(BY_SMS, phone))

    async def _says(self, text: Text, phone: str) -> Screen:
        """A last screen in the person's language, as far as the store can tell it."""
        try:
            language = (await self.store.session(phone)).language
        except StoreError:
            language = None
        return Screen(
            self.outgoing.wording.line(text, language or self.outgoing.default_language), goes_on=False
        )


def _key(asked: UssdRequest) -> str:
    return f"{asked.link} {asked.session_id}"


def _left(until: float) -> float:
    return max(0.0, until - asyncio.get_running_loop().time())


def ussd_routes(door: UssdDoor) -> list[web.RouteDef]:
    """What providers of USSD call, by GET and POST: /links/<name>/ussd."""

    async def ussd(request: web.Request) -> web.Response:
        return response(await door.ussd(request.match_info["name"], await plain(request)))

    path = "/links/{name}/ussd"
    return [web.get(path, ussd, allow_head=False), web.post(path, ussd)]
