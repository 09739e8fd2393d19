"""Every line of the log passes one processor, and nobody's words, number or case comes through it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.redaction import MASK, Places, Redaction
from tests.unit.service.canary import forms, found_in

ROOT = Path(__file__).parents[3]
ROOMS = ("bot", "nlu", "programmes", "sms_gateway", "storage", "console")
REDACTION = Redaction(["kannel"])
FIELDS = st.sampled_from(
    ["error", "link", "reason", "text", "ticket", "mo", "places", "at", "logger", "exception", "x"]
)
assert aiohttp.ClientConnectorError  # a kind is known once its library is there
KNOWN = REDACTION._words | {"kannel"}


def passed(line):
    return REDACTION(None, "info", {"event": "refused", **line})


def written(line):
    return json.dumps(passed(line), ensure_ascii=False)


def foreign_words(text):
    """The words of a text that are none of the log's, and its long numbers."""
    words = [
        word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1 and word.casefold() not in KNOWN
    ]
    return [word for word in words if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", word)]


nested = st.recursive(
    st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (key, *texts_in(one))
    else:
        for one in value:
            yield from texts_in(one)


@given(FIELDS, nested)
def test_no_word_of_a_person_passes_in_any_field(field, value):
    told = set(re.findall(r"\w+", " ".join(texts_in([passed({field: value})[field]]))))
    for text in texts_in(value):
        assert told.isdisjoint(foreign_words(text))


@given(FIELDS, st.text(), st.sampled_from([ValueError, RuntimeError, OSError, KeyError]))
def test_no_word_passes_in_an_error_s_text(field, text, kind):
    def fail():
        raise kind(text)

    try:
        fail()
    except kind as error:
        line = passed({field: error, "exc_info": True})
    assert line["exception"] == kind.__name__
    assert line[field] in {kind.__name__, *(line[name] for name in ("exception", "places"))}
    assert all(re.fullmatch(r"[\w.<>]+:\d+", place) for place in line["places"])


SEPARATORS = st.sampled_from(["", " ", ".", "-", "/", ") ", "\u00a0", ", "])
ALPHABETS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])


@given(
    FIELDS,
    st.text("0123456789", min_size=7, max_size=15),
    SEPARATORS,
    ALPHABETS,
    st.integers(1, 4),
    st.data(),
)
def test_no_number_passes_however_it_is_written(field, digits, separator, alphabet, size, data):
    pieces = [digits[at : at + size] for at in range(0, len(digits), size)]
    text = separator.join(pieces).translate({48 + at: letter for at, letter in enumerate(alphabet)})
    around = data.draw(st.sampled_from(["", "from +", "ASD-", "case "]))
    told = str(passed({field: around + text})[field])
    if field == "ticket" and not separator:
        return  # a reference with its check digit may be told: nothing is reached by it alone
    assert not any(character.isdigit() for character in told), told


@given(st.integers(10**6, 10**15), st.sampled_from(["phone", "link", "error", "number", "ticket"]))
def test_no_number_passes_as_a_number(number, field):
    assert passed({field: number})[field] == MASK
    assert passed({field: float(number)})[field] == MASK


@pytest.mark.parametrize(
    "kept",
    [
        {"link": "kannel", "error": "ClientConnectorError", "status": 503, "again_in": 1.5},
        {"reason": "HTTP status 503"},
        {"reason": "not reachable (TimeoutError)"},
        {"status": "0x58", "bind": "transceiver"},
        {"loop": "deliver kannel", "error": "StoreClosedError", "places": Places(["Converser.run:80"])},
        {"mo": 51_000_123, "attempt": 3, "alert": True},
    ],
)
def test_what_an_operator_needs_is_told(kept):
    assert passed(kept) == {"event": "refused", **kept}


def test_a_reference_is_told_only_with_its_check_digit_and_in_its_field():
    from storage.references import new_reference

    reference = new_reference()
    wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    assert passed({"ticket": reference})["ticket"] == reference
    assert passed({"ticket": wrong})["ticket"] == MASK
    assert passed({"text": reference})["text"] == MASK


@pytest.fixture(scope="module")
def victim():
    """What a program writes in which everything that can fail does, with a person's words."""
    command = [sys.executable, str(Path(__file__).with_name("redaction_victim.py"))]
    return subprocess.run(
        command, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    ).stderr


def test_every_logger_and_every_hook_passes_through_it(victim):
    lines = [json.loads(line) for line in victim.splitlines()]  # not a line that is no JSON
    assert found_in(victim) == set()
    assert {"aiohttp.server", "asyncio", "psycopg.pool", "py.warnings"} <= {
        line.get("logger") for line in lines
    }
    said = [line["event"] for line in lines]
    assert {"died", "thread died", "error not raised", "turn failed", "refused"} <= set(said)
    assert sum("exception" in line for line in lines) >= 14
    assert any("never retrieved" in one for one in said)
    assert [line["exception"] for line in lines if line["event"] == "died"] == ["LookupError"]
    assert all(line["places"] for line in lines if line["event"] == "died")


def test_the_victim_s_words_are_found_where_they_are():
    from tests.unit.service.redaction_victim_words import WORDS

    assert len(found_in(b" ".join(next(forms(word)) for word in WORDS.split()))) >= 3


def _served():
    """Our files that a service runs: nlu/training has an environment of its own in it."""
    return [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "training" not in file.parts]


def _log_calls():
    for file in _served():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
            ):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def test_the_event_of_every_line_is_a_literal():
    calls = dict(_log_calls())
    assert len(calls) > 30
    assert [
        place
        for place, call in calls.items()
        if call.func.attr != "bind" and not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant))
    ] == []


def test_nothing_else_writes_a_log():
    """No logger of the standard library is ours, but aiohttp's that is handed to it."""
    allowed = {Path("sms_gateway/logs.py"), Path("sms_gateway/receive.py")}
    users = {
        file.relative_to(ROOT)
        for file in _served()
        if re.search(r"^\s*import logging|logging\.getLogger", file.read_text("utf-8"), re.MULTILINE)
    }
    assert users <= allowed
