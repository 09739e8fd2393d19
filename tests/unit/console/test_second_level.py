"""What was brought before a supervisor is decided by somebody else than before, of another unit where there is one."""

from msgspec.structs import replace

from console.access import may_work_on
from storage.records import TicketChange, TicketEvent, TicketState
from tests.unit.console.officers_in_tests import NOW, a_ticket, an_officer, file_ticket

REFERENCE, PATH = "482177353", "/console/tickets/482177353"


async def works_on(store, officer, **subject):
    ticket = await store.ticket(REFERENCE)
    return await may_work_on(store, officer, replace(ticket, subject={"second_level": True, **subject}))


async def test_a_second_level_is_not_decided_by_whoever_decided_first(store):
    await file_ticket(store)
    first, other = (an_officer(login, roles=("supervisor",)) for login in ("first", "other"))
    for officer in (first, other):
        await store.save_officer(officer)
    assert not await works_on(store, first, decided_by=["first"])
    assert await works_on(store, other, decided_by=["first"])


async def test_a_supervisor_of_another_unit_comes_first_where_there_is_one(store):
    await file_ticket(store)
    near = an_officer("near", roles=("supervisor",), regions=("MA-05",))
    far = an_officer("far", roles=("supervisor",))
    unit = {"decided_by": ["first"], "unit": ["MA-05"]}
    await store.save_officer(near)
    assert await works_on(store, near, **unit)
    await store.save_officer(far)
    assert not await works_on(store, near, **unit)
    assert await works_on(store, far, **unit)
    await store.save_officer(replace(far, disabled=True))
    assert await works_on(store, near, **unit)


async def test_the_supervisor_who_decided_finds_no_act_on_the_page_and_the_act_refused(stranger, store):
    await file_ticket(store, a_ticket())
    await store.save_officer(an_officer(roles=("supervisor",)))
    await stranger.sign_in()
    version = (await stranger.open(PATH)).version
    decided = await stranger.send(
        f"{PATH}/act", act="decide", version=version, step="send", outcome="rejected", words="Trop tard."
    )
    assert decided.status == 303
    subject = (await store.ticket(REFERENCE)).subject
    assert subject["decided_by"] == ["salma"]
    event = TicketEvent(NOW, "person", "appealed", "le certificat est de cette annee")
    appeal = TicketChange(
        REFERENCE, event, state=TicketState.REOPENED, subject={**subject, "second_level": True}
    )
    await store.change_ticket([appeal])
    page = await stranger.open(PATH)
    assert 'name="act"' not in page.text
    again = await stranger.send(
        f"{PATH}/act", act="decide", version="3", step="send", outcome="upheld", words="Bon."
    )
    assert again.status == 404
    await store.save_officer(an_officer("other", roles=("supervisor",)))
    assert (await stranger.send("/console/assign", to="salma", ticket=f"{REFERENCE}.3")).status == 303
    assert (await store.ticket(REFERENCE)).version == 3
