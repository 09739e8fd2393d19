"""A number, a case and words that occur nowhere else go through every flow; nothing that is written holds them.

On both engines, through SMS (Kannel, signed JSON, SMPP), USSD and the console. What is searched: the store's files
(WAL included) while it runs and afterwards, PostgreSQL's whole data folder and its log with every statement, the
registry, a backup or dump, temporary files, all that the processes wrote to stdout and stderr at log level debug,
metrics, indicators as CSV and XLSX, shipped milestones, and what refused callers were answered. The one place that
holds the words is the export that somebody asked for (`recours person export`), readable by its owner alone.
"""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import psycopg
import pytest

from console.accounts import new_officer
from console.authenticator import code_at, step_at
from programmes.demo import demo_cases, write_demo
from sms_gateway.settings import load_settings
from sms_gateway.stores import store_of
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.peers.postgres import binaries, cluster  # noqa: F401 - a fixture
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
from tests.unit.smpp.smsc import Smsc

#: Each walk is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("canary")

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


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def engine(request):
    """The name of the engine; of PostgreSQL the server and a database that logs every statement."""
    if request.param == "sqlite":
        return None, ""
    server = request.getfixturevalue("cluster")
    url = server.fresh()
    with psycopg.connect(url, autocommit=True) as database:
        name = database.execute("SELECT current_database()").fetchone()[0]
        database.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        database.execute(f"ALTER DATABASE {name} SET log_error_verbosity = 'verbose'")
    return server, url


@pytest.fixture(scope="module")
def trail(tmp_path_factory, engine):
    """All that was written while the canary went through: name -> bytes."""
    return asyncio.run(walk(tmp_path_factory.mktemp("canary"), *engine))


async def walk(folder, server, url):
    sink, smsc = Sink(), Smsc()
    async with sink.listening() as sink_port, smsc.open():
        place = Place(folder, sink_port, smsc.port, url)
        await prepare(place, folder)
        async with place.serving() as caller:
            reference = await converse(caller, sink)
            await dial(caller)
            await by_other_lines(caller, sink, smsc)
            await decide(caller, sink, reference)
            await fail(caller, sink, reference)
            await be_refused(caller)
            trail = {f"{name} (running)": data for name, data in place.written().items()}
            trail |= await told_outside(caller)
            trail["backup"] = await back_up(place, folder / "backup.db", server, url)
            trail |= {f"refusal {index}": body for index, body in enumerate(caller.refusals)}
            trail["headers"] = b"\n".join(caller.headers)
        trail["the export"] = await export(place, folder / "export.json")
    return trail | place.written() | (on_disk(server, url) if server else {})


def on_disk(server, url):
    """PostgreSQL's own files: tables, indexes, WAL, log."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CHECKPOINT")
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    return {f"postgres/{path.relative_to(server.folder)}": path.read_bytes() for path in files}


async def by_other_lines(caller, sink, smsc):
    """The story by signed JSON and by SMPP (in parts, in Arabic), their reports, and faults of ours there."""
    now = int(datetime.now(UTC).timestamp())
    for number, words in enumerate((STATUS, STORY, f"boumjson {STORY}")):
        heard = len(sink.screen)
        fields = {"id": f"h{number}", "from": "+212600000103", "to": "7272", "text": words}
        assert (await caller.house("mo", now, **fields))[0] == 200
        await sink.hears(heard + 1)
    report = {"id": f"theirs-{heard + 1}", "status": STORY, "error": PHONE}
    assert (await caller.house("dlr", now, **report))[0] == 200
    line = await smsc.bound()
    for words in (STATUS, STORY, f"boumligne {STORY}"):
        heard = len(smsc.submitted)
        assert await line.delivers(words.encode(), source=PHONE[1:].encode()) == 0
        await smsc.until(lambda: len(smsc.submitted) > heard, 90)  # noqa: B023 - waited for at once
    assert await line.delivers(f"boumrecu {STORY}".encode(), source=PHONE[1:].encode()) != 0
    assert await line.delivers(STORY_AR.encode("utf-16-be"), coding=8, source=PHONE[1:].encode()) == 0
    stray = f"id:A0 sub:001 dlvrd:001 stat:DELIVRD err:000 text:{STORY}"
    await line.delivers(stray.encode(), esm_class=0x04)


async def told_outside(caller):
    """What leaves the service on purpose: metrics, and indicators as files."""
    metrics = await caller.download("/metrics", Authorization="Bearer canary-metrics")
    files = {
        f"indicators.{kind}": await caller.download(f"/console/indicators.{kind}") for kind in ("csv", "xlsx")
    }
    with zipfile.ZipFile(BytesIO(files["indicators.xlsx"])) as book:
        sheets = {f"indicators.xlsx/{name}": book.read(name) for name in book.namelist()}
    return {"metrics": metrics, **files, **sheets}


async def export(place, file):
    """What somebody asked to be told of this phone."""
    asked = ("--who", "salma", "--why", "asked at the desk", "--config", str(place.config))
    assert await (await place.recours("person", "export", PHONE, str(file), *asked)).wait() == 0
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_bytes()


async def prepare(place, folder):
    keys = Keys.create(place.data / "recours.keys")
    write_households(folder / "households")
    command = ("registry", "import", str(folder / "households"), "--config", str(place.config))
    assert await (await place.recours(*command)).wait() == 1
    assert await (await place.recours(*command, "--skip-bad-rows")).wait() == 0
    store = store_of(load_settings(place.config), keys)
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
    said = {"input": "*".join(typed), "lastAppResponse": screen, "errorMessage": f"{PHONE}: {STORY}"}
    await caller.ussd(PHONE, status="Success", **said)


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


async def back_up(place, target, server, url):
    """A backup in the engine's own way."""
    if server:
        return subprocess.run([binaries() / "pg_dump", url], capture_output=True, check=True).stdout
    store = SqliteStore(place.data / "recours.db", Keys.load(place.data / "recours.keys"))
    await store.open()
    await store.backup(target)
    await store.close()
    return target.read_bytes()


def test_the_trail_is_whole(trail, engine):
    server, _url = engine
    assert {"log.txt", "backup", "metrics", "milestones.txt", "indicators.csv"} < set(trail)
    if server:
        assert {name.split("/")[1] for name in trail if name.startswith("postgres/")} >= {"data", "log"}
        assert b"INSERT INTO mo" in trail["postgres/log"]
        assert any("pg_wal" in name for name in trail)
    else:
        assert "registry.db" in trail
        assert len(trail["recours.db-wal (running)"]) > 0
    assert len([name for name in trail if name.startswith("refusal")]) > 20
    assert b"recours_" in trail["metrics"]
    assert b"recours-milestone audit=" in trail["milestones.txt"]
    log = trail["log.txt"]
    for line in (
        b"turn failed",
        b"refused",
        b"send failed",
        b"delivery failed",
        b"households.csv",
        b"RuntimeError",
    ):
        assert line in log, line


def test_nothing_that_is_written_holds_the_canary(trail):
    found = {name: words for name, data in trail.items() if (words := found_in(data))}
    assert set(found) <= {"the export"}


def test_the_one_place_for_the_words_is_the_export_that_was_asked_for(trail):
    """And the search finds what is there: number, story in both scripts, reply and reason."""
    assert {"677713919", "zanzibarquokka", "زنقزبوط", "dugonglumiere"} <= found_in(trail["the export"])


@pytest.mark.parametrize("word", TELLTALES)
def test_the_search_finds_a_word_however_it_stands(word):
    for form in forms(word):
        assert word in found_in(b"\x00\xff..." + form + b"...")
