import re
import sqlite3
import stat
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import sql
from storage.fields import Keys, KeysError
from storage.migrations import migrations, split_statements
from storage.records import NewWakeup, Session, TicketChange, TicketEvent, Turn
from storage.sqlite import SqliteStore
from tests.conformance.given import (
    LINK,
    NOW,
    a_ticket,
    a_turn,
    an_mo,
    an_mt,
    claim_one,
)

STEPS = Path(__file__).with_name("migrations.sha256")


def schema(connection):
    return sorted(connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall(), key=str)


async def test_a_fresh_schema_is_that_of_one_migrated_step_by_step(store, path):
    stepwise = Database(memory=True)
    for migration in migrations.pending(stepwise):
        later = [other.name for other in migrations.pending(stepwise) if other.name > migration.name]
        migrations.apply(stepwise, stop_before=later)
    fresh = sqlite3.connect(path)
    assert schema(fresh) == schema(stepwise.conn)
    fresh.close()
    stepwise.close()


async def test_migrations_are_recorded_and_done_once(store, path, keys):
    await store.close()
    again = SqliteStore(path, keys)
    await again.open()
    await again.close()
    db = Database(path)
    assert [applied.name for applied in migrations.applied(db)] == [
        "0001_everything",
        "0002_parts",
        "0003_ussd",
        "0004_time",
        "0005_instructions",
        "0006_ussd_ends",
        "0007_confirmed",
        "0008_links",
        "0009_triage",
        "0010_regions",
        "0011_desk",
        "0012_accounts",
        "0013_lines",
        "0014_associations",
        "0015_casework",
        "0016_indicators",
        "0017_together",
        "0018_rotation",
        "0019_waiting",
        "0020_retention",
        "0021_forgetting",
    ]
    assert migrations.pending(db) == []
    db.close()


def test_a_step_that_others_have_taken_never_changes():
    """Stores out there have taken it as it was. Change the schema by a new step, and add its line with sha256sum."""
    folder = Path(str(files("storage.migrations")))
    kept = dict(line.split()[::-1] for line in STEPS.read_text("ascii").splitlines())
    steps = sorted(file.name for file in folder.glob("*.sql"))
    changed = [
        name for name, digest in kept.items() if sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
    assert changed == []
    assert set(steps) - kept.keys() <= {steps[-1]}, (
        "each but the newest step has its line in migrations.sha256"
    )


def test_a_trigger_is_one_statement():
    script = "-- a word\nCREATE TABLE t (a); \nCREATE TRIGGER x BEFORE DELETE ON t\nBEGIN SELECT 1;\nEND;\n"
    assert len(split_statements(script.replace("; \n", ";\n"))) == 2


def test_two_queries_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(sql, "FILES", ("audit.sql", "audit.sql"))
    with pytest.raises(ValueError, match="two queries"):
        sql.load()


def test_every_query_says_what_it_does():
    assert all(re.match(r"[A-Z]", query) for query in sql.load().values())


async def test_the_files_are_their_owners_alone(store, path):
    await store.accept_mo(an_mo())
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


@pytest.mark.parametrize("changed", ["index", "1"])
async def test_a_database_is_not_opened_with_other_keys(path, tmp_path, changed):
    words = dict(word.split("=", 1) for word in _text(tmp_path / "a").split())
    other = dict(word.split("=", 1) for word in _text(tmp_path / "b").split())
    store = SqliteStore(path, _keys(words))
    await store.open()
    await store.close()
    with pytest.raises(KeysError):
        await SqliteStore(path, _keys(words | {changed: other[changed]})).open()
    again = SqliteStore(path, _keys(words))
    await again.open()
    await again.close()


def _text(path):
    Keys.create(path)
    return path.read_text("ascii")


def _keys(words):
    return Keys.parse(" ".join(f"{name}={value}" for name, value in words.items()))


async def test_no_word_of_a_person_stands_in_any_file(store, path):
    phone, story, case = "+212698765432", "canary-story", "CASE-4711"
    await store.accept_mo(an_mo(phone, "canary-text", external_id=f"hash-of-{phone}"))
    session = Session(phone, dialogue="recours", journal=(("story", story),), verified={case: NOW})
    await store.commit_turn(
        Turn(
            (await claim_one(store)).mo_id,
            session,
            NOW,
            messages=(an_mt(phone, "canary-answer"),),
            tickets=(a_ticket(phone=phone, story=story, case_id=case, subject={"why": "canary-subject"}),),
            changes=(
                TicketChange(
                    "123456789", TicketEvent(NOW, "ali", "read", "canary-note"), reason="canary-reason"
                ),
            ),
            wakeups=(NewWakeup(f"pause-{phone}", NOW, phone, LINK, "pause"),),
        )
    )
    await store.record_attempt("case", [case, phone], NOW)
    await store.fire_wakeups(NOW, 10)
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert LINK.encode() in written
    for word in (phone[1:], "canary", case):
        assert word.encode() not in written


async def test_a_damaged_message_is_parked_and_stops_no_other(store):
    for number in range(3):
        await store.accept_mo(an_mo(f"+21260000000{number}", str(number)))
    await store._write(lambda db: db.execute("UPDATE mo SET text = zeroblob(40) WHERE id = 2"))
    assert [claimed.mo.text for claimed in await store.claim_mos(10, NOW)] == ["0", "2"]
    assert (await store.counts())["mo:failed"] == 1


async def test_a_damaged_answer_fails_and_stops_no_other(store):
    await store.enqueue_mts([an_mt(text="0"), an_mt(text="1")])
    await store._write(lambda db: db.execute("UPDATE mt SET text = zeroblob(40) WHERE id = 1"))
    assert [claimed.mt.text for claimed in await store.claim_mts(LINK, 10, NOW)] == ["1"]


async def test_a_damaged_wakeup_stops_no_other(store):
    await store.accept_mo(an_mo())
    wakeups = tuple(NewWakeup(f"w{n}", NOW, f"+21260000000{n}", LINK, "pause") for n in range(2))
    await store.commit_turn(a_turn(await claim_one(store), wakeups=wakeups))
    await store._write(lambda db: db.execute("UPDATE wakeups SET phone = zeroblob(40) WHERE rowid = 1"))
    assert await store.fire_wakeups(NOW, 10) == 1
    assert await store.fire_wakeups(NOW, 10) == 0


async def test_a_second_process_takes_no_claims_from_the_first(store, path, keys):
    await store.accept_mo(an_mo())
    claimed = await claim_one(store)
    other = SqliteStore(path, keys)
    await other.open()
    assert await other.claim_mos(10, NOW) == []
    await other.close()
    await store.commit_turn(a_turn(claimed))
