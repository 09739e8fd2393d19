"""Households in a few words, for the tests of this room."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from itertools import count

from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.months import first_day
from programmes.registry.vault import Vault

_ids = count(1)


def child(age: int, *, on: str = "2025-12", school: bool = False, **more) -> Member:
    """A child who is `age` on the first day of a month, its birthday half a year away."""
    born = first_day(on).replace(year=first_day(on).year - age)
    month = born.month - 6
    born = born.replace(year=born.year - (month < 1), month=month if month >= 1 else month + 12)
    return Member(f"m{next(_ids)}", born, Relation.CHILD, at_school=school, **more)


def born(day: date, *, school: bool = False, **more) -> Member:
    return Member(f"m{next(_ids)}", day, Relation.CHILD, at_school=school, **more)


def case(*members: Member, status=CaseStatus.ACCEPTED, since=date(2024, 1, 1), **more) -> Case:
    return Case("c1", "ASD-2024-000001", "ma_asd", status, since, 1980, members=members, **more)


def household(programme: str, *members: Member, since=date(2024, 1, 1), paid=(), **more) -> Case:
    """A case of any programme; `paid` are pairs of month and minor units."""
    currency = {"ma_asd": "MAD", "mr_tekavoul": "MRU", "ci_filets": "XOF"}[programme]
    payments = tuple(
        Payment(month, amount, currency, PaymentState.COLLECTED, first_day(month).replace(day=28))
        for month, amount in paid
    )
    usual = {"status": CaseStatus.ACCEPTED, "members": members, "payments": payments}
    return Case("c1", "2024-000001", programme, status_since=since, head_birth_year=1980, **{**usual, **more})


def payment(month: str, dirhams: int, state=PaymentState.COLLECTED, day: date | None = None) -> Payment:
    return Payment(month, dirhams * 100, "MAD", state, day or first_day(month).replace(day=28))


def a_vault(key: bytes = b"k" * 32) -> Vault:
    """Keyed hashing for real; sealing by a keyed stream and a tag, enough to tell another key and a changed byte."""

    def tag(data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")[:8]

    def stream(data: bytes) -> bytes:
        pad = hashlib.shake_256(key).digest(len(data))
        return bytes(a ^ b for a, b in zip(data, pad, strict=True))

    def seal(data: bytes) -> bytes:
        return tag(data) + stream(data)

    def unseal(sealed: bytes) -> bytes:
        data = stream(sealed[8:])
        if not hmac.compare_digest(tag(data), sealed[:8]):
            raise ValueError("not sealed with this key")
        return data

    return Vault(lambda text: hmac.digest(key, text.encode(), "sha256"), seal, unseal)
