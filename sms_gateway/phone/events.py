"""Server-Sent Events: a phone's messages as they come, over one long answer."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sms_gateway.segments import measure

if TYPE_CHECKING:
    from sms_gateway.phone.conversation import Conversation, PhoneMessage

HEARTBEAT_SECONDS = 10.0
RETRY_MILLISECONDS = 1000


async def stream(request: web.Request, conversation: Conversation) -> web.StreamResponse:
    """Send what the phone shows, then each change, until one of the two sides goes."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):
        await response.write(f"retry: {RETRY_MILLISECONDS}\nevent: start\ndata: {{}}\n\n".encode())
        await _follow(response, conversation)
    return response


async def _follow(response: web.StreamResponse, conversation: Conversation) -> None:
    version = 0
    while not conversation.ended:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                version, messages = await conversation.changes(version)
        except TimeoutError:
            await response.write(b": still here\n\n")  # a page that is gone is noticed at a write
            continue
        await response.write(b"".join(b"data: " + as_json(message) + b"\n\n" for message in messages))


def as_json(message: PhoneMessage) -> bytes:
    """A message as the page reads it, with what the operator counts; one line (JSON escapes line ends)."""
    size = measure(message.text)
    return orjson.dumps(
        {
            "key": message.key,
            "at": message.at,
            "mine": message.inbound,
            "text": message.text,
            "lang": message.language,
            "state": message.state,
            "encoding": size.encoding,
            "units": size.units,
            "parts": size.parts,
        }
    )
