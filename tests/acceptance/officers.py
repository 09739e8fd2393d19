"""An officer at the console, by HTTP as a browser does it."""

from __future__ import annotations

import re

import aiohttp

FORM = {"Sec-Fetch-Site": "same-origin"}
#: What a conversation calls an outcome, and the console.
OUTCOMES = {"accepted": "upheld", "in part": "partly", "refused": "rejected", "not for us": "inadmissible"}
NEED_A_SECOND = {"refused", "not for us"}
ACTS = {
    "officer asks": "ask",
    "officer replies": "reply",
    "officer decides": "decide",
    "another supervisor decides": "decide",
    "officer closes": "close",
}


class OfficerAtTheDesk:
    """Signed in once; acts on tickets by their reference."""

    def __init__(self, address, password, login, *others):
        self._address, self._password, self._login = address, password, login
        self._second = OfficerAtTheDesk(address, password, *others) if others else None
        self._browser: aiohttp.ClientSession | None = None

    async def acts(self, does, words, reason, reference):
        """`officer asks`, `replies`, `decides` or `closes`; what the page refuses fails."""
        form = {"act": ACTS[does], "version": await self._version(reference), "step": "send"}
        if ACTS[does] == "decide":
            form |= {"outcome": OUTCOMES[words], "words": reason}
        elif does != "officer closes":
            form["words"] = words
        await self._sends(f"/console/tickets/{reference}/act", form)
        if words in NEED_A_SECOND and self._second is not None:
            await self._second.confirms(reference)

    async def confirms(self, reference):
        """A colleague's decision that the person loses by; of a request without appeal there is none."""
        version = await self._version(reference)
        async with self._browser.get(f"/console/tickets/{reference}") as page:
            waits = 'value="confirm"' in await page.text()
        if waits:
            form = {"act": "confirm", "version": version, "step": "send"}
            await self._sends(f"/console/tickets/{reference}/act", form)

    async def leaves(self):
        """The browser is closed."""
        if self._browser is not None:
            await self._browser.close()
        if self._second is not None:
            await self._second.leaves()

    async def _version(self, reference):
        if self._browser is None:
            cookies = aiohttp.CookieJar(unsafe=True)  # loopback has no name
            self._browser = aiohttp.ClientSession(self._address, cookie_jar=cookies)
            await self._sends("/console/sign-in", {"login": self._login, "password": self._password})
            await self._sends("/console/second-step", {"code": await self._code()})
        async with self._browser.get(f"/console/tickets/{reference}") as page:
            assert page.status == 200, f"the officer does not see {reference}: {page.status}"
            return re.search(r'name="version" value="(\d+)"', await page.text())[1]

    async def _code(self):
        async with self._browser.get("/console/second-step") as page:
            return re.search(r'id="demo-code">(\d{6})<', await page.text())[1]

    async def _sends(self, path, form):
        async with self._browser.post(path, data=form, headers=FORM, allow_redirects=False) as answer:
            assert answer.status == 303, f"{path}: {answer.status}\n{await answer.text()}"
