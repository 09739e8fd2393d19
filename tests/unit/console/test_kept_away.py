"""An officer who is named in a complaint learns neither of it nor what it says, whatever page they open."""

import pytest
from msgspec.structs import replace

from storage.records import AuditEntry, TicketEvent
from tests.unit.console.officers_in_tests import AMINA, BRAHIM, DAY, NOW, a_ticket, an_officer, file_ticket

NAMED, OTHER = "735211840", "482177353"
STORY = "driss-me-demande-de-largent"
MARKS = (NAMED, "735.211.840", STORY)


@pytest.fixture
async def office(store, stranger):
    """Salma handles sensitive matters; Driss, who may too, is named in one; Omar is of Driss's unit."""
    regions = {"regions": ("MA-05",), "sensitive": True}
    await store.save_officer(an_officer(roles=("officer", "supervisor"), sensitive=True))
    await store.save_officer(an_officer("driss", roles=("officer", "supervisor", "auditor"), **regions))
    await store.save_officer(an_officer("omar", **regions))
    await file_ticket(store, a_ticket(NAMED, motive="CONDUCT", story=STORY, region="MA-05", phone=BRAHIM))
    await file_ticket(store, a_ticket(OTHER, motive="CONDUCT", region="MA-05", phone=BRAHIM))
    await stranger.sign_in()


async def keep(browser, *logins, **form):
    version = (await browser.open(f"/console/tickets/{NAMED}")).version
    return await browser.send(
        f"/console/tickets/{NAMED}/away", login=list(logins), **{"version": version} | form
    )


async def seen_by(browser, login, path):
    await browser.sign_in(login)
    return await browser.open(path)


PAGES = [
    "/console/?state=all",
    "/console/?sensitive=1&state=all",
    f"/console/?reference={NAMED}&state=all",
    "/console/?case=case-17&state=all",
    f"/console/?phone_of={OTHER}&state=all",
    f"/console/?phone_of={NAMED}&state=all",
    "/console/lists/alert",
    "/console/lists/call",
    "/console/causes",
    f"/console/causes/new?ticket={NAMED}",
    f"/console/merge?ticket={OTHER}&into={NAMED}",
    f"/console/merge?ticket={OTHER}&ticket={NAMED}",
    f"/console/tickets/{OTHER}",
    f"/console/tickets/{NAMED}",
    f"/console/tickets/{NAMED}/receipt",
    f"/console/tickets/{NAMED}/letter",
    f"/console/live/tickets/{NAMED}",
    "/console/live/queue?state=all&sensitive=1",
    "/console/indicators",
    "/console/audit",
]


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_tells_who_is_named_of_the_complaint(stranger, store, office, path):
    """A page may repeat the address that was typed, and nothing that it did not hold."""
    await store.change_ticket([], audit=[AuditEntry(NOW, "salma", "ticket.merged", OTHER, {"head": NAMED})])
    await keep(stranger, "driss")
    page = await seen_by(stranger, "driss", path)
    for mark in MARKS[1:] if NAMED in path else MARKS:
        assert mark not in page.text


async def test_neither_counts_nor_search_tell_that_it_exists(stranger, store, office):
    await stranger.sign_in("driss")
    before = await stranger.open("/console/?sensitive=1")
    assert "735.211.840" in before.text
    await stranger.sign_in()
    await keep(stranger, "driss")
    await stranger.sign_in("driss")
    assert ">1</span>" in (await stranger.open("/console/?sensitive=1")).text
    for words in (NAMED, "735.211.840", "largent"):
        found = await stranger.send("/console/search", words=words)
        assert "735.211.840" not in (await stranger.open(found.headers["Location"])).text


async def test_nothing_can_be_done_to_it_by_who_is_named(stranger, store, office):
    await keep(stranger, "driss")
    await stranger.sign_in("driss")
    for path in ("act", "notes", "away", "seen"):
        answer = await stranger.send(f"/console/tickets/{NAMED}/{path}", act="take", version="2", note="x")
        assert answer.status == 404
    given = await stranger.send("/console/assign", ticket=[f"{NAMED}.2"])
    assert "assigned=0" in given.headers["Location"]
    assert (await store.ticket(NAMED)).assignee is None


async def test_nobody_gives_it_to_who_is_named(stranger, store, office):
    await keep(stranger, "driss")
    version = (await store.ticket(NAMED)).version
    given = await stranger.send("/console/assign", ticket=[f"{NAMED}.{version}"], to="driss")
    assert "assigned=0" in given.headers["Location"]


async def test_the_thread_of_that_phone_is_kept_from_who_is_named_on_its_other_tickets(
    stranger, store, office
):
    await keep(stranger, "driss")
    page = await seen_by(stranger, "driss", f"/console/tickets/{OTHER}")
    assert page.status == 200
    assert "ne vous sont pas montrés" in page.text


async def test_who_held_it_holds_it_no_more(stranger, store, office):
    await stranger.sign_in("driss")
    await stranger.act("take", NAMED)
    await stranger.sign_in()
    await keep(stranger, "driss")
    assert (await store.ticket(NAMED)).assignee is None


async def test_an_open_page_of_who_is_named_goes_blind(stranger, store, office):
    await stranger.sign_in("driss")
    await stranger.open(f"/console/tickets/{NAMED}")
    await stranger.sign_in()
    await keep(stranger, "driss")
    assert "driss" not in [one.login for one in await store.readers(NAMED, NOW)]


async def test_the_whole_unit_that_a_complaint_names_is_kept_away(stranger, store, office):
    await keep(stranger, "driss", unit="1")
    assert await store.kept_away(NAMED) == ["@MA-05", "driss", "omar"]
    assert (await seen_by(stranger, "omar", f"/console/tickets/{NAMED}")).status == 404


async def test_an_account_made_later_in_that_unit_is_kept_away_too(stranger, store, office):
    """Else a new account, or one that was moved into the unit, would be the way around."""
    await store.save_officer(an_officer("nadia", regions=("MA-01",), sensitive=True))
    await keep(stranger, "driss", unit="1")
    await store.save_officer(an_officer("zineb", regions=("MA-05", "MA-09"), sensitive=True))
    nadia = await store.officer("nadia")
    assert nadia.kept_from == ()
    await store.save_officer(replace(nadia, regions=("MA-05",)))
    for login in ("zineb", "nadia"):
        for path in (f"/console/tickets/{NAMED}", "/console/?sensitive=1&state=all", "/console/audit"):
            page = await seen_by(stranger, login, path)
            for mark in MARKS[1:] if NAMED in path else MARKS:
                assert mark not in page.text, path
    version = (await store.ticket(NAMED)).version
    await stranger.sign_in()
    given = await stranger.send("/console/assign", ticket=[f"{NAMED}.{version}"], to="zineb")
    assert "assigned=0" in given.headers["Location"]


async def test_the_form_as_it_stands_keeps_the_same_unit_away_and_no_wider_one(stranger, store, office):
    await keep(stranger, "driss", unit="1")
    await store.save_officer(an_officer("zineb", regions=("MA-05", "MA-09"), sensitive=True))
    page = await stranger.open(f"/console/tickets/{NAMED}")
    assert 'name="unit" value="1" checked' in page.text
    assert 'value="zineb" checked' in page.text
    await keep(stranger, "driss", "omar", "zineb", unit="1")
    assert await store.kept_away(NAMED) == ["@MA-05", "driss", "omar", "zineb"]
    await keep(stranger, "driss")
    assert await store.kept_away(NAMED) == ["driss"]
    assert (await store.officer("zineb")).kept_from == ()


async def test_somebody_outside_the_unit_is_left_to_work_on_it(stranger, store, office):
    await store.save_officer(replace(await store.officer("salma"), regions=("MA-05",)))
    refused = await keep(stranger, "driss", unit="1")
    assert "said=nobody_left" in refused.headers["Location"]


async def test_somebody_is_left_to_work_on_it(stranger, store, office):
    refused = await keep(stranger, "driss", "omar", "salma")
    assert "said=nobody_left" in refused.headers["Location"]
    assert await store.kept_away(NAMED) == []


async def test_who_names_themselves_leaves_it_to_others(stranger, store, office):
    done = await keep(stranger, "salma")
    assert done.place == "/console/"
    assert (await stranger.open(f"/console/tickets/{NAMED}")).status == 404


async def test_the_page_says_who_is_kept_away_and_the_audit_who_said_so(stranger, store, office):
    await keep(stranger, "driss")
    page = await stranger.open(f"/console/tickets/{NAMED}")
    assert 'value="driss" checked' in page.text
    [row] = [row async for _, row, _, _ in store.audit_rows() if row.action == "ticket.kept_away"]
    assert (row.actor, row.subject, row.details) == ("salma", NAMED, {"officers": "driss"})
    await keep(stranger)
    assert await store.kept_away(NAMED) == []


async def test_an_officer_without_the_right_keeps_nobody_away(stranger, store, office):
    await store.save_officer(an_officer("nadia"))
    await file_ticket(store, a_ticket("118220045", phone=AMINA, created_at=NOW - DAY))
    await stranger.sign_in("nadia")
    page = await stranger.open("/console/tickets/118220045")
    assert 'id="away"' not in page.text
    answer = await stranger.send("/console/tickets/118220045/away", login=["driss"], version="1")
    assert answer.status == 403
    assert await store.kept_away("118220045") == []


async def test_a_form_from_before_a_change_keeps_nobody_away(stranger, store, office):
    assert (await keep(stranger, "driss", version="9")).status == 409
    assert await store.kept_away(NAMED) == []


async def test_a_cause_is_no_way_around(stranger, store, office):
    """A ticket that is sorted as grave leaves its cause; one that is kept away does not show in it."""
    plain = a_ticket("118220045", phone=AMINA, region="MA-05")
    await file_ticket(store, plain)
    cause = await store.open_cause("La banque", AuditEntry(NOW, "salma", "cause.opened", ""))
    joined = AuditEntry(NOW, "salma", "ticket.cause_joined", "118220045")
    await store.join_cause(cause, TicketEvent(NOW, "salma", "cause_joined"), joined)
    version = (await stranger.open("/console/tickets/118220045")).version
    await stranger.send("/console/tickets/118220045/away", login=["driss"], version=version)
    await stranger.sign_in("driss")
    assert (await stranger.open(f"/console/causes/{cause}")).status == 404


async def test_what_is_merged_is_kept_from_the_same_officers(stranger, store, office):
    """Two complaints about Driss: neither leads him to the other."""
    await file_ticket(
        store, a_ticket("118220045", motive="CONDUCT", region="MA-05", phone=BRAHIM, story=STORY)
    )
    await keep(stranger, "driss")
    seen = {one: (await store.ticket(one)).version for one in (NAMED, "118220045")}
    ticked = [f"{reference}.{version}" for reference, version in seen.items()]
    await stranger.send("/console/merge", ticket=ticked, into="118220045")
    assert (await store.ticket(NAMED)).head == "118220045"
    assert await store.kept_away("118220045") == ["driss"]
    assert (await seen_by(stranger, "driss", "/console/tickets/118220045")).status == 404
    await stranger.sign_in()
    version = (await store.ticket("118220045")).version
    await stranger.send("/console/tickets/118220045/away", login=["omar"], version=str(version))
    assert await store.kept_away(NAMED) == ["omar"]
