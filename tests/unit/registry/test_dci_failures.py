"""A registry that fails: told at once, not hammered, and what was true lately is shown with its age."""

from __future__ import annotations

import asyncio

import pytest

from programmes.programme import RegistryUnavailableError
from tests.unit.registry import dci_mock as mock
from tests.unit.registry.dci_mock import NUMBER, PHONE, DciMock

HOUR = 3600


def _rejected(answer):
    answer["message"]["search_response"][0] |= {"status": "rjct", "status_reason_code": "rjct.filter.invalid"}
    return answer


def _header_rejected(answer):
    answer["header"] |= {"status": "rjct", "status_reason_code": "rjct.version.invalid"}
    return answer


def _later(answer):
    answer["message"]["search_response"][0] |= {"status": "pdng", "data": {"reg_records": []}}
    return answer


def _somebody_elses(answer):
    one = answer["message"]["search_response"][0]
    answer["message"]["search_response"] = [{**one, "reference_id": "a"}, {**one, "reference_id": "b"}]
    return answer


def _deep(answer):
    for _level in range(50):
        answer = {"header": answer}
    return answer


FAILURES = {
    "hangs": mock.hangs,
    "drops the line": mock.drops_the_line,
    "500": mock.says(500),
    "502 with a page": mock.says(502, "<html>Bad gateway</html>"),
    "429": mock.says(429),
    "401": mock.says(401, '{"errors":[{"code":"401","message":"token"}]}'),
    "403": mock.says(403),
    "404": mock.says(404),
    "a page": mock.says(200, "<html>Welcome</html>"),
    "nothing": mock.says(200, ""),
    "half": mock.says(200, '{"header": {"status": "su'),
    "a list": mock.says(200, "[]"),
    "null": mock.says(200, "null"),
    "an empty object": mock.says(200, "{}"),
    "an encrypted message": mock.says(200, '{"message": "eyJhbGciOi..."}'),
    "too much": mock.says(200, '"' + "x" * (3 << 20) + '"'),
    "rejected": mock.answers(_rejected),
    "header rejected": mock.answers(_header_rejected),
    "later": mock.answers(_later),
    "somebody else's": mock.answers(_somebody_elses),
    "too deep": mock.answers(_deep),
    "no response": mock.answers(lambda answer: {**answer, "message": {"search_response": []}}),
}


@pytest.mark.parametrize("way", FAILURES)
async def test_every_way_to_fail_is_one_error_that_repeats_nothing_personal(asking, way):
    async with asking(deadline=0.3) as here:
        here.mock.break_down(FAILURES[way])
        with pytest.raises(RegistryUnavailableError) as caught:
            await here.registry.cases_of_phone(PHONE)
    assert PHONE not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


async def test_a_registry_that_nobody_hears_is_unavailable(asking):
    async with asking() as here:
        endpoint = here.registry.client.endpoint
        object.__setattr__(endpoint, "url", "http://127.0.0.1:9/registry/sync/search")
        with pytest.raises(RegistryUnavailableError, match="not reachable"):
            await here.registry.cases_of_phone(PHONE)


@pytest.mark.parametrize("way", ["drops the line", "500", "429"])
async def test_a_failure_that_passes_is_tried_again(asking, way):
    async with asking() as here:
        here.mock.break_down(FAILURES[way], times=2)
        assert len(await here.registry.cases_of_phone(PHONE)) == 1
        assert len(here.mock.requests) == 3


@pytest.mark.parametrize("way", ["401", "404", "a page", "rejected"])
async def test_a_failure_that_does_not_pass_is_not_tried_again(asking, way):
    async with asking() as here:
        here.mock.break_down(FAILURES[way])
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 1


async def test_after_failures_in_a_row_the_registry_is_left_in_peace_and_then_tried_by_one(asking):
    async with asking(tries=1, failures=3) as here:
        here.mock.break_down(mock.says(500))
        for _time in range(10):
            with pytest.raises(RegistryUnavailableError):
                await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 3
        here.clock.at += 31
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 4
        here.mock.mend()
        with pytest.raises(RegistryUnavailableError, match="in peace"):
            await here.registry.cases_of_phone(PHONE)
        here.clock.at += 31
        assert await here.registry.cases_of_phone(PHONE)


async def test_a_question_that_the_registry_does_not_take_silences_no_other(asking):
    async with asking(failures=1) as here:
        here.mock.break_down(FAILURES["rejected"], times=1)
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone("+212600000000")
        assert await here.registry.cases_of_phone(PHONE)


async def test_a_question_dropped_half_way_lets_the_next_one_try(asking):
    async with asking(tries=1, failures=1) as here:
        here.mock.break_down(mock.says(500), times=1)
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)
        here.clock.at += 31
        here.mock.break_down(mock.hangs, times=1)
        asked = asyncio.create_task(here.registry.cases_of_phone(PHONE))
        while len(here.mock.requests) < 2:
            await asyncio.sleep(0.01)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert await here.registry.cases_of_phone(PHONE)


async def test_a_fresh_answer_is_not_asked_for_again(asking):
    async with asking() as here:
        first = await here.registry.cases_of_phone(PHONE)
        here.clock.at += 299
        assert await here.registry.cases_of_phone(PHONE) == first
        assert await here.registry.case(first[0].case_id) == first[0]
        assert len(here.mock.requests) == 1
        here.clock.at += 2
        await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 2


async def test_while_the_registry_is_down_what_was_true_today_is_given_with_its_age(asking):
    async with asking() as here:
        [case] = await here.registry.cases_of_phone(PHONE)
        seen_at = here.clock.at
        assert case.seen_at is None
        here.mock.break_down(mock.says(500))
        here.clock.at += 5 * HOUR
        [old] = await here.registry.cases_of_phone(PHONE)
        by_id = await here.registry.case(case.case_id)
        assert (old.seen_at, by_id.seen_at) == (seen_at, seen_at)
        here.clock.at += 20 * HOUR
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)
        with pytest.raises(RegistryUnavailableError):
            await here.registry.case(case.case_id)


async def test_that_a_phone_had_no_case_is_never_told_from_memory(asking):
    async with asking(DciMock([])) as here:
        assert await here.registry.cases_of_phone(PHONE) == ()
        here.clock.at += HOUR
        here.mock.break_down(mock.says(500))
        with pytest.raises(RegistryUnavailableError):
            await here.registry.cases_of_phone(PHONE)


async def test_a_case_that_the_registry_dropped_does_not_come_back_when_it_falls(asking):
    async with asking(fresh_seconds=0) as here:
        [case] = await here.registry.cases_of_phone(PHONE)
        here.mock.groups = []
        assert await here.registry.case(case.case_id) is None
        here.mock.break_down(mock.says(500))
        assert await here.registry.case(case.case_id) is None
        with pytest.raises(RegistryUnavailableError):
            await here.registry.case_by_number(NUMBER)


async def test_a_case_of_another_phone_is_not_shown_to_this_one(asking):
    group = mock.a_group()
    group["additional_attributes"][0]["value"] = {**mock.APPLICATION, "phones": ["0699999999"]}
    async with asking(DciMock([group])) as here:
        assert await here.registry.cases_of_phone(PHONE) == ()


async def test_what_is_kept_on_disk_tells_nothing_without_the_key(asking, tmp_path):
    async with asking() as here:
        await here.registry.cases_of_phone(PHONE)
        kept = b"".join(file.read_bytes() for file in tmp_path.glob("dci.db*"))
    assert (tmp_path / "dci.db").stat().st_mode & 0o777 == 0o600
    for secret in (NUMBER, "2024000001", PHONE, PHONE[4:], "SCORE", "1980", "2012-09-22"):
        assert secret.encode() not in kept
