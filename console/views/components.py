"""The living page of components: what the pages are made of, in the reader's language and direction."""

from __future__ import annotations

from aiohttp import web

from console.charts import Bar
from console.keys import SETTINGS, WORDS
from console.labels import MOTIVES, OUTCOMES, STATES
from console.pages import render


async def show(request: web.Request) -> web.Response:
    """Every component once."""
    now = request.app[SETTINGS].now()
    words, shares = request[WORDS], (0.9, 0.65, 0.4, 0.1)
    bars = [
        Bar(words.label("motive", motive), share, words.percent(share))
        for motive, share in zip(MOTIVES, shares, strict=False)
    ]
    return await render(
        request,
        "components.html",
        states=STATES,
        outcomes=OUTCOMES,
        bars=bars,
        moments={"late": now - 3 * 86400, "soon": now + 86400, "later": now + 20 * 86400},
    )
