"""Which language a page is in: the officer's switch, else the account's, the browser's, the programme's."""

from __future__ import annotations

from aiohttp import web

from console.keys import SETTINGS
from console.words import LANGUAGES, Words, words_in
from storage.records import Officer

COOKIE = "recours_language"
_YEAR = 365 * 24 * 3600


def choose_words(request: web.Request, officer: Officer | None) -> Words:
    """The words for this request."""
    settings = request.app[SETTINGS]
    wishes = [request.cookies.get(COOKIE), officer.language if officer else None, *_accepted(request)]
    language = next((wish for wish in wishes if wish in LANGUAGES), settings.language)
    return words_in(language, settings.country, settings.timezone)


def keep_language(response: web.StreamResponse, language: str, *, secure: bool) -> None:
    """Remember the officer's switch in a cookie of its own."""
    response.set_cookie(
        COOKIE, language, max_age=_YEAR, path="/", httponly=True, samesite="Lax", secure=secure
    )


def _accepted(request: web.Request) -> list[str]:
    header = request.headers.get("Accept-Language", "")
    return [tag.split(";")[0].strip().split("-")[0].lower() for tag in header.split(",")[:10]]
