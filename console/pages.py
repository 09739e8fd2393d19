"""Pages from templates: what every page is handed."""

from __future__ import annotations

from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any

import aiohttp_jinja2
from aiohttp import hdrs, web
from yarl import URL

from console.access import may_read
from console.filters import SOON
from console.keys import EASEL, OFFICER, SETTINGS, STATICS, WORDS
from console.marks import _
from console.navigation import home, sections
from console.words import LANGUAGES, isolated, reference
from console.worklists import LISTS

_PROBLEMS = {
    HTTPStatus.FORBIDDEN: _("This page is not open to you."),
    HTTPStatus.NOT_FOUND: _("There is nothing here, or it is not for you to see."),
    HTTPStatus.SERVICE_UNAVAILABLE: _(
        "The service cannot keep anything right now. Nothing was changed. Try again soon."
    ),
}
_UNREADABLE = _("This request could not be understood. Go back and try again.")


def page_url(request: web.Request, name: str, **parts: Any) -> URL:
    """The address of a page by its name in the table of routes."""
    return _address(request.app.router[name], **parts)


@lru_cache(maxsize=1024)
def _address(resource: web.AbstractResource, **parts: Any) -> URL:
    return resource.url_for(**parts)


async def render(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page of the console, drawn while phones are answered."""
    app = request.app
    pieces = aiohttp_jinja2.get_env(app).get_template(template).generate(_common(request), **context)
    page = await app[EASEL].draw(pieces)
    return web.Response(text=page, status=status, content_type="text/html")


async def problem_page(request: web.Request, status: int) -> web.Response:
    """A page that says what went wrong."""
    sentence = _PROBLEMS.get(HTTPStatus(status), _UNREADABLE)
    return await render(request, "problem.html", status=status, sentence=sentence)


def _common(request: web.Request) -> dict[str, Any]:
    words, officer = request[WORDS], request.get(OFFICER)
    return {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "w": words,
        "officer": officer,
        "sections": sections(request),
        "home": page_url(request, home(request.app, officer) if officer else "sign_in"),
        "reads": officer is not None and may_read(officer),
        "now": request.app[SETTINGS].now(),
        "undo": request.app[SETTINGS].undo,
        "soon": SOON,
        "url": partial(page_url, request),
        "static": request.app[STATICS],
        "here": request.path_qs if request.method == hdrs.METH_GET else "",
        "languages": LANGUAGES,
        "worklists": LISTS,
        "reference": reference,
        "isolated": isolated,
    }
