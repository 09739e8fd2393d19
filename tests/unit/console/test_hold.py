"""A supervisor keeps a ticket for a court: neither purge nor erasure touches it, and the page says so."""

import pytest

from storage.records import AuditEntry
from tests.unit.console.officers_in_tests import NOW, a_ticket, an_officer, file_ticket

REFERENCE = "482177353"
PAGE = f"/console/tickets/{REFERENCE}"


@pytest.fixture
async def supervisor(stranger, store):
    await store.save_officer(an_officer("hind", roles=("supervisor",)))
    await store.save_officer(an_officer())
    await file_ticket(store, a_ticket(REFERENCE))
    await stranger.sign_in("hind")
    return stranger


async def actions(store):
    return [entry.action async for _, entry, _, _ in store.audit_rows() if entry.action.startswith("hold")]


async def test_a_supervisor_puts_a_ticket_on_hold_and_ends_it(supervisor, store):
    assert "à conserver</span>" not in (await supervisor.open(PAGE)).text
    assert (await supervisor.send(f"{PAGE}/hold", act="set", why="le tribunal de Rabat")).status == 303
    [hold] = await store.holds_of(REFERENCE)
    assert (hold.actor, hold.why) == ("hind", "le tribunal de Rabat")
    page = (await supervisor.open(PAGE)).text
    assert "à conserver</span>" in page
    assert "le tribunal de Rabat" in page
    assert (await supervisor.send(f"{PAGE}/hold", act="set", why="encore")).status == 409
    assert (await supervisor.send(f"{PAGE}/hold", act="release")).status == 303
    assert await store.holds() == []
    assert await actions(store) == ["hold.set", "hold.released"]


async def test_a_hold_without_a_reason_is_refused(supervisor, store):
    assert (await supervisor.send(f"{PAGE}/hold", act="set", why="  ")).status == 400
    assert await store.holds() == []


async def test_an_officer_sees_that_it_is_on_hold_and_neither_why_nor_the_button(supervisor, store, client):
    await store.hold("le tribunal de Rabat", AuditEntry(NOW, "hind", "hold.set", REFERENCE))
    client.session.cookie_jar.clear()
    await supervisor.sign_in("salma")
    page = (await supervisor.open(PAGE)).text
    assert "à conserver</span>" in page
    assert "Rabat" not in page
    assert f"{PAGE}/hold" not in page
    assert (await supervisor.send(f"{PAGE}/hold", act="release")).status == 403
