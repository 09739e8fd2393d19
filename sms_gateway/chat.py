"""The bot in the terminal: what is typed goes the way of every message, and the answers are printed.

Reads a terminal, a pipe or a file alike. Where the input is no terminal, each line is repeated behind `> `,
so that what is printed is the whole conversation.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from uuid import uuid4

from sms_gateway.channels.base import HttpReply, HttpRequest, RefusedError
from sms_gateway.channels.phone import clean_text
from sms_gateway.segments import measure
from storage.records import Accepted, ClaimedMt, Dlr, MoMessage, MtState, SendResult

#: Steps 1 and 2 of a message: parsed and kept, or refused; the same for every channel.
Receive = Callable[[str, HttpRequest], Awaitable[HttpReply]]
Write = Callable[[str], None]

QUIT, CANCEL = "/quit", "/cancel"
#: What a person texts to be spoken to in a language.
LANGUAGE_WORDS = {"fr": "français", "ar": "العربية", "ary_Latn": "darija"}
PATIENCE_SECONDS = 10.0
GLANCE_SECONDS = 0.02
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")
_FIRST_STRONG, _POP = "\u2068", "\u2069"


class TerminalChannel:
    """The link of one phone, `phone` in E.164, that is a terminal; `write` prints a line.

    With `isolate`, a line that holds Arabic stands between isolate marks, so that a terminal which orders it
    from right to left leaves our own signs around it in place. A file gets no marks.
    """

    kind = "terminal"

    def __init__(
        self, link: str, phone: str, write: Write, short_code: str = "", *, isolate: bool = False
    ) -> None:
        self.link = link
        self.phone = phone
        self.write = write
        self._short_code = short_code
        self._isolate = isolate

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to let go of."""

    def request_of(self, line: str) -> HttpRequest:
        """A typed line as the channel's own request."""
        return HttpRequest("POST", "", {"x-message-id": uuid4().hex}, line.encode("utf-8", "replace"))

    def parse_mo(self, request: HttpRequest, now: int) -> MoMessage:
        """One typed line. Raises `RefusedError`."""
        return MoMessage(
            link=self.link,
            external_id=request.headers["x-message-id"],
            sender=self.phone,
            recipient=self._short_code,
            text=clean_text(request.body.decode("utf-8", "replace")),
            received_at=now,
        )

    def mo_reply(self, accepted: Accepted) -> HttpReply:  # noqa: ARG002 - the contract's signature
        """Nothing to say: the answer comes as a message."""
        return HttpReply()

    def parse_dlr(self, request: HttpRequest, now: int) -> Dlr:  # noqa: ARG002 - the contract's signature
        """A terminal reports no delivery: what is printed is delivered."""
        raise RefusedError(404, "The terminal sends no delivery reports.")

    def dlr_reply(self) -> HttpReply:
        """Never asked for."""
        return HttpReply(404)

    async def send(self, claimed: ClaimedMt, now: int) -> SendResult:
        """Print one message, its parts below it; one for another phone says whose it is."""
        mt = claimed.mt
        size = measure(mt.text)
        whose = "" if mt.recipient == self.phone else f", to {mt.recipient}"
        for number, line in enumerate(mt.text.split("\n")):
            self.write(f"{' ' if number else '<'} {self.readable(line)}")
        self.write(f"  ({size.parts} {'part' if size.parts == 1 else 'parts'}, {size.encoding}{whose})")
        return SendResult(claimed.mt_id, MtState.DELIVERED, at=now, smsc_id=f"terminal-{claimed.mt_id}")

    def readable(self, line: str) -> str:
        """A line as this terminal shows it in order."""
        return f"{_FIRST_STRONG}{line}{_POP}" if self._isolate and _RIGHT_TO_LEFT.search(line) else line


async def chat(
    channel: TerminalChannel,
    receive: Receive,
    lines: AsyncIterator[str],
    answered: Callable[[], Awaitable[None]],
) -> None:
    """Send each line and wait for its answer, until the lines end or `/quit`.

    `answered` returns once nothing is waiting any more (see `until_answered`).
    """
    async for line in lines:
        text = line.strip()
        if text == QUIT:
            return
        if text:
            await _say(channel, receive, text)
            await answered()


async def until_answered(counts: Callable[[], Awaitable[Mapping[str, int]]], link: str) -> None:
    """Wait until no message waits for its turn, and none for this link's terminal; `counts` is the store's.

    After ten seconds the person may go on: what is late is printed when it comes.
    """
    waiting = ("mo:waiting", f"mt:{link}:queued", f"mt:{link}:sending")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while any(map((await counts()).get, waiting)):  # noqa: ASYNC110 - the store tells figures, not events
                await asyncio.sleep(GLANCE_SECONDS)
    except TimeoutError:
        return


async def typed_lines(file: int, write: Write, prompt: Callable[[], None]) -> AsyncIterator[str]:
    """The lines of an open file, a pipe or a terminal, without a thread that a stop would have to wait for.

    A terminal is prompted; the lines of anything else are repeated.
    """
    interactive = os.isatty(file)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while True:
        if interactive:
            prompt()
        while "\n" not in rest:
            octets = await _read(file)
            rest += decoder.decode(octets, final=not octets)
            if not octets:
                if rest:
                    yield _seen(rest, write, interactive=interactive)
                return
        line, rest = rest.split("\n", 1)
        yield _seen(line, write, interactive=interactive)


def _seen(line: str, write: Write, *, interactive: bool) -> str:
    if line.strip() and not interactive:
        write(f"> {line}")
    return line


async def _read(file: int) -> bytes:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    try:
        loop.add_reader(file, ready.set)
    except OSError:  # a regular file: a selector refuses it, and it never blocks
        return os.read(file, 65_536)
    os.set_blocking(file, True)  # uvloop made it non-blocking, and a terminal's output with it
    try:
        await ready.wait()
    finally:
        loop.remove_reader(file)
    return os.read(file, 65_536)


async def _say(channel: TerminalChannel, receive: Receive, text: str) -> None:
    reply = await receive(channel.link, channel.request_of(text))
    if reply.status >= 400:
        channel.write(f"! {reply.body}")


async def ask_for(
    language: str, channel: TerminalChannel, receive: Receive, answered: Callable[[], Awaitable[None]]
) -> None:
    """Ask for a language by its word, as a person would."""
    await _say(channel, receive, LANGUAGE_WORDS[language])
    await answered()


def print_prompt() -> None:
    """Where a person types."""
    sys.stdout.write("> ")
    sys.stdout.flush()
