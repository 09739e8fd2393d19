"""What the console's application and requests carry, typed."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from console.admission import Who
from console.desk import Desk
from console.drawing import Easel
from console.lines import Lines
from console.live import Pulse
from console.passwords import PasswordDesk
from console.settings import ConsoleSettings
from console.words import Words
from storage.records import Officer, SignIn
from storage.store import Store

STORE = web.AppKey("STORE", Store)
DESK = web.AppKey("DESK", Desk)
SETTINGS = web.AppKey("SETTINGS", ConsoleSettings)
LINES = web.AppKey("LINES", Lines)
#: Whom each page is for, by its name in the table of routes.
WHO_MAY: web.AppKey[Mapping[str, Who]] = web.AppKey("WHO_MAY")
#: The address of each static file, with its version.
STATICS: web.AppKey[dict[str, str]] = web.AppKey("STATICS")
EASEL = web.AppKey("EASEL", Easel)
PASSWORDS = web.AppKey("PASSWORDS", PasswordDesk)
PULSE = web.AppKey("PULSE", Pulse)

#: Who asks, both steps of signing in done; and the session, which is there from the first step on.
OFFICER = web.RequestKey("OFFICER", Officer)
SIGN_IN = web.RequestKey("SIGN_IN", SignIn)
WORDS = web.RequestKey("WORDS", Words)
