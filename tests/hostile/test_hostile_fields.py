"""Every field of every page, filled with what nobody means: no fault of ours, no markup of theirs."""

from __future__ import annotations

import io

import pytest

from tests.hostile.house import OURS
from tests.hostile.pages import HOSTILE, faults, fields, paths
from tests.unit.console.officers_in_tests import a_ticket

REFERENCE = "482177353"
VALUES = {
    "markup": HOSTILE,
    "a statement": "' OR 1=1; DROP TABLE tickets; --",
    "a long number": "9" * 5000,
    "more than 64 bits": "18446744073709551616",
    "other digits": "٣٤٥",
    "less than nothing": "-1",
    "a day before all days": "0001-01-01",
    "a day after all days": "9999-12-31",
    "a month before all months": "0000-00",
    "half a month": "9999-12",
    "a path": "../../../etc/passwd",
    "lines": "a\r\nSet-Cookie: x=y\r\n\r\n<x-evil>",
    "marks of direction": "\u202eabc\u2066\u200f",
    "nothing": "",
    "very much": "é" * 1_500,
}
#: Forms that end what the walk needs; each has a test of its own.
LAST = {"sign_out", "reset", "renew_password"}


@pytest.fixture
async def browsers(house):
    await house.files(a_ticket(REFERENCE))
    await house.officer("all", roles=("officer", "supervisor", "auditor"), sensitive=True)
    await house.officer("admin", roles=("administrator",))
    return [await house.browser(), await house.browser("all"), await house.browser("admin")]


async def test_no_value_in_an_address_is_more_than_a_value(browsers):
    names, wrong = fields(), []
    for name, value in VALUES.items():
        query = dict.fromkeys(names, value[:2000])
        for browser in browsers:
            for route, path in paths("GET", REFERENCE):
                page = await browser.ask("GET", path, params=query)
                wrong += [(route, name, fault) for fault in faults(page)]
    assert wrong == []


async def test_no_value_in_a_form_is_more_than_a_value(house, browsers):
    names, wrong = fields(), []
    for name, value in VALUES.items():
        form = dict.fromkeys(names, value) | {"act": "reply", "version": "1", "step": "preview"}
        for sent in (dict.fromkeys(names, value), form):
            for browser in browsers[1:]:
                for route, path in paths("POST", REFERENCE):
                    if route not in LAST and (route != "sign_in" or name == "markup"):
                        page = await browser.send(path, **sent)
                        wrong += [(route, name, fault) for fault in faults(page)]
    assert wrong == []
    assert await house.store.integrity_problems() == []
    assert await house.store.verify_audit() is None


BODIES = {
    "another charset": ("application/x-www-form-urlencoded; charset=utf-7", b"login=+2AA-&password=x"),
    "a charset that is none": ("application/x-www-form-urlencoded; charset=klingon", b"login=a"),
    "bytes that are no text": ("application/x-www-form-urlencoded", b"login=\xff\xfe&password=\x80"),
    "a NUL": ("application/x-www-form-urlencoded", b"login=a%00b&password=x"),
    "half a multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
    "a multipart without an end": ("multipart/form-data; boundary=x", b"--x\r\n\r\nabc"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\nabc\r\n--x--"),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="login"; filename="../../etc/passwd"\r\n\r\na\r\n--x--\r\n',
    ),
    "JSON": ("application/json", b'{"login": "salma"}'),
    "very many fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d=1" % n for n in range(200_000)),
    ),
}


@pytest.mark.parametrize("label", BODIES)
@pytest.mark.parametrize("path", ["/console/sign-in", "/console/search", "/console/tickets/482177353/act"])
async def test_a_body_that_is_no_form_of_ours_is_refused_politely(browsers, label, path):
    kind, body = BODIES[label]
    for browser in browsers[:2]:
        page = await browser.ask("POST", path, OURS | {"Content-Type": kind}, data=io.BytesIO(body))
        assert page.status in {303, 400, 403, 413}, label
