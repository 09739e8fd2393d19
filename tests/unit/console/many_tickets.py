"""A few months of an office: tickets of many kinds, some decided, some late, some rated."""

from random import Random

from storage.records import (
    AuditEntry,
    MoMessage,
    MtMessage,
    MtState,
    NewTicket,
    Outcome,
    Rating,
    SendResult,
    TicketChange,
    TicketEvent,
    TicketState,
    Turn,
)
from tests.unit.console.officers_in_tests import DAY, NOW

REGIONS = ("Souss-Massa", "Béni Mellal-Khénifra", "Oriental", "Drâa-Tafilalet")
HOUSEHOLDS = {
    "Souss-Massa": 310_000,
    "Béni Mellal-Khénifra": 405_000,
    "Oriental": 280_000,
    "Laâyoune": 30_000,
}
REASONS = ("PUBLIC_EMPLOYEE", "SCORE", "FAMILY_ALLOWANCE")
STORIES = {
    "fr": "mon fils a encor 20 ans il es au lycee",
    "ar": "الدخل المسجل غير صحيح",
    "ary_Latn": "wldi mazal kay9ra",
}


async def file_many(store, number=160, seed=8):
    """File them as phones do; gives what was filed."""
    drawn = Random(seed)
    for each in range(number):
        ticket = _ticket(drawn, each)
        await _file(store, ticket)
        if each % 10 < 7:
            await _decide(store, drawn, ticket)


def _ticket(drawn, each):
    created = NOW - drawn.randrange(1, 80) * DAY
    motive = drawn.choice(("ELIGIBILITY", "ELIGIBILITY", "AMOUNT", "PAYMENT", "DATA", "CONDUCT"))
    language = drawn.choice(("fr", "ar", "ar", "ary_Latn"))
    subject = {"reason": drawn.choice(REASONS)} if motive == "ELIGIBILITY" else {"month": "2025-09"}
    return NewTicket(
        reference=f"{100_000_000 + each}",
        programme="ma_asd",
        nature="recours",
        motive=motive,
        phone=f"+2126000{each:05}",
        link=drawn.choice(("kannel", "kannel", "ussd")),
        language=language,
        story=STORIES[language],
        case_id="case-17",
        region=drawn.choice(REGIONS[:3]) if each else REGIONS[3],
        subject=subject,
        created_at=created,
        due_at=created + 30 * DAY,
    )


async def _file(store, ticket):
    at = ticket.created_at
    await store.accept_mo(
        MoMessage(ticket.link, f"x-{ticket.reference}", ticket.phone, "1717", ticket.story, at)
    )
    [claimed] = await store.claim_mos(1, at)
    receipt = MtMessage(
        ticket.link, ticket.phone, "1717", "Recu.", ticket.language, 1, ticket=ticket.reference
    )
    await store.commit_turn(Turn(claimed.mo_id, claimed.session, at, messages=(receipt,), tickets=(ticket,)))
    [sent] = await store.claim_mts(ticket.link, 1, at)
    await store.record_sends([SendResult(sent.mt_id, MtState.SENT, at + 5)])


async def _decide(store, drawn, ticket):
    at = min(NOW, ticket.created_at + drawn.randrange(2, 40) * DAY)
    outcome = drawn.choice(
        (Outcome.UPHELD, Outcome.UPHELD, Outcome.PARTLY, Outcome.REJECTED, Outcome.REJECTED)
    )
    change = TicketChange(
        ticket.reference,
        TicketEvent(at, "salma", "decided"),
        state=TicketState.CLOSED,
        outcome=outcome,
        reason="vu",
        assignee="salma",
    )
    await store.change_ticket([change])
    if drawn.random() < 0.6:
        await _rate(store, ticket, Rating(ticket.reference, at, drawn.choice((5, 4, 4, 3, 2))))


async def _rate(store, ticket, rating):
    mo = MoMessage(ticket.link, f"r-{ticket.reference}", ticket.phone, "1717", str(rating.score), rating.at)
    await store.accept_mo(mo)
    [claimed] = await store.claim_mos(1, rating.at)
    await store.commit_turn(Turn(claimed.mo_id, claimed.session, rating.at, ratings=(rating,)))


async def file_household(store):
    """One household that wrote three times, the last time from another phone."""
    stories = ("mon fils est au lycee", "j'ai pas eu de reponse", "3lach n9sat lflous")
    for each, story in enumerate(stories):
        at = NOW - (9 - each) * DAY
        ticket = NewTicket(
            f"{900_000_000 + each}", "ma_asd", "recours", "AMOUNT", f"+21261000000{each // 2}", "kannel",
            "ary_Latn" if each == 2 else "fr", story, "case-900", REGIONS[0], {"month": "2025-09"},
            created_at=at, due_at=at + 30 * DAY,
        )  # fmt: skip
        await _file(store, ticket)


async def name_cause(store):
    """That household's tickets and one of another, in three languages, are put under a cause."""
    named = AuditEntry(NOW, "salma", "cause.opened", "")
    cause = await store.open_cause("Agence d'Inezgane fermée en octobre", named)
    joined = TicketEvent(NOW, "salma", "cause_joined")
    for reference in ("900000000", "900000001", "900000002", "100000000", "100000016"):
        await store.join_cause(cause, joined, AuditEntry(NOW, "salma", "ticket.cause_joined", reference))
