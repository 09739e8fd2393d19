"""An officer of a bench: signs in, then goes the same round over and over, at a person's pace.

Like a browser it keeps the line of the page that is open, and fetches its live parts anew when it is told.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from console.authenticator import code_at, step_at
from sms_gateway.bench.office_files import PASSWORD, Staff

FILTERS = ("motive=PAYMENT", "nobody=1", "language=ar", "mine=1", "state=received", "state=all", "overdue=1")
WORDS = ("lycee", "certificat", "الثانوية")
_TICKET = re.compile(r'class="row" href="(/console/tickets/\d+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_LINE = re.compile(r'data-stream="([^"]+)" data-part="([^"]+)"')


class OfficeError(Exception):
    """An officer cannot work at all."""


@dataclass(slots=True)
class Seen:
    """What all officers saw: seconds by kind of page, what went wrong, how often they were told of news."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    news: int = 0
    lines: int = 0
    replies: int = 0

    def took(self, kind: str, seconds: float) -> None:
        """A page came."""
        self.pages.setdefault(kind, []).append(seconds)

    def failed(self, what: str) -> None:
        """Something went wrong."""
        self.errors[what] = self.errors.get(what, 0) + 1


class OfficerAtWork:
    """One of the staff; `think` is the mean of seconds between two pages."""

    def __init__(self, address: str, login: str, staff: Staff, seen: Seen, think: float) -> None:
        self._login, self._secret, self._seen, self._think = login, staff.secret, seen, think
        jar = aiohttp.CookieJar(unsafe=True)  # loopback has no name
        self._browser = aiohttp.ClientSession(address, cookie_jar=jar, headers={"Origin": address})
        self._drawn = Random(login)  # noqa: S311 - the same round at each run
        self._line: asyncio.Task[None] | None = None

    async def sign_in(self) -> None:
        """Both steps. Raises `OfficeError`."""
        code = code_at(self._secret, step_at(int(time.time())))
        forms = {"sign-in": {"login": self._login, "password": PASSWORD}, "second-step": {"code": code}}
        for step, form in forms.items():
            async with self._browser.post(f"/console/{step}", data=form, allow_redirects=False) as answer:
                if answer.status != 303:
                    raise OfficeError(f"{step} was answered {answer.status}")

    async def work(self) -> None:
        """Go round until cancelled."""
        await asyncio.sleep(self._drawn.uniform(0, self._think))
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):  # counted; a person tries again
                await self._round()

    async def leave(self) -> None:
        """Close the browser."""
        await self.hang_up()
        await self._browser.close()

    async def _round(self) -> None:
        """The queue, a filter, a ticket that is answered, a search, another ticket that is read."""
        rows = _TICKET.findall(await self._get("queue", "/console/"))
        found = await self._get("queue, filtered", f"/console/?{self._drawn.choice(FILTERS)}")
        rows = _TICKET.findall(found) or rows
        if rows:
            await self._reply(self._drawn.choice(rows))
        words = {"words": self._drawn.choice(WORDS)}
        found = await self._page("search by words", "POST", "/console/search", data=words)
        if rows := _TICKET.findall(found):
            await self._get("ticket", self._drawn.choice(rows))

    async def _reply(self, ticket: str) -> None:
        version = _VERSION.search(await self._get("ticket", ticket))
        if version is None:
            self._seen.failed("a ticket without a form")
            return
        form = {"act": "reply", "words": "Votre dossier est à l'étude.", "version": version[1]}
        await self._page("reply, preview", "POST", f"{ticket}/act", data={**form, "step": "preview"})
        await self._page("reply, sent", "POST", f"{ticket}/act", data={**form, "step": "send"})
        self._seen.replies += 1

    async def _get(self, kind: str, path: str) -> str:
        return await self._page(kind, "GET", path)

    async def _page(self, kind: str, method: str, path: str, **form: Any) -> str:
        """A page with where it leads to, timed as one; then its line is kept, and the officer reads."""
        text = await self._timed(kind, method, path, **form)
        await self.hang_up()
        if found := _LINE.search(text):
            stream, part = map(html.unescape, found.groups())
            self._line = asyncio.create_task(self._listen(stream, part))
        await asyncio.sleep(self._think * self._drawn.uniform(0.5, 1.5))
        return text

    async def _timed(self, kind: str, method: str, path: str, **form: Any) -> str:
        began = time.perf_counter()
        try:
            async with self._browser.request(method, path, **form) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._seen.failed(f"{kind}: {type(error).__name__}")
            raise
        # 409: a colleague was faster, which the page says; that is no error.
        if answer.status not in {200, 409}:
            self._seen.failed(f"{kind}: {answer.status}")
        self._seen.took(kind, time.perf_counter() - began)
        return text

    async def _listen(self, stream: str, part: str) -> None:
        """What live.js does."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._browser.get(stream, timeout=aiohttp.ClientTimeout(total=None)) as line:
                self._seen.lines += 1
                async for said in line.content:
                    if said.startswith(b"event: news"):
                        self._seen.news += 1
                        await self._timed("live part", "GET", part)

    async def hang_up(self) -> None:
        """Let the line of the open page go."""
        if self._line is not None:
            self._line.cancel()
            await asyncio.gather(self._line, return_exceptions=True)
            self._line = None
