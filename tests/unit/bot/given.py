"""A ticket, a household and a filed appeal, as the dialogues are given them."""

from __future__ import annotations

from msgspec.structs import replace

from storage.records import NewTicket
from tests.unit.bot.world import DAY, NOW, PHONE, as_kept, case, paid

CASE = case(payments=(paid("2025-10", 400),))
FILED = {"reference": "482177353", "due": NOW + 30 * DAY}


def ticket(**facts):
    usual = {
        "reference": "482177353",
        "programme": "ma_asd",
        "nature": "recours",
        "motive": "AMOUNT",
        "phone": PHONE,
    }
    usual |= {"link": "", "language": "fr", "story": "s", "case_id": "c1", "subject": {"month": "2025-11"}}
    names = {"state", "outcome", "reason"} & facts.keys()
    new = NewTicket(
        **{**usual, **{name: value for name, value in facts.items() if name not in names}},
        created_at=NOW,
        due_at=NOW + 30 * DAY,
    )
    return replace(as_kept(new), **{name: facts[name] for name in names})


def only(requests, kind):
    [found] = [request for request in requests if isinstance(request, kind)]
    return found
