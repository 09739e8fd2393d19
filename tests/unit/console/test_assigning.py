"""Several tickets at once: to oneself, by a supervisor to a colleague; nothing that is not theirs or moved."""

import pytest

from storage.records import TicketChange, TicketEvent
from tests.unit.console.officers_in_tests import BRAHIM, NOW, a_ticket, an_officer, file_ticket

FIRST, SECOND = "111111111", "222222222"


@pytest.fixture
async def two(store):
    await file_ticket(store, a_ticket(FIRST))
    await file_ticket(store, a_ticket(SECOND, phone=BRAHIM))


async def assignees(store):
    return [(await store.ticket(reference)).assignee for reference in (FIRST, SECOND)]


async def give(browser, *ticked, **form):
    return await browser.send("/console/assign", ticket=list(ticked), **form)


async def test_the_tickets_ticked_become_the_officers_each_with_its_line_and_audit(browser, store, two):
    page = await browser.open("/console/?motive=AMOUNT")
    assert page.text.count('name="ticket"') == 2
    done = await give(browser, f"{FIRST}.1", f"{SECOND}.1", here="/console/?motive=AMOUNT")
    assert done.headers["Location"] == "/console/?motive=AMOUNT&assigned=2&left=0"
    assert await assignees(store) == ["salma", "salma"]
    assert [(event.actor, event.kind) for event in await store.events(FIRST)][-1] == ("salma", "assigned")
    acts = [entry.subject async for _, entry, _, _ in store.audit_rows() if entry.action == "ticket.assigned"]
    assert acts == [FIRST, SECOND]
    assert "2 tickets affectés." in (await browser.open(done.headers["Location"])).text


async def test_one_that_changed_meanwhile_is_left_and_said(browser, store, two):
    await store.change_ticket(
        [TicketChange(SECOND, TicketEvent(NOW, "youssef", "assigned"), assignee="youssef")]
    )
    done = await give(browser, f"{FIRST}.1", f"{SECOND}.1")
    assert await assignees(store) == ["salma", "youssef"]
    assert "1 laissé" in (await browser.open(done.headers["Location"])).text


@pytest.mark.parametrize(
    "ticked", ["", "x.y", FIRST, f"{FIRST}.", f"{FIRST}.-1", "999999999.1", f"{FIRST}.²"]
)
async def test_what_is_no_ticket_of_the_queue_is_left(browser, store, two, ticked):
    assert (await give(browser, ticked)).status == 303
    assert await assignees(store) == [None, None]


async def test_nobody_takes_from_another_region(stranger, store, two):
    await store.save_officer(an_officer(regions=("MA-06",)))
    await stranger.sign_in()
    await give(stranger, f"{FIRST}.1")
    assert await assignees(store) == [None, None]


async def test_a_supervisor_gives_to_a_colleague_and_the_history_says_so(browser, store, two):
    await store.save_officer(an_officer(roles=("supervisor",)))
    await store.save_officer(an_officer("youssef"))
    assert '<option value="youssef">Youssef</option>' in (await browser.open()).text
    await give(browser, f"{FIRST}.1", to="youssef")
    assert await assignees(store) == ["youssef", None]
    line = (await store.events(FIRST))[-1]
    assert (line.actor, line.kind, line.note) == ("salma", "given", "youssef")


REFUSED = {
    "an officer gives nothing": (("officer",), {}, 403),
    "an auditor works on nothing": (("supervisor",), {"roles": ("auditor",)}, 403),
    "an account that is closed gets nothing": (("supervisor",), {"disabled": True}, 403),
    "who works for another region gets nothing": (("supervisor",), {"regions": ("MA-06",)}, 303),
}


@pytest.mark.parametrize("story", REFUSED)
async def test_nothing_is_given_by_or_to_who_may_not(browser, store, two, story):
    roles, colleague, status = REFUSED[story]
    await store.save_officer(an_officer(roles=roles))
    await store.save_officer(an_officer("youssef", **colleague))
    assert (await give(browser, f"{FIRST}.1", to="youssef")).status == status
    assert await assignees(store) == [None, None]


async def test_an_auditor_is_offered_no_ticking(stranger, store, two):
    await store.save_officer(an_officer(roles=("auditor",)))
    await stranger.sign_in()
    assert 'name="ticket"' not in (await stranger.open()).text


async def test_the_way_back_leads_nowhere_but_into_the_console(browser, two):
    done = await give(browser, f"{FIRST}.1", here="https://evil.example/")
    assert done.headers["Location"].startswith("/console/?")
