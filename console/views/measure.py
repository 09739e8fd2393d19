"""What an SMS takes while it is typed, for the page's small script."""

from __future__ import annotations

from aiohttp import web

from console.drafts import plain_words
from console.keys import DESK, WORDS


async def measure(request: web.Request) -> web.Response:
    """One line of plain text: encoding, characters, parts, price."""
    form = await request.post()
    measured = request.app[DESK].measure(plain_words(form.get("words", "")))
    return web.Response(text=request[WORDS].cost(measured))
