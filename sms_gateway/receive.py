"""Steps 1, 2 and 8 of the way of a message: what a provider calls, kept durably before it is answered."""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from msgspec.structs import replace

from sms_gateway.answering import REST_SECONDS, body_of
from sms_gateway.channels.base import HttpReply, HttpRequest, RefusedError
from sms_gateway.intake import Intake
from sms_gateway.metrics import Metrics
from sms_gateway.redaction import places_of
from storage.errors import StoreError
from storage.records import Accepted, MoMessage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sms_gateway.channels.base import Webhook
    from storage.store import Store

log = structlog.get_logger()

#: What 255 parts, the most that a chain can have, carry in GSM-7. What is longer is no SMS: kept, cut here.
LONGEST_TEXT = 255 * 153
RETRY_AFTER_SECONDS = "10"

#: Keeps a message once, durably, before it gives its answer.
Accept = Callable[[MoMessage], Awaitable[Accepted]]


class Wordless(logging.Filter):
    """Lets aiohttp log that a request failed, and where: the error's own words may quote number and text."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the error's kind in the place of its traceback; its places go with the record."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg = f"{record.getMessage()}: {type(error).__name__}"
            record.args, record.exc_info, record.places = (), None, places_of(error)
        return True


def _server_limits() -> dict[str, Any]:
    logger = logging.getLogger("recours.http")
    logger.addFilter(Wordless())
    # A whole chain of Arabic, percent-encoded, is a query of 102 kB.
    return {"max_line_size": 256 * 1024, "keepalive_timeout": REST_SECONDS, "logger": logger}


#: For `web.AppRunner(app, access_log=None, **SERVER_LIMITS)`: room for the longest message, none in the log.
SERVER_LIMITS = _server_limits()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes what providers send for any of the links; `accept` keeps a message (without it, the store)."""

    channels: Mapping[str, Webhook]
    store: Store
    accept: Accept | None = None
    now: Callable[[], int] = lambda: int(time.time())
    metrics: Metrics = field(default_factory=Metrics)
    intake: Intake | None = None

    async def mo(self, link: str, request: HttpRequest) -> HttpReply:
        """Keep one message, once, then acknowledge it. A reply of 4xx or 5xx means that nothing was kept."""
        try:
            channel = self.channel(link)
            message = cleaned(channel.parse_mo(request, self.now()))
            self._admit(link)
            accepted = await (self.accept or self.store.accept_mo)(message)
        except (RefusedError, StoreError) as error:
            return self.refusal(link, error)
        self.metrics.received(link, "copy" if accepted.duplicate else "kept")
        if self.intake is not None and not accepted.duplicate:
            self.intake.note(link, message.sender)
        return channel.mo_reply(accepted)

    def _admit(self, link: str) -> None:
        if self.intake is not None and not self.intake.admits(link):
            raise RefusedError(503, "Too many messages at once: send it again.")

    async def dlr(self, link: str, request: HttpRequest) -> HttpReply:
        """Keep one delivery report; one of a message that is not ours is kept as a stray."""
        try:
            channel = self.channel(link)
            await self.store.record_dlr(channel.parse_dlr(request, self.now()))
        except (RefusedError, StoreError) as error:
            return self.refusal(link, error)
        return channel.dlr_reply()

    def channel(self, link: str) -> Webhook:
        """The channel of a link. Raises `RefusedError`."""
        channel = self.channels.get(link)
        if channel is None:
            raise RefusedError(404, "There is no link of this name.")
        return channel

    def refusal(self, name: str, error: RefusedError | StoreError) -> HttpReply:
        """What is answered where nothing was kept."""
        link = name if name in self.channels else "?"  # the name came in the address: it may be anything
        self.metrics.received(link, "refused")
        if isinstance(error, StoreError):
            log.warning("not kept", link=link, error=type(error).__name__)
            return HttpReply(503, "Nothing was kept: send it again.")
        log.warning("refused", link=link, status=error.status, reason=error.sentence)
        return HttpReply(error.status, error.sentence)


def cleaned(message: MoMessage) -> MoMessage:
    """The message with its text as records.py promises it: NFC, without NULs, not over `LONGEST_TEXT`."""
    text = message.text
    if text.isascii() and "\0" not in text and len(text) <= LONGEST_TEXT:
        return message
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT].replace("\0", ""))
    return replace(message, text=text[:LONGEST_TEXT])


def routes(receiver: Receiver) -> list[web.RouteDef]:
    """What providers call, by GET and POST: /links/<name>/mo and /links/<name>/dlr."""

    async def mo(request: web.Request) -> web.Response:
        return response(await receiver.mo(request.match_info["name"], await plain(request)))

    async def dlr(request: web.Request) -> web.Response:
        return response(await receiver.dlr(request.match_info["name"], await plain(request)))

    return [
        route
        for path, handler in (("/links/{name}/mo", mo), ("/links/{name}/dlr", dlr))
        for route in (web.get(path, handler, allow_head=False), web.post(path, handler))
    ]


async def plain(request: web.Request) -> HttpRequest:
    """The request as it came over the wire: the query is not decoded, as its charset is a field inside it."""
    return HttpRequest(
        method=request.method,
        query=request.raw_path.partition("?")[2],
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await body_of(request),
        remote=request.remote or "",
    )


def response(reply: HttpReply) -> web.Response:
    """A reply as aiohttp sends it; nothing kept says when to come again."""
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if reply.status == 503 else None
    return web.Response(
        status=reply.status,
        body=reply.body.encode(),
        content_type=reply.content_type,
        charset="utf-8",
        headers=headers,
    )
