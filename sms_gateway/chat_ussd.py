"""USSD in the terminal: sessions dialled and answered line by line, each screen printed as phones show it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

from sms_gateway.channels.base import UssdRequest
from sms_gateway.chat import CANCEL, QUIT, TerminalChannel
from sms_gateway.segments import measure
from storage.records import Screen

#: A request taken all its steps: the service's door.
Ask = Callable[[UssdRequest], Awaitable[Screen]]


@dataclass(slots=True)
class Sessions:
    """The USSD of one terminal; `session` is empty where none is open."""

    channel: TerminalChannel
    code: str
    ask: Ask
    session: str = ""
    typed: list[str] = field(default_factory=list)

    async def hear(self, text: str) -> None:
        """Dial where no session is open, or where the code is typed again; else type into the open one."""
        if not self.session or text == self.code:
            self.session, self.typed = uuid4().hex, []
        else:
            self.typed.append(text)
        typed = "*".join(self.typed)
        now = int(time.time())
        asked = UssdRequest(self.channel.link, self.session, self.channel.phone, self.code, typed, now)
        self._show(await self.ask(asked))

    def hang_up(self) -> None:
        """Leave the session as a cut would."""
        self.session = ""

    def _show(self, screen: Screen) -> None:
        size = measure(screen.text)
        for number, line in enumerate(screen.text.split("\n")):
            self.channel.write(f"{' ' if number else '<'} {self.channel.readable(line)}")
        self.channel.write(f"  ({size.units} {size.encoding}{'' if screen.goes_on else ', end'})")
        if not screen.goes_on:
            self.hang_up()


async def dial(
    sessions: Sessions, lines: AsyncIterator[str], delivered: Callable[[], Awaitable[None]]
) -> None:
    """Dial at once, then hear each line, until they end or `/quit`; `/cancel` hangs up.

    `delivered` returns once no SMS, such as a receipt, is on its way.
    """
    await sessions.hear(sessions.code)
    async for line in lines:
        text = line.strip()
        if text == QUIT:
            return
        if text == CANCEL:
            sessions.hang_up()
            continue
        await sessions.hear(text)
        await delivered()
