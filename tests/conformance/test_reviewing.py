"""What administration reads: facts for indicators, proposed texts, the newest rows of the audit."""

from msgspec.structs import replace

from storage.indicators import TicketFact
from storage.records import (
    AuditEntry,
    MtState,
    Outcome,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from storage.texts import Proposal
from tests.conformance.given import NOW, a_ticket, an_mt, file_tickets, send_one

FILED = "123456789"
DAY = 24 * 3600


async def test_what_happened_to_a_ticket_is_told_without_a_person_or_a_word(store):
    contested = {"motive": "ELIGIBILITY", "subject": {"reason": "SCORE"}, "region": "Souss"}
    await file_tickets(store, a_ticket(FILED, **contested))
    await store.enqueue_mts([an_mt()])
    await send_one(store, MtState.SENT, NOW + 5)
    for kind, at, fields in (
        ("assigned", NOW + 10, {}),
        ("decided", NOW + 20, {"outcome": Outcome.UPHELD, "state": TicketState.NOTIFIED}),
        ("reopened", NOW + 30, {"state": TicketState.REOPENED}),
    ):
        await store.change_ticket([TicketChange(FILED, TicketEvent(at, "ali", kind), **fields)])
    [fact] = await store.ticket_facts(TicketQuery(regions=("Souss",)), NOW, NOW + 1)
    assert fact == TicketFact(
        "ma_asd",
        "ELIGIBILITY",
        "Souss",
        "fr",
        "kannel",
        late=False,
        state=TicketState.REOPENED,
        outcome=Outcome.UPHELD,
        created_at=NOW,
        due_at=NOW + 1000,
        acknowledged_at=NOW + 5,
        taken_at=NOW + 10,
        decided_at=NOW + 20,
        reopened=True,
        reason="SCORE",
    )


async def test_facts_are_of_a_period_and_of_what_the_query_lets_through(store):
    tickets = [
        a_ticket(FILED),
        a_ticket("111111111", created_at=NOW - DAY),
        a_ticket("222222222", motive="SENSITIVE"),
        a_ticket("333333333", programme="mr_tekavoul"),
    ]
    await file_tickets(store, *tickets)
    query = TicketQuery(programmes=("ma_asd",))
    assert len(await store.ticket_facts(query, NOW, NOW + 1)) == 1
    assert len(await store.ticket_facts(query, 0, NOW + 1)) == 2
    assert len(await store.ticket_facts(replace(query, sensitive=None), 0, NOW + 1)) == 3
    assert await store.ticket_facts(query, NOW + 1, NOW + 2) == []


async def test_the_last_words_proposed_for_a_text_stay_until_they_are_taken_back(store):
    first = Proposal("Added.", "fr", "Ajoute.", "ali", NOW)
    entry = AuditEntry(NOW, "ali", "text.proposed", "fr")
    for one in (first, replace(first, words="C'est note."), replace(first, language="ar", words="تم.")):
        await store.propose_text(one, entry)
    kept = await store.proposals()
    assert [(one.language, one.words) for one in kept] == [("ar", "تم."), ("fr", "C'est note.")]
    await store.propose_text(replace(first, words=""), entry)
    assert [one.language for one in await store.proposals()] == ["ar"]
    assert len(await store.audit_page(None, 10)) == 4


async def test_the_audit_is_paged_from_its_end(store):
    await store.audit([AuditEntry(NOW + n, "ali", "ticket.read", str(n)) for n in range(5)])
    assert [number for number, _entry in await store.audit_page(None, 2)] == [5, 4]
    assert [(number, entry.subject) for number, entry in await store.audit_page(4, 2)] == [(3, "2"), (2, "1")]
