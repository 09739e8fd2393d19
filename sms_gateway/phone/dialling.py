"""The browser phone's USSD: what its page dials and types, and the screen that it is answered."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from sms_gateway.channels.base import UssdRequest
from sms_gateway.segments import measure
from storage.records import Screen, UssdEnd

if TYPE_CHECKING:
    from sms_gateway.channels.phone import PhoneChannel

#: What the page's own session ids look like.
_SESSION = re.compile(r"[A-Za-z0-9-]{8,64}")
MOST_TYPED = 4000
HUNG_UP = "Cancelled"

Ask = Callable[[UssdRequest], Awaitable[Screen]]
End = Callable[[UssdEnd], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Dialling:
    """The handlers; `ask` takes a request all its steps, `end` records that a session is over."""

    channel: PhoneChannel
    code: str
    ask: Ask
    end: End

    async def step(self, request: web.Request) -> web.Response:
        """`{"number", "session", "typed"}`: all that was typed since the code was dialled, joined by `*`."""
        given = await self._given(request)
        typed = given.get("typed")
        if not isinstance(typed, str) or len(typed) > MOST_TYPED:
            raise web.HTTPBadRequest(text="What was typed is missing or too long.")
        number, session = self._whose(given)
        asked = UssdRequest(self.channel.link, session, number, self.code, typed, int(time.time()))
        screen = await self.ask(asked)
        size = measure(screen.text)
        shown = {
            "text": screen.text,
            "goesOn": screen.goes_on,
            "units": size.units,
            "encoding": size.encoding,
        }
        return web.json_response(shown)

    async def hang_up(self, request: web.Request) -> web.Response:
        """`{"number", "session", "hops", "milliseconds"}`: the person pressed cancel, or was cut off."""
        given = await self._given(request)
        number, session = self._whose(given)
        hops, duration = (_count(given.get(name)) for name in ("hops", "milliseconds"))
        now = int(time.time())
        await self.end(UssdEnd(self.channel.link, session, number, HUNG_UP, now, duration, hops))
        return web.Response()

    async def _given(self, request: web.Request) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="The phone's page posts JSON.")
        try:
            given = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            given = None
        if not isinstance(given, dict):
            raise web.HTTPBadRequest(text="The request must be a JSON object.")
        return given

    def _whose(self, given: dict[str, Any]) -> tuple[str, str]:
        number, session = given.get("number"), given.get("session")
        if not isinstance(session, str) or not _SESSION.fullmatch(session):
            raise web.HTTPBadRequest(text="The session's id must be 8 to 64 letters, digits or hyphens.")
        try:
            return self.channel.to_e164(number if isinstance(number, str) else ""), session
        except ValueError:
            raise web.HTTPBadRequest(text="This is not a phone number.") from None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**40 else None
