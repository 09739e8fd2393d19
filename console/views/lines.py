"""The links: looked at, kept from sending, let go on, what was given up sent again."""

from __future__ import annotations

from aiohttp import web

from console.keys import LINES, OFFICER, SETTINGS, STORE, WORDS
from console.lines import GIVEN_UP, rows_of
from console.marks import _
from console.pages import page_url, render
from storage.links import MtChoice
from storage.records import AuditEntry

_LONGEST_WHY = 200
_NO_REASON = _("Write why: it stands in the audit.")
_NOTHING_CHOSEN = _("Choose which messages to send again.")
_DONE = {
    "paused": _("{link} sends nothing now. Its messages wait."),
    "resumed": _("{link} sends again."),
    "same": _("{link} was so already."),
}


async def show(request: web.Request) -> web.Response:
    """How every link stands."""
    return await _page(request)


async def act(request: web.Request) -> web.Response:
    """Do one thing to one link, with its reason."""
    form = await request.post()
    link, deed = str(form.get("link", "")), str(form.get("deed", ""))
    why = " ".join(str(form.get("why", "")).split())[:_LONGEST_WHY]
    if link not in request.app[LINES].settings or deed not in {"pause", "resume", "replay"}:
        raise web.HTTPBadRequest
    if not why:
        return await _page(request, _NO_REASON, link)
    if deed != "replay":
        raise _told(request, link, await _set_pause(request, link, why, pause=deed == "pause"))
    states = tuple(state for state in GIVEN_UP if state in form.getall("state", []))
    if not states:
        return await _page(request, _NOTHING_CHOSEN, link)
    raise _told(request, link, "replayed", await _replay(request, link, why, states))


async def _set_pause(request: web.Request, link: str, why: str, *, pause: bool) -> str:
    done = "paused" if pause else "resumed"
    audit = _audit(request, f"link.{done}", link, {"why": why})
    return done if await request.app[STORE].pause_link(link, pause=pause, audit=audit) else "same"


async def _replay(request: web.Request, link: str, why: str, states: tuple[str, ...]) -> int:
    now = request.app[SETTINGS].now()
    audit = _audit(request, "mt.replayed", link, {"why": why, "states": list(states), "ids": []})
    due_at = request.app[LINES].due_at(link, now)
    return await request.app[STORE].replay_mts(MtChoice(states, link), now, due_at, audit)


def _audit(request: web.Request, action: str, link: str, details: dict[str, object]) -> AuditEntry:
    return AuditEntry(request.app[SETTINGS].now(), request[OFFICER].login, action, link, details)


def _told(request: web.Request, link: str, done: str, number: int = 0) -> web.HTTPSeeOther:
    query = {"done": done, "link": link, "number": str(number)}
    return web.HTTPSeeOther(page_url(request, "lines").with_query(query))


async def _page(request: web.Request, problem: str = "", at: str = "") -> web.Response:
    now = request.app[SETTINGS].now()
    return await render(
        request,
        "links.html",
        status=422 if problem else 200,
        rows=rows_of(request.app[LINES], await request.app[STORE].link_figures()),
        problem=problem,
        at=at,
        done=_said(request),
        later={name: request.app[LINES].due_at(name, now) for name in request.app[LINES].settings},
    )


def _said(request: web.Request) -> str:
    """What was done just now, in words; nothing from the address is shown but a link's name that there is."""
    words, done, link = request[WORDS], request.query.get("done", ""), request.query.get("link", "")
    if link not in request.app[LINES].settings:
        return ""
    if done != "replayed":
        return words.gettext(_DONE[done]).format(link=link) if done in _DONE else ""
    typed = request.query.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    return words.ngettext(
        "{link}: {count} message is sent again.", "{link}: {count} messages are sent again.", number
    ).format(link=link, count=words.number(number))
