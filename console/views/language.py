"""The switch of the console's language."""

from __future__ import annotations

from aiohttp import web

from console.keys import SETTINGS
from console.language import keep_language
from console.pages import page_url
from console.places import local_place
from console.words import LANGUAGES


async def switch(request: web.Request) -> web.Response:
    """Remember the language chosen, and go back to where the officer was."""
    form = await request.post()
    language = form.get("language")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise web.HTTPBadRequest
    place = local_place(request, str(form.get("here", "")))
    response = web.HTTPSeeOther(place or page_url(request, "queue"))
    keep_language(response, language, secure=request.app[SETTINGS].https)
    raise response
