"""Where a person may go: the sections of the console that are open to them, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from console.admission import admits
from console.keys import OFFICER, WHO_MAY
from console.marks import _
from storage.records import Officer

#: Pages by their names in the table of routes; what that table does not have (yet) is left out.
_SECTIONS = (
    ("queue", _("Queue")),
    ("causes", _("Causes")),
    ("counter", _("At the counter")),
    ("indicators", _("Indicators")),
    ("report", _("Monthly report")),
    ("doubtful", _("Doubtful messages")),
    ("officers", _("Accounts")),
    ("lines", _("Lines")),
    ("programmes", _("Programmes")),
    ("texts", _("Texts")),
    ("retention", _("Retention")),
    ("audit", _("Audit")),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the navigation: the route's name, its title as a message id, whether one is there."""

    name: str
    title: str
    here: bool


def sections(request: web.Request) -> list[Section]:
    """What is open to who asks."""
    officer = request.get(OFFICER)
    if officer is None:
        return []
    resource = request.match_info.route.resource
    here = resource.name if resource else ""
    return [
        Section(name, title, name == here)
        for name, title in _SECTIONS
        if name in request.app.router and admits(request.app[WHO_MAY].get(name), officer)
    ]


def home(app: web.Application, officer: Officer) -> str:
    """The name of the first page that is open to this officer."""
    who = app[WHO_MAY]
    return next((name for name, _title in _SECTIONS if admits(who.get(name), officer)), "account")
