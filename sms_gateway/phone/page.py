"""/phone: the page of the browser phone, what it sends, and what it hears."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp_jinja2
import jinja2
import orjson
from aiohttp import web

from sms_gateway.channels.base import HttpReply, HttpRequest, RefusedError
from sms_gateway.channels.phone import MOST_CHARACTERS, PhoneChannel
from sms_gateway.msisdn import national
from sms_gateway.phone import guard
from sms_gateway.phone.conversation import PhoneMessage
from sms_gateway.phone.dialling import Dialling
from sms_gateway.phone.events import stream
from sms_gateway.phone.labels import LANGUAGES, choose_language, load_labels, worded
from sms_gateway.segments import measure
from storage.records import MoMessage, MtState

if TYPE_CHECKING:
    from locales import Translations

HERE = Path(__file__).parent
#: A page's post is small; what is larger is refused before it is read.
MOST_BYTES = 16_384
MOST_STREAMS = 100
#: A browser keeps six connections to one address open, and each phone listens on one.
MOST_SIDE_BY_SIDE = 4

#: A phone's conversation as a file that a test can hold again.
Told = Callable[[str], Awaitable[str]]

#: Steps 1 and 2 of a message: parsed and kept, or refused; the same for every channel.
Receive = Callable[[str, HttpRequest], Awaitable[HttpReply]]


@dataclass(frozen=True, slots=True)
class Price:
    """What the operator bills for a part, in minor units (20 is 0.20) beside the unit that people read."""

    minor: int
    unit: str


def phone_app(
    channel: PhoneChannel,
    receive: Receive,
    numbers: Sequence[tuple[str, str]] = (),
    price: Price | None = None,
    dialling: Dialling | None = None,
    told: Told | None = None,
) -> web.Application:
    """The sub-app to mount at /phone, in a demo on loopback only.

    `numbers`: phones to try, E.164, each with a line on whose case it is (translated where phone.po has it).
    `dialling` gives the phone USSD, `told` a phone's conversation as a transcript.
    """
    app = web.Application(middlewares=[guard.only_this_machine], client_max_size=MOST_BYTES)
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True)
    code = dialling.code if dialling else ""
    phones = _Phones(channel, receive, numbers, price or Price(20, "DH"), load_labels(), code)
    app.router.add_get("", phones.page, name="page")
    app.router.add_get("/several", phones.several, name="several")
    app.router.add_post("/send", phones.send, name="send")
    app.router.add_post("/measure", phones.measure, name="measure")
    app.router.add_get("/events", phones.events, name="events")
    if dialling:
        app.router.add_post("/ussd", dialling.step, name="ussd")
        app.router.add_post("/hang-up", dialling.hang_up, name="hang-up")
    if told:
        app.router.add_get("/transcript", partial(_transcript, phones, told), name="transcript")
    app.router.add_static("/static", HERE / "static", name="static")
    app.on_response_prepare.append(guard.add_headers)
    app.on_shutdown.append(phones.hang_up)
    return app


class _Phones:
    """The handlers."""

    def __init__(
        self,
        channel: PhoneChannel,
        receive: Receive,
        numbers: Sequence[tuple[str, str]],
        price: Price,
        labels: Mapping[str, Translations],
        code: str,
    ) -> None:
        self._code = code
        self._channel = channel
        self._receive = receive
        self._numbers = numbers
        self._price = price
        self._labels = labels
        self._streams = 0

    async def page(self, request: web.Request) -> web.Response:
        """The phone of `?number=`, else of the first number to try."""
        language = choose_language(request.query.get("lang"), request.headers.get("Accept-Language", ""))
        typed = request.query.get("number", self._numbers[0][0] if self._numbers else "").strip()
        number = self.number(typed)
        context = self._context(language) | {"number": number, "typed": "" if number else typed}
        context["alone"] = "alone" in request.query
        status = 200 if number or not typed else 400
        return aiohttp_jinja2.render_template("phone.html", request, context, status=status)

    async def several(self, request: web.Request) -> web.Response:
        """Some phones side by side, of `?number=`, `?number=`, else of the first numbers to try."""
        language = choose_language(request.query.get("lang"), request.headers.get("Accept-Language", ""))
        asked = [number for typed in request.query.getall("number", []) if (number := self.number(typed))]
        shown = asked or [phone for phone, _whose in self._numbers]
        context = self._context(language) | {"shown": list(dict.fromkeys(shown))[:MOST_SIDE_BY_SIDE]}
        return aiohttp_jinja2.render_template("several.html", request, context)

    async def send(self, request: web.Request) -> web.Response:
        """One SMS from the phone; it is on the screen before the service can answer it."""
        _must_be_json(request)
        http = self._channel.request_of(await request.read())
        try:
            mo = self._channel.parse_mo(http, int(time.time()))
        except RefusedError as refused:
            return web.json_response({"error": refused.sentence}, status=refused.status)
        shown = _shown(mo)
        self._channel.hub.publish(mo.sender, shown)
        reply = await self._receive(self._channel.link, http)
        kept = reply.status < 300
        self._channel.hub.publish(mo.sender, replace(shown, state=MtState.SENT if kept else MtState.FAILED))
        return web.Response(status=reply.status, text=reply.body, content_type=reply.content_type)

    async def measure(self, request: web.Request) -> web.Response:
        """How long a draft is: its encoding, units and parts."""
        _must_be_json(request)
        size = measure(_draft(await request.read()))
        return web.json_response({"encoding": size.encoding, "units": size.units, "parts": size.parts})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The messages of `?number=`, live."""
        number = self.number(request.query.get("number", ""))
        if not number:
            raise web.HTTPBadRequest(text="This is not a phone number.")
        if self._streams >= MOST_STREAMS:
            raise web.HTTPServiceUnavailable(text="Too many phones are open.")
        self._streams += 1
        try:
            return await stream(request, await self._channel.hub.look_at(number))
        finally:
            self._streams -= 1

    async def hang_up(self, app: web.Application) -> None:  # noqa: ARG002 - a signal's signature
        """Let the open pages go, so that the server can stop."""
        self._channel.hub.close()

    def number(self, typed: str) -> str:
        """A typed number in E.164; empty where it is none."""
        try:
            return self._channel.to_e164(typed)
        except ValueError:
            return ""

    def _context(self, language: str) -> dict[str, Any]:
        labels = self._labels[language]
        return {
            "_": labels.gettext,
            "language": language,
            "languages": LANGUAGES,
            "direction": "rtl" if language == "ar" else "ltr",
            "numbers": [(phone, worded(line, labels)) for phone, line in self._numbers],
            "national": national,
            "price": self._price,
            "unit": worded(self._price.unit, labels),
            "short_code": self._channel.short_code,
            "ussd_code": self._code,
            "most_characters": MOST_CHARACTERS,
        }


async def _transcript(phones: _Phones, told: Told, request: web.Request) -> web.Response:
    """The conversation of `?number=` as a file to keep."""
    number = phones.number(request.query.get("number", ""))
    if not number:
        raise web.HTTPBadRequest(text="This is not a phone number.")
    file = f'attachment; filename="conversation-{number.lstrip("+")}.yaml"'
    text = await told(number)
    return web.Response(text=text, content_type="application/yaml", headers={"Content-Disposition": file})


def _shown(mo: MoMessage) -> PhoneMessage:
    language = "ar" if any("\u0600" <= letter <= "\u06ff" for letter in mo.text) else ""
    return PhoneMessage(
        mo.external_id, mo.received_at, inbound=True, text=mo.text, language=language, state=MtState.SENDING
    )


def _draft(body: bytes) -> str:
    try:
        text = orjson.loads(body)
    except orjson.JSONDecodeError:
        text = None
    if not isinstance(text, str):
        raise web.HTTPBadRequest(text="The draft must be a JSON string.")
    return text


def _must_be_json(request: web.Request) -> None:
    """A form of another site cannot say so without being asked first (CORS)."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="The phone's page posts JSON.")
