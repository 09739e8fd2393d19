"""What is sent and what is understood, held to the standard's fields against a server of our own."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from programmes.household import CaseStatus, PaymentState, Relation
from programmes.programme import RegistryUnavailableError
from programmes.registry.dci.signing import Signer
from tests.unit.registry import dci_mock as mock
from tests.unit.registry.dci_mock import NUMBER, PHONE, DciMock, a_group
from tests.unit.registry.dci_schema import REQUEST, RESPONSE, faults


async def test_a_request_has_every_required_field_and_none_that_the_standard_does_not_know(asking):
    async with asking() as here:
        await here.registry.cases_of_phone(PHONE)
        [request] = here.mock.requests
    assert faults(request, REQUEST) == []
    assert request["message"]["search_request"][0]["search_criteria"]["query"] == {
        "type": "PHONE_NUMBER",
        "value": PHONE,
    }


async def test_our_mock_answers_as_the_standard_says(asking):
    async with asking() as here:
        await here.registry.cases_of_phone(PHONE)
        [request] = here.mock.requests
        assert faults(here.mock.answer_to(request), RESPONSE) == []


def test_the_table_of_fields_finds_what_is_missing_wrong_or_added():
    broken = {"header": {"message_id": 1, "colour": "red"}, "message": {"transaction_id": "x" * 100}}
    found = faults(broken, REQUEST)
    for path in (".header.message_id", ".header.colour", ".header.action", ".message.transaction_id"):
        assert path in found


async def test_each_request_has_ids_of_its_own(asking):
    async with asking() as here:
        here.mock.break_down(mock.says(503), times=2)
        await here.registry.cases_of_phone(PHONE)
        ids = {request["header"]["message_id"] for request in here.mock.requests}
    assert len(ids) == 3


async def test_a_group_becomes_a_case_with_members_application_and_payments(asking):
    async with asking() as here:
        [case] = await here.registry.cases_of_phone(PHONE)
    assert (case.number, case.status, case.status_since) == (NUMBER, CaseStatus.REFUSED, date(2025, 11, 3))
    assert (case.reason, case.reason_data) == ("SCORE", {"score": "9.81"})
    assert (case.head_birth_year, case.phones, case.commune) == (1980, (PHONE,), "Fès")
    assert [(m.relation, m.at_school) for m in case.members] == [
        (Relation.HEAD, False),
        (Relation.CHILD, True),
    ]
    assert [(p.month, p.amount, p.state) for p in case.payments] == [
        ("2025-11", 60000, PaymentState.PLANNED),
        ("2025-10", 90050, PaymentState.COLLECTED),
    ]


async def test_a_cases_id_tells_no_number_and_leads_back_to_the_case(asking):
    async with asking(fresh_seconds=0) as here:
        [case] = await here.registry.cases_of_phone(PHONE)
        assert NUMBER[-6:] not in case.case_id
        assert await here.registry.case(case.case_id) == case
        assert await here.registry.case_by_number("asd 2024 000001") == case
        assert await here.registry.case("00" * 16) is None
        assert await here.registry.case("no id at all") is None


def prefixed(group):
    """The same record as a registry with JSON-LD prefixes writes it."""
    if isinstance(group, list):
        return [prefixed(item) for item in group]
    if not isinstance(group, dict):
        return group
    return {key if key.startswith("@") else f"spdci:{key}": prefixed(value) for key, value in group.items()}


def with_records(change):
    def answer(given):
        data = given["message"]["search_response"][0]["data"]
        data["reg_records"] = change(data["reg_records"])
        return given

    return answer


def each_member(change):
    def group(record):
        record = copy.deepcopy(record)
        for member in [record["group_head_info"], *record["member_list"]]:
            change(member)
        return record

    return lambda records: [group(record) for record in records]


def without(*path):
    def answer(given):
        part = given
        for name in path[:-1]:
            part = part[name]
        del part[path[-1]]
        return given

    return answer


def with_value(value, *path):
    def answer(given):
        part = given
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = value
        return given

    return answer


def direct(records):
    """The extension's fields in the record itself."""
    changed = []
    for record in records:
        attributes = {one["name"]: one["value"] for one in record["additional_attributes"]}
        changed.append({**{k: v for k, v in record.items() if k != "additional_attributes"}, **attributes})
    return changed


FIRST = ("message", "search_response", 0)


@pytest.mark.parametrize(
    "variance",
    [
        without("header"),
        without("message", "correlation_id"),
        without(*FIRST, "timestamp"),
        without(*FIRST, "pagination"),
        with_value(123456789, "message", "transaction_id"),
        with_value("rcvd", *FIRST, "status"),
        with_value("rjct.reference_id.invalid", *FIRST, "status_reason_code"),
        with_value("12345678901234567890", *FIRST, "reference_id"),
        with_records(lambda records: records[0]),
        with_records(lambda records: [*records, {}, None]),
        with_records(prefixed),
        with_records(direct),
        with_records(each_member(lambda m: m.update(member_identifier=m["member_identifier"][0]["identifier_value"]))),
        with_records(each_member(lambda m: m["demographic_info"].pop("identifier"))),
        with_records(each_member(lambda m: m["demographic_info"].update(birth_date=m["demographic_info"]["birth_date"] + "T00:00:00Z"))),
        with_records(each_member(lambda m: m.pop("marital_status"))),
    ],
)  # fmt: skip
async def test_what_registries_do_otherwise_than_the_standard_gives_the_same_case(asking, variance):
    async with asking(fresh_seconds=0) as here:
        [usual] = await here.registry.cases_of_phone(PHONE)
        here.mock.change = variance
        [case] = await here.registry.cases_of_phone(PHONE)
    assert case == usual


async def test_the_older_name_of_the_identifiers_type_can_be_spoken(asking):
    from programmes.registry.dci.registry import QueryTypes

    async with asking() as here:
        object.__setattr__(here.registry, "types", QueryTypes(key="idtype"))
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)  # the mock knows the new name only
        query = here.mock.requests[0]["message"]["search_request"][0]["search_criteria"]["query"]
    assert query == {"idtype": "PHONE_NUMBER", "value": PHONE}


async def test_a_household_without_an_application_is_no_case(asking):
    async with asking(DciMock([a_group(additional_attributes=[])])) as here:
        assert await here.registry.cases_of_phone(PHONE) == ()


async def test_an_application_in_another_programme_is_no_case_of_this_one(asking):
    other = {"name": "recours:application", "value": {**mock.APPLICATION, "programme": "ci_filets"}}
    async with asking(DciMock([a_group(additional_attributes=[other])])) as here:
        assert await here.registry.cases_of_phone(PHONE) == ()


async def test_a_request_is_signed_so_that_the_registry_can_verify_it(asking):
    key = Ed25519PrivateKey.generate()
    server = DciMock(public_key=key.public_key())
    async with asking(server, signer=Signer(key, "recours", "k1")) as here:
        assert await here.registry.cases_of_phone(PHONE)
        [request] = here.mock.requests
    assert faults(request, REQUEST) == []
    assert 'kidId="recours|k1|ed25519"' in request["signature"]


async def test_the_token_goes_to_the_registry_and_nowhere_else(asking):
    async with asking() as here:
        here.mock.break_down(mock.says(307, headers={"Location": "http://127.0.0.1:9/elsewhere"}))
        with pytest.raises(RegistryUnavailableError, match="307"):
            await here.registry.cases_of_phone(PHONE)
        assert here.mock.headers[0]["Authorization"] == f"Bearer {mock.TOKEN}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "maybe"},
        {"status_since": "03/2025"},
        {"status_since": ""},
        {"number": "no digits"},
        {"phones": ["12"]},
        {"head_birth_year": "1203"},
    ],
)
async def test_a_record_that_cannot_be_read_is_never_told_in_part(asking, wrong):
    application = {"name": "recours:application", "value": {**mock.APPLICATION, **wrong}}
    async with asking(DciMock([a_group(additional_attributes=[application])])) as here:
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)


async def test_people_who_share_an_identifier_stay_apart(asking):
    """The standard's own mock server gives three members of a family one identifier."""
    members = [mock.member("M1", born) for born in ("1980-05-20", "1982-03-15", "2010-07-05")]
    group = a_group(group_head_info=mock.member("M1", "1980-05-20"), member_list=members)
    async with asking(DciMock([group])) as here:
        [case] = await here.registry.cases_of_phone(PHONE)
    assert [member.relation for member in case.members] == ["head", "other", "other"]
    assert len({member.member_id for member in case.members}) == 3
