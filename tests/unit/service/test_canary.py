"""A number, a case and words that occur nowhere else go through every flow; nothing that is written holds them.

What is searched: the store's files (WAL included) while it runs and afterwards, the registry, a backup, all that
the processes wrote to stdout and stderr at log level debug, and what refused callers were answered.
"""

from __future__ import annotations

import asyncio
import base64
import re
from datetime import UTC, datetime

import pytest

from console.accounts import new_officer
from console.authenticator import code_at, step_at
from programmes.demo import demo_cases, write_demo
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.unit.service.canary import (
    BAD_VALUE,
    CASE_NUMBER,
    PASSWORD,
    PHONE,
    REASON,
    REPLY,
    STORY,
    STORY_AR,
    TELLTALES,
    forms,
    found_in,
)
from tests.unit.service.canary_places import SECRET, Place, Sink

STATUS = "ou est ma demande svp"


def write_households(folder):
    """The demo's households; the first has our number and phone, and one row is refused with them in it."""
    folder.mkdir()
    write_demo(folder, datetime.now(UTC).date())
    for file in folder.iterdir():
        text = re.sub(r"ASD-\d{4}-000101", CASE_NUMBER, file.read_text().replace("+212600000101", PHONE))
        if file.name == "households.csv":
            row = next(line for line in text.splitlines() if CASE_NUMBER in line)
            text += re.sub(r",\d{4},", f",{BAD_VALUE},", row.replace("2023", "2022")) + "\n"
        file.write_text(text)


@pytest.fixture(scope="module")
def trail(tmp_path_factory):
    """All that was written while the canary went through: name -> bytes."""
    return asyncio.run(walk(tmp_path_factory.mktemp("canary")))


async def walk(folder):
    sink = Sink()
    async with sink.listening() as sink_port:
        place = Place(folder, sink_port)
        await prepare(place, folder)
        async with place.serving() as caller:
            reference = await converse(caller, sink)
            await dial(caller)
            await decide(caller, sink, reference)
            await fail(caller, sink, reference)
            await be_refused(caller)
            trail = {f"{name} (running)": data for name, data in place.written().items()}
            await back_up(place, folder / "backup.db")
            trail["backup"] = (folder / "backup.db").read_bytes()
            trail |= {f"refusal {index}": body for index, body in enumerate(caller.refusals)}
            trail["headers"] = b"\n".join(caller.headers)
    return trail | place.written()


async def prepare(place, folder):
    keys = Keys.create(place.data / "recours.keys")
    write_households(folder / "households")
    command = ("registry", "import", str(folder / "households"), "--config", str(place.config))
    assert await (await place.recours(*command)).wait() == 1
    assert await (await place.recours(*command, "--skip-bad-rows")).wait() == 0
    store = SqliteStore(place.data / "recours.db", keys)
    await store.open()
    await store.save_officer(new_officer("salma", "Salma", PASSWORD))
    await store.close()


async def converse(caller, sink):
    """Recours in French and in Arabic, a case proved by its number, a story told on the canary's own phone.

    Gives the reference of the first.
    """
    birth_year = str(next(demo_cases(datetime.now(UTC).date())).head_birth_year)
    conversations = {
        PHONE: (STATUS, CASE_NUMBER, "1", "1", STORY, "1"),
        "+212600000102": ("أين وصل طلبي", "1", STORY_AR, "1"),
        "+212611111111": (STATUS, CASE_NUMBER, "1931", CASE_NUMBER, birth_year, "1"),
    }
    for phone, texts in conversations.items():
        for number, words in enumerate(texts):
            heard = len(sink.screen)
            await caller.mo(words, phone, f"{phone}-{number}")
            await sink.hears(heard + 1)
    assert "ACCEPTEE" in sink.screen[-1]
    return "".join(re.search(r"(\d{3})\.(\d{3})\.(\d{3})", sink.screen[5]).groups())


async def dial(caller):
    """The story told once more by USSD, from a phone whose session then ends."""
    typed = ["3", "2", "1", STORY]
    for hops in range(len(typed) + 1):
        screen = await caller.ussd(PHONE, text="*".join(typed[:hops]))
    assert screen.startswith("CON ")
    await caller.ussd(
        PHONE, status="Success", input="*".join(typed), lastAppResponse=screen, errorMessage="x"
    )


async def decide(caller, sink, reference):
    """An officer signs in (at first as a person's number), searches, reads, replies and decides."""
    await caller.post("/console/sign-in", login=PHONE, password=PASSWORD)
    await caller.post("/console/sign-in", login="salma", password=f"{PASSWORD}x")
    status, _page = await caller.post("/console/sign-in", login="salma", password=PASSWORD)
    assert status == 303
    status, page = await caller.get("/console/second-step")
    key = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    code = code_at(base64.b32decode(key), step_at(int(datetime.now(UTC).timestamp())))
    status, page = await caller.post("/console/second-step", code=code)
    assert (status, "codes" in page) == (200, True)
    for words in (CASE_NUMBER, PHONE, reference):
        await caller.post("/console/search", words=words)
    _status, page = await caller.get(f"/console/tickets/{reference}")
    assert STORY in page
    for act in ({"act": "reply", "words": REPLY}, {"act": "decide", "outcome": "upheld", "words": REASON}):
        await caller.act(reference, **act, step="preview")
        heard = len(sink.screen)
        assert (await caller.act(reference, **act))[0] == 303
        await sink.hears(heard + 1)
    assert "dugonglumiere" in sink.screen[-1]


async def fail(caller, sink, reference):
    """Faults of ours that quote what they stumbled over, and a provider that refuses or breaks off."""
    heard = len(sink.screen)
    assert (await caller.mo(f"boumrecu {STORY}", PHONE, "boum-1"))[0] == 500
    await caller.mo(f"boumcompris {STORY}", PHONE, "boum-2")
    await sink.hears(heard + 1)  # the apology
    assert (await caller.act(reference, "reply", words=f"boumdecide {REPLY}"))[0] == 500
    assert (await caller.act(reference, "reply", words=f"boumenvoi {REPLY}"))[0] == 303
    sink.answers = [403, 400, 503, None]
    for number in range(4):
        await caller.mo(STATUS, f"+2126000001{number + 12}", f"fail-{number}")
        await sink.hears(heard + 2 + number)


async def be_refused(caller):
    fields = {"from": PHONE, "to": "5555", "text": STORY, "id": "refused"}
    for path in ("/links/kannel/mo", "/links/kannel/dlr", f"/links/{PHONE}/mo"):
        for wrong in ({"secret": "wrong"}, {"secret": SECRET[:-1]}, {}):
            status, _body = await caller.get(path, **fields | wrong)
            assert 400 <= status < 500
            await caller.post(path, **fields | wrong)
    await caller.get("/links/kannel/mo", **{"secret": SECRET, "text": STORY, "from": ""})
    await caller.get("/links/kannel/mo", **{"secret": SECRET, "from": PHONE})
    await caller.get("/links/kannel/dlr", secret=SECRET, mt=PHONE, status=STORY)
    await caller.get(f"/console/tickets/{PHONE}")
    await caller.get(f"/nowhere/{PHONE}", text=STORY)
    query = f"/links/kannel/mo?from={PHONE}&text={STORY}".encode()
    await caller.raw(b"GET " + query + b" HTTP/1.1\r\n\r\n")
    await caller.raw(b"GET " + query.replace(b" ", b"+") + b" HTTP/9.9\r\nHost: a\r\n\r\n")
    await caller.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + STORY.encode() + b"\x01\r\n\r\n")


async def back_up(place, target):
    store = SqliteStore(place.data / "recours.db", Keys.load(place.data / "recours.keys"))
    await store.open()
    await store.backup(target)
    await store.close()


def test_the_trail_is_whole(trail):
    assert {"recours.db", "registry.db", "log.txt", "backup"} < set(trail)
    assert len(trail["recours.db-wal (running)"]) > 0
    assert len([name for name in trail if name.startswith("refusal")]) > 20
    log = trail["log.txt"]
    for line in (b"turn failed", b"refused", b"send failed", b"households.csv", b"RuntimeError"):
        assert line in log, line


def test_nothing_that_is_written_holds_the_canary(trail):
    assert {name: found for name, data in trail.items() if (found := found_in(data))} == {}


@pytest.mark.parametrize("word", TELLTALES)
def test_the_search_finds_a_word_however_it_stands(word):
    for form in forms(word):
        assert found_in(b"\x00\xff..." + form + b"...") == {word}
