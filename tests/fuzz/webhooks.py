"""What providers and browsers send over HTTP; only `RefusedError` is an answer to nonsense."""

from __future__ import annotations

import contextlib
import json
from urllib.parse import urlencode

from console.authenticator import plain_code, step_of
from console.sign_ins import hash_token
from sms_gateway.channels.africastalking import AfricasTalkingChannel, AfricasTalkingConfig
from sms_gateway.channels.base import HttpRequest, RefusedError
from sms_gateway.channels.http_json import HttpJsonChannel, HttpJsonConfig
from sms_gateway.channels.kannel import KannelChannel, KannelConfig
from sms_gateway.channels.signatures import StandardWebhook, form_of, twilio_signature
from sms_gateway.channels.twilio import TwilioChannel, TwilioConfig
from sms_gateway.receive import LONGEST_TEXT, cleaned

SECRET, PUBLIC, NOW = "a-secret-of-the-fuzzer", "https://recours.example", 1_760_000_000
SMS = {"from": "+212612345678", "to": "5757", "text": "ou est ma demande", "id": "1", "secret": SECRET}
KANNEL = KannelChannel("k", KannelConfig(
    secret=SECRET, sendsms_url="http://127.0.0.1/", username="u", password="p", public_url=PUBLIC
))  # fmt: skip
AT = AfricasTalkingChannel("a", AfricasTalkingConfig(
    secret=SECRET, username="u", api_key="k", send_url="https://x/", allow=()
))  # fmt: skip
TWILIO = TwilioChannel("t", TwilioConfig(account_sid="AC1", auth_token=SECRET, public_url=PUBLIC))
HOUSE = HttpJsonChannel("h", HttpJsonConfig(secret=SECRET, send_url="https://x/", public_url=PUBLIC))
FORM = {"content-type": "application/x-www-form-urlencoded"}


def _taken(parse, request):
    with contextlib.suppress(RefusedError):
        parse(request, NOW)


def _message(channel, request):
    with contextlib.suppress(RefusedError):
        message = cleaned(channel.parse_mo(request, NOW))
        assert "\0" not in message.text
        assert len(message.text) <= LONGEST_TEXT
        assert message.external_id
        f"{message.sender}{message.recipient}{message.text}{message.external_id}".encode()
    _taken(channel.parse_dlr, request)


def kannel(data):
    query = f"secret={SECRET}&" + data.decode("utf-8", "surrogateescape")
    _message(KANNEL, HttpRequest("GET", query))
    kind = {"content-type": f"text/plain; charset={data[:9].decode('latin-1')}"}
    _message(KANNEL, HttpRequest("POST", f"secret={SECRET}", kind, data))


def africastalking(data):
    request = HttpRequest("POST", f"secret={SECRET}", FORM, data)
    _message(AT, request)
    _taken(AT.parse_ussd, request)


def twilio(data):
    for path in ("mo", "dlr"):
        with contextlib.suppress(ValueError):  # too many fields: refused before the signature is looked at
            signature = twilio_signature(SECRET, f"{PUBLIC}/links/t/{path}", form_of(data))
            _message(TWILIO, HttpRequest("POST", "", FORM | {"x-twilio-signature": signature}, data))
    _message(TWILIO, HttpRequest("POST", data.decode("latin-1"), FORM, data))


def http_json(data):
    _message(HOUSE, HttpRequest("POST", "", StandardWebhook(SECRET).headers("m", NOW, data), data))


def signature(data):
    """The three headers, parted by the first byte's fellows; as aiohttp hands over bytes that are no text."""
    words = [word.decode("utf-8", "surrogateescape") for word in data.split(b"\n", 3)]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature", "x-twilio-signature")
    headers = dict(zip(names, words, strict=False)) | {"x-recours-secret": words[0]}
    for channel in (HOUSE, TWILIO, KANNEL):
        _taken(channel.parse_mo, HttpRequest("POST", "", headers, data))


def cookie_and_code(data):
    typed = data.decode("utf-8", "replace")
    hash_token(typed)
    assert len(plain_code(typed)) <= 2 * len(typed)
    assert plain_code(typed).isascii()
    assert step_of(b"secret of 20 octets!", plain_code(typed), NOW) is None or plain_code(typed).isdigit()


REPORT = {
    "id": "1",
    "status": "delivered",
    "mt": 42,
    "MessageStatus": "sent",
    "MessageSid": "SM1",
    "secret": SECRET,
}
DIALLED = {
    "sessionId": "s",
    "phoneNumber": "+212612345678",
    "serviceCode": "*555#",
    "text": "1*2",
    "secret": SECRET,
}
FORMS = [urlencode(one).encode() for one in (SMS, REPORT, DIALLED)]
ARABIC = b"from=%2B212612345678&coding=2&charset=UTF-16BE&text=%06%33%06%44&id=1"
TARGETS = {
    "kannel": (kannel, [*FORMS, ARABIC, b"mt=42&status=8"]),
    "africastalking": (africastalking, FORMS),
    "twilio": (twilio, [*FORMS, b"MessageSid=SM1&From=%2B212612345678&To=1&Body=x", b"&" * 300]),
    "http_json": (http_json, [json.dumps(one).encode() for one in (SMS, REPORT)] + [b"[[[[", b'{"text": 1}']),
    "signature": (
        signature,
        [b"m\n1760000000\nv1,AAAA=\nx", "é\n٣\nv1,é v1,\n".encode(), b"m\n" + b"9" * 400 + b"\nv1,"],
    ),
    "cookie_and_code": (
        cookie_and_code,
        [b"123456", "١٢٣ ٤٥٦".encode(), b"ABCD EFGH IJKL MNOP", b"ss\xdf\xff"],
    ),
}
