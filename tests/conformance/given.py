"""Values that the stories begin with."""

from itertools import count

from storage.records import MoMessage, MtMessage, MtState, NewTicket, SendResult, Turn

NOW = 1_760_000_000
AMINA, BRAHIM, CHADIA = "+212600000001", "+212600000002", "+212600000003"
LINK = "kannel"

_numbers = count(1)


def an_mo(sender=AMINA, text="bonjour", **fields):
    values = {"link": LINK, "external_id": f"ext-{next(_numbers)}", "recipient": "1717", "received_at": NOW}
    return MoMessage(sender=sender, text=text, **values | fields)


def an_mt(recipient=AMINA, text="Bonjour.", **fields):
    values = {"link": LINK, "sender": "1717", "language": "fr", "parts": 1}
    return MtMessage(recipient=recipient, text=text, **values | fields)


def a_ticket(reference="123456789", **fields):
    values = {
        "programme": "ma_asd",
        "nature": "recours",
        "motive": "AMOUNT",
        "phone": AMINA,
        "link": LINK,
        "language": "fr",
        "story": "Le montant a baissé.",
        "created_at": NOW,
        "due_at": NOW + 1000,
    }
    return NewTicket(reference=reference, **values | fields)


def a_turn(claimed, **fields):
    values = {"session": claimed.session, "at": NOW}
    return Turn(claimed.mo_id, **values | fields)


async def take_all(store):
    """Give each message that waits its turn; their ids, in the order in which they were taken."""
    ids = []
    while claimed := await store.claim_mos(100, NOW):
        for one in claimed:
            ids.append(one.mo.external_id)
            await store.commit_turn(a_turn(one))
    return ids


async def claim_one(store, now=NOW):
    [claimed] = await store.claim_mos(1, now)
    return claimed


async def file_tickets(store, *tickets):
    """File tickets, each in a turn of its phone."""
    for ticket in tickets:
        await store.accept_mo(an_mo(ticket.phone))
        await store.commit_turn(a_turn(await claim_one(store), tickets=(ticket,)))


async def send_one(store, state=MtState.SENT, at=NOW, **fields):
    """Claim the one queued message and record what became of it; its id."""
    [claimed] = await store.claim_mts(LINK, 1, at)
    await store.record_sends([SendResult(claimed.mt_id, state, at, **fields)])
    return claimed.mt_id


async def state_of(store, mt_id):
    return (await store.mt_states([mt_id])).get(mt_id)
