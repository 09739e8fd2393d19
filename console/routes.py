"""Every page of the console and who may open it; what is not named here opens to nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

from console.admission import Who
from console.keys import WHO_MAY
from console.views import (
    account,
    acts,
    administration,
    answers,
    assign,
    causes,
    components,
    counter,
    doubtful,
    indicators,
    keeping,
    language,
    letters,
    lines,
    live,
    measure,
    merge,
    messages,
    new_cause,
    notes,
    officers,
    queue,
    redirect,
    retention,
    search,
    second_step,
    sign_in,
    texts,
    ticket,
    worklists,
)

STATIC = "static"
#: What aiohttp calls the hash of a file's content in its address.
VERSION = "v"
STATIC_FILES = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Route:
    """One page: a path's every method is for the same people, under the path's name."""

    method: str
    path: str
    name: str
    who: Who
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]


_REFERENCE = r"{reference:\d{9}}"
_CAUSE = r"{cause:\d{1,9}}"
_LOGIN = r"{login:[a-z0-9._-]{2,40}}"

ROUTES = (
    Route("GET", "", "root", Who.ANYBODY, queue.redirect_here),
    Route("GET", "/sign-in", "sign_in", Who.ANYBODY, sign_in.show),
    Route("POST", "/sign-in", "sign_in", Who.ANYBODY, sign_in.enter),
    Route("GET", "/second-step", "second_step", Who.HALF_WAY, second_step.show),
    Route("POST", "/second-step", "second_step", Who.HALF_WAY, second_step.enter),
    Route("POST", "/language", "language", Who.ANYBODY, language.switch),
    Route("POST", "/sign-out", "sign_out", Who.SIGNED_IN, sign_in.leave),
    Route("GET", "/", "queue", Who.READERS, queue.show),
    Route("POST", "/search", "search", Who.READERS, search.search),
    Route("POST", "/assign", "assign", Who.WORKERS, assign.assign),
    Route("GET", "/merge", "merge", Who.WORKERS, merge.show),
    Route("POST", "/merge", "merge", Who.WORKERS, merge.merge),
    Route("GET", "/counter", "counter", Who.WORKERS, counter.show),
    Route("POST", "/counter", "counter", Who.WORKERS, counter.file),
    Route("GET", "/causes", "causes", Who.READERS, causes.show_all),
    Route("GET", "/causes/new", "new_cause", Who.WORKERS, new_cause.show),
    Route("POST", "/causes/new", "new_cause", Who.WORKERS, new_cause.put_together),
    Route("GET", f"/causes/{_CAUSE}", "cause", Who.READERS, causes.show),
    Route("POST", f"/causes/{_CAUSE}/leave", "leave_cause", Who.WORKERS, causes.leave),
    Route("POST", f"/causes/{_CAUSE}/answer", "answer_cause", Who.WORKERS, answers.answer),
    Route("GET", f"/tickets/{_REFERENCE}", "ticket", Who.READERS, ticket.show),
    Route("POST", f"/tickets/{_REFERENCE}/act", "act", Who.WORKERS, acts.act),
    Route("POST", f"/tickets/{_REFERENCE}/away", "keep_away", Who.WORKERS, keeping.keep),
    Route("POST", f"/tickets/{_REFERENCE}/notes", "notes", Who.WORKERS, notes.add),
    Route("POST", f"/tickets/{_REFERENCE}/unsend", "unsend", Who.WORKERS, messages.unsend),
    Route("POST", f"/tickets/{_REFERENCE}/unask", "unask", Who.WORKERS, messages.unask),
    Route("POST", f"/tickets/{_REFERENCE}/resend", "resend", Who.WORKERS, messages.resend),
    Route("GET", "/live", "live", Who.READERS, live.stream),
    Route("GET", "/live/queue", "live_queue", Who.READERS, live.queue_now),
    Route("GET", f"/live/tickets/{_REFERENCE}", "live_ticket", Who.READERS, live.ticket_now),
    Route("POST", f"/tickets/{_REFERENCE}/measure", "measure", Who.WORKERS, measure.measure),
    Route("POST", f"/tickets/{_REFERENCE}/redirect", "redirect", Who.WORKERS, redirect.redirect),
    Route("GET", f"/tickets/{_REFERENCE}/receipt", "receipt", Who.READERS, letters.receipt),
    Route("GET", f"/tickets/{_REFERENCE}/letter", "letter", Who.READERS, letters.letter),
    Route("POST", f"/tickets/{_REFERENCE}/seen", "seen", Who.WORKERS, worklists.seen),
    Route("POST", f"/tickets/{_REFERENCE}/call", "call", Who.WORKERS, worklists.call),
    Route("POST", f"/tickets/{_REFERENCE}/desk", "desk_answered", Who.WORKERS, worklists.desk_answered),
    Route("GET", "/lists/{list:[a-z]+}", "worklist", Who.READERS, worklists.show),
    Route("GET", "/lines", "lines", Who.ADMINISTRATORS, lines.show),
    Route("POST", "/lines", "lines", Who.ADMINISTRATORS, lines.act),
    Route("GET", "/account", "account", Who.SIGNED_IN, account.show),
    Route("POST", "/account/session", "end_session", Who.SIGNED_IN, account.end),
    Route("POST", "/account/password", "renew_password", Who.SIGNED_IN, account.renew_password),
    Route("POST", "/account/codes", "renew_codes", Who.SIGNED_IN, account.renew_codes),
    Route("GET", "/components", "components", Who.SIGNED_IN, components.show),
    Route("GET", "/officers", "officers", Who.ADMINISTRATORS, officers.show),
    Route("POST", "/officers", "officers", Who.ADMINISTRATORS, officers.add),
    Route("GET", f"/officers/{_LOGIN}", "officer", Who.ADMINISTRATORS, officers.show_one),
    Route("POST", f"/officers/{_LOGIN}", "officer", Who.ADMINISTRATORS, officers.save),
    Route("POST", f"/officers/{_LOGIN}/reset", "reset", Who.ADMINISTRATORS, officers.reset),
    Route("GET", "/indicators", "indicators", Who.READERS, indicators.show),
    Route("GET", "/indicators.{kind:csv|xlsx}", "export", Who.READERS, indicators.export),
    Route("GET", "/report", "report", Who.READERS, indicators.report),
    Route("GET", "/doubtful", "doubtful", Who.SUPERVISORS, doubtful.show),
    Route("POST", "/doubtful", "doubtful", Who.SUPERVISORS, doubtful.confirm),
    Route("GET", "/programmes", "programmes", Who.SIGNED_IN, administration.programmes),
    Route("GET", "/texts", "texts", Who.SIGNED_IN, texts.show),
    Route("POST", "/texts/proposal", "propose_text", Who.ADMINISTRATORS, texts.propose),
    Route("GET", "/texts/{language:[A-Za-z_]{2,8}}.po", "texts_file", Who.ADMINISTRATORS, texts.export),
    Route("GET", "/retention", "retention", Who.KEEPERS, retention.show),
    Route("POST", f"/tickets/{_REFERENCE}/hold", "hold", Who.SUPERVISORS, retention.hold),
    Route("GET", "/audit", "audit", Who.KEEPERS, administration.audit),
    Route("POST", "/audit", "audit", Who.KEEPERS, administration.verify),
)
_WHO = {route.name: route.who for route in ROUTES} | {STATIC: Who.ANYBODY}


def add_routes(app: web.Application) -> None:
    """Put every page of the table into the application."""
    app[WHO_MAY] = _WHO
    for route in ROUTES:
        if route.method == hdrs.METH_GET:
            app.router.add_get(route.path, route.handler, name=route.name)
        else:
            app.router.add_route(route.method, route.path, route.handler, name=route.name)
    app.router.add_static("/static", STATIC_FILES, name=STATIC)


def who_may(request: web.Request) -> Who | None:
    """Whom the page asked for is for; None, nobody, where the table does not say."""
    resource = request.match_info.route.resource
    return _WHO.get(resource.name or "") if resource else None


def is_file(request: web.Request) -> bool:
    """Whether a static file is asked for: no personal data, so browsers may keep it."""
    resource = request.match_info.route.resource
    return resource is not None and resource.name == STATIC


def is_live(request: web.Request) -> bool:
    """Whether an open page asks by itself what is new: nobody need be there."""
    resource = request.match_info.route.resource
    return resource is not None and (resource.name or "").startswith("live")
