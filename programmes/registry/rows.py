"""A case as one compact row: JSON lists without keys, short because four million of them are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from programmes.household import (
    SCHOOL_LEVELS,
    Case,
    CaseStatus,
    Member,
    Payment,
    PaymentState,
    Relation,
)

#: Raised when the lists below change; a file of another format is not read but imported again.
FORMAT = 1

# A look in a dictionary takes a fifth of an enumeration's call, and a case has dozens of these words.
_STATUSES = {str(status): status for status in CaseStatus}
_RELATIONS = {str(relation): relation for relation in Relation}
_STATES = {str(state): state for state in PaymentState}

#: A household's own fields, where no phone is to be confirmed.
_FIELDS = 11
#: Of a case's payments, the newest are kept.
PAYMENTS_KEPT = 24

_AT_SCHOOL, _DISABLED, _ORPHAN, _ESTABLISHMENT = 1, 2, 4, 8
#: The kind of school lies above the flags: 0 where it is not known.
_LEVEL_SHIFT = 4
_LEVELS: tuple[str | None, ...] = (None, *SCHOOL_LEVELS)


def pack_household(
    number: str,
    programme: str,
    status: str,
    status_since: str,
    head_birth_year: int,
    commune: str,
    region: str,
    reason: str | None,
    reason_data: dict[str, Any],
    applied_on: str | None,
    phones: list[str],
    unconfirmed: list[str],
) -> bytes:
    """The household's own fields; days are ISO 8601. The phones come last, those to confirm before them."""
    fields = [number, programme, status, status_since, head_birth_year, commune, region, reason, reason_data]
    fields.append(applied_on)
    return orjson.dumps([*fields, unconfirmed, phones] if unconfirmed else [*fields, phones])


def phones_of(household: list[Any]) -> tuple[list[str], bool]:
    """The phones among a household's own fields, and whether some of them are to be confirmed."""
    return household[-1], len(household) > _FIELDS


def pack_member(member_id: str, birth_date: str, situation: bytes) -> bytes:
    """One member; its situation is packed apart, because millions of members share a few thousand."""
    return b'[%b,"%b",%b' % (orjson.dumps(member_id), birth_date.encode(), situation)


def pack_situation(
    relation: str,
    *,
    at_school: bool,
    disabled: bool,
    orphan: bool,
    establishment: bool = False,
    school_level: str | None = None,
    days: tuple[str | None, str | None, str | None, str | None],
) -> bytes:
    """The end of a member's row; `days` are joined_on, left_on, school_since, school_until."""
    flags = _AT_SCHOOL * at_school | _DISABLED * disabled | _ORPHAN * orphan
    flags |= _ESTABLISHMENT * establishment | _LEVELS.index(school_level) << _LEVEL_SHIFT
    return orjson.dumps([relation, flags, *days] if any(days) else [relation, flags])[1:]


def pack_payment(
    month: str,
    amount: int,
    currency: str,
    state: str,
    day: str,
    reason: str | None,
    collect_until: str | None = None,
) -> bytes:
    """One payment; the amount in minor units, the empty cells at the end left away."""
    fields = [month, amount, currency, state, day]
    if collect_until:
        return orjson.dumps([*fields, reason, collect_until])
    return orjson.dumps([*fields, reason] if reason else fields)


def pack_case(household: bytes, members: Iterable[bytes], payments: Iterable[bytes]) -> bytes:
    """The whole row out of packed parts, payments newest first."""
    return b"[%b,[%b],[%b]]" % (household, b",".join(members), b",".join(payments))


def pack(case: Case) -> bytes:
    """The row of a whole case; its id and when it was seen are no part of it."""
    household = pack_household(
        case.number,
        case.programme,
        case.status,
        case.status_since.isoformat(),
        case.head_birth_year,
        case.commune,
        case.region,
        case.reason,
        case.reason_data,
        _iso(case.applied_on),
        list(case.phones),
        list(case.unconfirmed),
    )
    return pack_case(household, map(_packed_member, case.members), map(_packed_payment, case.payments))


def _packed_member(member: Member) -> bytes:
    days = map(_iso, (member.joined_on, member.left_on, member.school_since, member.school_until))
    joined_on, left_on, school_since, school_until = days
    situation = pack_situation(
        member.relation,
        at_school=member.at_school,
        disabled=member.disabled,
        orphan=member.orphan,
        establishment=member.establishment,
        school_level=member.school_level,
        days=(joined_on, left_on, school_since, school_until),
    )
    return pack_member(member.member_id, member.birth_date.isoformat(), situation)


def _packed_payment(payment: Payment) -> bytes:
    day, until = payment.day.isoformat(), _iso(payment.collect_until)
    return pack_payment(
        payment.month, payment.amount, payment.currency, payment.state, day, payment.reason, until
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def unpack_case(row: bytes, case_id: str) -> Case:
    """The case in a row. Raises ValueError where it is none."""
    try:
        household, members, payments = orjson.loads(row)
        number, programme, status, since, year, commune, region, reason, *others = household
        reason_data, applied_on, *unconfirmed, phones = others
        return Case(
            case_id=case_id,
            number=number,
            programme=programme,
            status=_STATUSES[status],
            status_since=date.fromisoformat(since),
            head_birth_year=year,
            commune=commune,
            region=region,
            reason=reason,
            reason_data=reason_data,
            applied_on=_day(applied_on),
            phones=tuple(phones),
            unconfirmed=tuple(unconfirmed[0]) if unconfirmed else (),
            members=tuple(_member(*member) for member in members),
            payments=tuple(_payment(*payment) for payment in payments),
        )
    except (TypeError, KeyError) as error:
        raise ValueError("not a registry row") from error


def _member(
    member_id: str,
    birth_date: str,
    relation: str,
    flags: int,
    joined_on: str | None = None,
    left_on: str | None = None,
    school_since: str | None = None,
    school_until: str | None = None,
) -> Member:
    return Member(
        member_id,
        date.fromisoformat(birth_date),
        _RELATIONS[relation],
        bool(flags & _AT_SCHOOL),
        bool(flags & _DISABLED),
        bool(flags & _ORPHAN),
        _day(joined_on),
        _day(left_on),
        _day(school_since),
        _day(school_until),
        _LEVELS[flags >> _LEVEL_SHIFT],
        bool(flags & _ESTABLISHMENT),
    )


@lru_cache(maxsize=16_384)  # millions of families are paid a few thousand different payments
def _payment(
    month: str,
    amount: int,
    currency: str,
    state: str,
    day: str,
    reason: str | None = None,
    collect_until: str | None = None,
) -> Payment:
    paid_on = date.fromisoformat(day)
    return Payment(month, amount, currency, _STATES[state], paid_on, reason or None, _day(collect_until))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
