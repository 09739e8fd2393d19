"""Households in a few words, for the tests of this room."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from itertools import count

from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.months import first_day
from programmes.pack import load_programme
from programmes.registry.importing import Sources, import_registry
from programmes.registry.vault import Vault

TODAY = date(2026, 2, 10)
HOUSEHOLDS = "case_number,status,status_since,head_birth_year,phones\nASD-2024-000001,accepted,2025-01-10,1980,0612345678\n"
MEMBERS = "case_number,member_id,birth_date,relation,at_school\nASD-2024-000001,1,2015-03-01,child,1\n"
PAYMENTS = "case_number,month,amount,state,day\nASD-2024-000001,2026-01,500,collected,2026-01-30\n"

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


def csv_importer(folder, generations, vault):
    """Writes the three files (text or bytes) and imports them."""

    def run(households=HOUSEHOLDS, members=MEMBERS, payments=PAYMENTS, **options):
        folder.mkdir(exist_ok=True)
        for name, content in (("households", households), ("members", members), ("payments", payments)):
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
        sources, pack = Sources.in_folder(folder), load_programme("ma_asd")
        return import_registry(generations, sources, pack, vault, **{"today": TODAY, **options})

    return run
