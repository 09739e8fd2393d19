"""Every page of the console, what it asks for, and what its markup holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import console
from console.routes import ROUTES
from tests.unit.console.test_walk import path_of

CONSOLE = Path(console.__file__).parent
#: What no text may become: an element, a handler, the end of a script, a product, a format's field, a statement.
HOSTILE = "\"'><x-evil onpwn=1></script><!--{{1234*4321}}${1234*4321}<%=1234*4321%>%(a)s{0.__class__}'; DROP TABLE tickets;--"
PRODUCT = str(1234 * 4321)


def fields():
    """The names of all that the console reads from an address or a form."""
    code = "".join(file.read_text() for file in CONSOLE.rglob("*.py"))
    pages = "".join(file.read_text() for file in CONSOLE.rglob("*.html"))
    asked = re.findall(r"(?:query|form|address)(?:\.get|\.getall)?[(\[]\s*\"(\w+)\"", code)
    named = re.findall(r'\bname="(\w+)"', pages)
    return sorted({*asked, *named, "motive", "region", "language", "case", "words", "reference"})


def paths(method, reference):
    """(name, path) of each route of a method; the sign-out goes last."""
    routes = [route for route in ROUTES if route.method == method]
    routes.sort(
        key=lambda route: route.name in {"sign_out", "end_session", "renew_password", "renew_codes", "reset"}
    )
    return [(route.name, f"/console{path_of(route, reference)}") for route in routes]


class Markup(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text):
        super().__init__()
        self.faults = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag.startswith("x-") or any(name.startswith("on") or name == "style" for name in names):
            self.faults.append((tag, names))
        if tag in {"style", "iframe", "object", "embed", "base"} or (tag == "script" and "src" not in names):
            self.faults.append((tag, names))
        for name in ("href", "src", "action", "formaction"):
            place = names.get(name) or ""
            if not place.startswith(("/console", "#", "?", "tel:")) and place:
                self.faults.append((tag, name, place))

    def handle_comment(self, data):
        if "evil" in data or PRODUCT in data:
            self.faults.append(("comment", data))


def faults(page):
    """What is wrong with a page: hostile words that became more than words."""
    if page.status >= 500:
        return [f"HTTP {page.status}"]
    if page.headers.get("Content-Type", "").startswith("text/html"):
        return Markup(page.text).faults + ([PRODUCT] if PRODUCT in page.text else [])
    return []
