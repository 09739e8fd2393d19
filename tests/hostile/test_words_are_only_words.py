"""Hostile words from phones, the registry and officers, on every page that shows them: they stay words."""

from __future__ import annotations

import csv
import io
import shutil
import time

import pytest

from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from storage.records import AuditEntry
from tests.hostile.conftest import PACK
from tests.hostile.house import running
from tests.hostile.pages import HOSTILE, PRODUCT, faults, paths
from tests.unit.console.officers_in_tests import a_ticket

PHONE, REFERENCE = "+212600000101", "482177353"
#: The registry takes no longer name of a place.
BRIEF = HOSTILE[:72]


@pytest.fixture
def folder(folder, households, today):
    """The registry's free texts are hostile too."""
    for kind in ("households", "members", "payments"):
        shutil.copy2(households / f"{kind}.csv", folder / f"{kind}.csv")
    rows = list(csv.DictReader(io.StringIO((folder / "households.csv").read_text(encoding="utf-8"))))
    for row in rows:
        row["commune"] = row["region"] = BRIEF
    with (folder / "households.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    vault = vault_of(Keys.load(folder / "recours.keys"))
    report = import_registry(
        FileGenerations(folder / "registry.db"), Sources.in_folder(folder), PACK, vault, today=today
    )
    assert report.generation is not None
    return folder


@pytest.fixture
async def office(folder):
    """Hostile words wherever words can stand; gives the house."""
    async with running(folder) as house:
        now = int(time.time())
        case = (await house.service.registry.cases_of_phone(PHONE))[0]
        assert case.commune == BRIEF
        await house.officer("evil", name=HOSTILE, roles=("supervisor", "auditor"), sensitive=True)
        await house.asks(f"mon dossier {HOSTILE}", PHONE)
        ticket = a_ticket(
            REFERENCE, phone=PHONE, case_id=case.case_id, story=HOSTILE, created_at=now, due_at=now + 9999,
            region=HOSTILE, subject={"month": "2025-10", "paid": 60000, "whose": HOSTILE},
        )  # fmt: skip
        await house.files(ticket)
        browser = await house.browser("evil", **{"User-Agent": f"Firefox {HOSTILE}"})
        notes = f"/console/tickets/{REFERENCE}/notes"
        assert (await browser.send(notes, note=HOSTILE)).status == 303
        await house.officer("admin", name=HOSTILE, roles=("administrator",), regions=(HOSTILE,))
        yield house, browser, await house.browser("admin", **{"User-Agent": HOSTILE})


async def test_no_page_makes_more_of_them_than_words(office):
    _house, *browsers = office
    wrong, told = [], 0
    for browser in browsers:
        for name, path in paths("GET", REFERENCE):
            for query in ("", "?state=all", f"?words={HOSTILE[:20]}", "?lang=ar"):
                page = await browser.open(path + query)
                told += "x-evil" in page.text
                wrong += [(name, query, fault) for fault in faults(page)]
    assert wrong == []
    assert told > 10  # the words are there to be seen


async def test_the_phone_is_answered_in_our_words_alone(office):
    house, *_browsers = office
    for words in (
        HOSTILE,
        "{reference}",
        "{0}",
        "%(x)s",
        "{{7*7}}",
        "je veux contester",
        "2",
        HOSTILE,
        "1",
        "1",
    ):
        answer = await house.asks(words, PHONE)
        assert PRODUCT not in answer
        assert "<class" not in answer


async def test_a_statement_in_a_message_is_kept_as_it_came_and_changes_no_table(office):
    house, browser, _admin = office
    thread = [line.text for line in await house.store.thread(PHONE, 50) if line.inbound]
    assert any(HOSTILE in text for text in thread)
    assert (await house.store.ticket(REFERENCE)).story == HOSTILE
    found = await browser.send("/console/search", words=f"x'; DROP TABLE tickets;-- {REFERENCE}")
    assert found.status == 303
    assert await house.store.integrity_problems() == []


async def test_files_for_spreadsheets_hold_them_as_text(office):
    _house, browser, _admin = office
    page = await browser.open("/console/indicators.csv", **{"Accept-Language": "fr"})
    for row in csv.reader(io.StringIO(page.text.lstrip("\ufeff"))):
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)


async def test_the_audit_keeps_what_was_asked_for_and_stays_whole(office):
    house, *_browsers = office
    await house.store.audit([AuditEntry(int(time.time()), HOSTILE, HOSTILE, HOSTILE, {HOSTILE: HOSTILE})])
    assert await house.store.verify_audit() is None
