"""A code of the authenticator opens once: not twice at once, not in another process."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from console.authenticator import code_at, new_recovery_codes, plain_code, step_at
from tests.hostile.house import running
from tests.unit.console.officers_in_tests import SECRET


@pytest.fixture
async def two(folder):
    """Two services, each with a store of its own, over one database."""
    async with running(folder) as first, running(folder) as second:
        await first.officer()
        yield first, second


async def half_way(houses):
    """A browser at each house's second step."""
    browsers = [await house.browser() for house in houses]
    for browser in browsers:
        assert (await browser.password()).status == 303
    return browsers


async def test_one_code_sent_to_two_processes_in_one_moment_opens_one_session(two):
    browsers = await half_way([*two, *two])
    step = step_at(int(time.time()))
    sent = [browser.send("/console/second-step", code=code_at(SECRET, step)) for browser in browsers]
    statuses = sorted(page.status for page in await asyncio.gather(*sent))
    assert statuses == [303, 403, 403, 403]
    opened = [await browser.open() for browser in browsers]
    assert sorted(page.status for page in opened) == [200, 303, 303, 303]


async def test_a_code_that_was_used_in_one_process_is_refused_by_the_other(two):
    first, second = await half_way(two)
    assert (await first.code()).status == 303
    assert (await second.code()).status == 403
    assert (await second.code(-1)).status == 403


async def test_a_recovery_code_opens_once_in_all(two):
    codes = new_recovery_codes()
    await two[0].store.save_recovery_codes("salma", [plain_code(code) for code in codes])
    browsers = await half_way([*two, two[0]])
    sent = [browser.send("/console/second-step", code=codes[0]) for browser in browsers]
    assert sorted(page.status for page in await asyncio.gather(*sent)) == [303, 403, 403]


async def test_wrong_codes_are_counted_across_processes_and_a_stranger_cannot_walk_them(two):
    browsers = await half_way(two)
    sent = [browsers[n % 2].send("/console/second-step", code=f"{n:06}") for n in range(12)]
    statuses = [page.status for page in await asyncio.gather(*sent)]
    assert statuses.count(403) <= 5
    assert set(statuses) <= {403, 429}


async def test_a_code_of_another_account_opens_nothing(two):
    first, _second = two
    await first.officer("nadia")
    await first.store.save_second_step(
        "nadia", replace(await first.store.second_step("nadia"), secret=b"n" * 20)
    )
    browser = await first.browser()
    assert (await browser.password("nadia")).status == 303
    assert (await browser.code()).status == 403
