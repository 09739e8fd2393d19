"""A group record to a case: the household by the standard, application and payments by our extension.

The extension stands in the record itself or among its `additional_attributes` (name and value), see
docs/registry_dci.md. Names of people are not read at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from programmes.household import Case, CaseStatus, Member, Payment, PaymentState, Relation
from programmes.registry.dci.envelope import DciError, Record
from programmes.registry.phones import PhoneReader, Phones
from programmes.registry.rows import PAYMENTS_KEPT
from programmes.registry.values import (
    EARLIEST_YEAR,
    RowError,
    read_amount,
    read_choice,
    read_day,
    read_flag,
    read_month,
    read_text,
)
from programmes.registry.vault import plain_number

MOST_MEMBERS = 60
_ATTRIBUTES = "additional_attributes"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the reader has to know: the programme, its money, and which identifier is the case's number."""

    programme: str
    currency: str
    minor_digits: int
    number_type: str
    phones: PhoneReader


def case_of(record: Record, terms: Terms) -> Case | None:
    """The case in a record; None for a household without an application. Raises `DciError`."""
    application = extension(record, "application")
    if application is None:
        return None
    if not isinstance(application, dict):
        raise DciError("application: an object is expected")
    if str(application.get("programme") or terms.programme) != terms.programme:
        return None
    try:
        return _case(record, application, terms)
    except RowError as error:
        raise DciError(str(error)) from None


def identifiers(record: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """Type and value of each identifier in a field: a list, one object, or a bare text."""
    given = record.get(name)
    found = []
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict) and item.get("identifier_value") not in {None, ""}:
            found.append((str(item.get("identifier_type", "")), str(item["identifier_value"])))
        elif isinstance(item, str | int) and not isinstance(item, bool):
            found.append(("", str(item)))
    return found


def extension(record: Mapping[str, Any], name: str) -> Any:
    """A field of our extension, wherever the registry put it; None where it has none."""
    if name in record:
        return record[name]
    attributes = record.get(_ATTRIBUTES)
    for item in attributes if isinstance(attributes, list) else [attributes]:
        if not isinstance(item, dict):
            continue
        if str(item.get("name", "")).rpartition(":")[2] == name:
            return item.get("value")
        if name in item:
            return item[name]
    return None


def _case(record: Record, application: dict[str, Any], terms: Terms) -> Case:
    number = _number(record, application, terms)
    reason = _text(application, "reason", 40).upper()
    phones = _phones(application, terms.phones)
    return Case(
        case_id="",
        number=number,
        programme=terms.programme,
        status=CaseStatus(read_choice("application.status", _text(application, "status"), CaseStatus)),
        status_since=_needed_day("application.status_since", application.get("status_since")),
        head_birth_year=_head_birth_year(record, application),
        commune=_text(application, "commune"),
        region=_text(application, "region"),
        reason=reason or None,
        reason_data=_reason_data(record, application),
        applied_on=_day("application.applied_on", application.get("applied_on")),
        phones=tuple(phones.all),
        unconfirmed=tuple(phones.old),
        members=_members(record),
        payments=_payments(record, terms),
    )


def _number(record: Record, application: dict[str, Any], terms: Terms) -> str:
    own = [value for kind, value in identifiers(record, "group_identifier") if kind == terms.number_type]
    number = str(application.get("number") or (own[0] if own else ""))
    if not plain_number(number):
        raise DciError("group_identifier: none is the case's number")
    return read_text("group_identifier", number, 40)


def _phones(application: dict[str, Any], reader: PhoneReader) -> Phones:
    given = application.get("phones") or []
    return reader.read("application.phones", "|".join(map(str, given)))


def _reason_data(record: Record, application: dict[str, Any]) -> dict[str, str]:
    """The reason's figures; the score is the standard's own `poverty_score` where the extension has none."""
    given = application.get("reason_data")
    figures = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    score = record.get("poverty_score")
    if score is not None and not isinstance(score, dict | list):
        figures.setdefault("score", str(score))
    return figures


def _head_birth_year(record: Record, application: dict[str, Any]) -> int:
    given = application.get("head_birth_year")
    head = record.get("group_head_info")
    year = int(str(given)) if str(given).isdecimal() else None
    if year is None and isinstance(head, dict):
        born = _day("group_head_info.birth_date", _person(head).get("birth_date"))
        year = born.year if born else None
    if year is None or year < EARLIEST_YEAR:
        raise DciError("group_head_info: no birth date")
    return year


def _members(record: Record) -> tuple[Member, ...]:
    given = record.get("member_list")
    members = [member for member in given if isinstance(member, dict)] if isinstance(given, list) else []
    if len(members) > MOST_MEMBERS:
        raise DciError("member_list: too many members")
    given_head = record.get("group_head_info")
    head = _identity(given_head) if isinstance(given_head, dict) else None
    read = [_member(member, number, head) for number, member in enumerate(members, 1)]
    if len({member.member_id for member in read}) < len(read):
        read = [replace(member, member_id=str(number)) for number, member in enumerate(read, 1)]
    return tuple(read)


def _member(member: dict[str, Any], number: int, head: tuple[frozenset[str], str] | None) -> Member:
    ids, born = _identity(member)
    enrolment = extension(member, "enrolment")
    facts = enrolment if isinstance(enrolment, dict) else {}
    is_head = head is not None and born == head[1] and not ids.isdisjoint(head[0])
    relation = str(facts.get("relation") or (Relation.HEAD if is_head else Relation.OTHER))
    return Member(
        member_id=min(ids, default=str(number)),
        birth_date=_needed_day("member_list.birth_date", born),
        relation=Relation(read_choice("enrolment.relation", relation, Relation)),
        at_school=_flag("enrolment.at_school", facts.get("at_school")),
        disabled=_flag("is_disabled", member.get("is_disabled")),
        orphan=_flag("enrolment.orphan", facts.get("orphan")),
        joined_on=_day("enrolment.joined_on", facts.get("joined_on")),
        left_on=_day("enrolment.left_on", facts.get("left_on")),
        school_since=_day("enrolment.school_since", facts.get("school_since")),
        school_until=_day("enrolment.school_until", facts.get("school_until")),
    )


def _identity(member: dict[str, Any]) -> tuple[frozenset[str], str]:
    """The identifiers and the birth date, both: registries give several people of a family one identifier."""
    born = str(_person(member).get("birth_date") or "").partition("T")[0]
    return frozenset(_ids(member)), born


def _ids(member: dict[str, Any]) -> set[str]:
    person = identifiers(_person(member), "identifier")
    return {value for _kind, value in (*identifiers(member, "member_identifier"), *person)}


def _person(member: dict[str, Any]) -> dict[str, Any]:
    person = member.get("demographic_info")
    return person if isinstance(person, dict) else {}


def _payments(record: Record, terms: Terms) -> tuple[Payment, ...]:
    given = extension(record, "payments")
    payments = [_payment(item, terms) for item in given or () if isinstance(item, dict)]
    return tuple(sorted(payments, key=lambda payment: payment.month, reverse=True)[:PAYMENTS_KEPT])


def _payment(item: dict[str, Any], terms: Terms) -> Payment:
    if str(item.get("currency") or terms.currency).upper() != terms.currency:
        raise DciError(f"payments.currency: this programme pays in {terms.currency}")
    amount = item.get("amount", "")
    written = str(Decimal(repr(amount))) if isinstance(amount, float) else str(amount)
    return Payment(
        month=read_month("payments.month", _text(item, "month")),
        amount=read_amount("payments.amount", written, terms.minor_digits),
        currency=terms.currency,
        state=PaymentState(read_choice("payments.state", _text(item, "state"), PaymentState)),
        day=_needed_day("payments.day", item.get("day")),
        reason=_text(item, "reason", 40).upper() or None,
        collect_until=_day("payments.collect_until", item.get("collect_until")),
    )


def _text(part: Mapping[str, Any], name: str, limit: int = 80) -> str:
    value = part.get(name)
    return read_text(name, "" if value is None else str(value), limit)


def _flag(name: str, value: Any) -> bool:
    return read_flag(name, "" if value is None else str(value))


def _day(name: str, value: Any) -> date | None:
    """A day, `1985-05-20` or with a time behind it; None where it is empty."""
    day = read_day(name, str(value or "").partition("T")[0])
    return date.fromisoformat(day) if day else None


def _needed_day(name: str, value: Any) -> date:
    day = _day(name, value)
    if day is None:
        raise RowError(f"{name}: empty")
    return day
