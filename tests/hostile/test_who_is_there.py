"""Nobody learns who or what exists: not by what is said, not by the work that is done."""

from __future__ import annotations

import asyncio
import re
from collections import Counter

import pytest

from console import passwords
from tests.hostile.house import Page
from tests.unit.console.officers_in_tests import PASSWORD, a_ticket

WRONG = "not-the-password-2026"


class Watched:
    """What is asked of the store and of argon2, by name and number."""

    def __init__(self, monkeypatch, store):
        self.done = Counter()
        self._watch(monkeypatch, passwords, "verify_password")
        for name in dir(type(store)):
            member = getattr(type(store), name)
            if not name.startswith("_") and callable(member) and hasattr(member, "__code__"):
                self._watch(monkeypatch, type(store), name)

    def _watch(self, monkeypatch, owner, name):
        real = getattr(owner, name)

        def seen(*args, **kwargs):
            if not _is_a_loop():
                self.done[name] += 1
            if name == "verify_password":
                self.done[args[0].rpartition("$")[0].rpartition("$")[0]] += 1  # argon2's costs
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, seen)

    async def of(self, asked) -> tuple[Page, Counter]:
        """An answer and the work that it took, the loops' own left out."""
        self.done.clear()
        page = await asked
        return page, Counter(self.done)


def _is_a_loop():
    """Whether this is called by the service's own loops, which have names; not on the way of a request."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # in the passwords' thread
        return False
    return task is not None and not task.get_name().startswith("Task-")


@pytest.fixture
async def door(house, monkeypatch):
    ours = passwords.hash_password(PASSWORD)  # at its full cost: here the work is counted
    await house.officer(password_hash=ours)
    await house.officer("idle", password_hash=ours, disabled=True)
    return await house.browser(), Watched(monkeypatch, house.store)


async def test_a_wrong_password_takes_the_same_work_and_reads_the_same_whoever_is_meant(door):
    browser, watched = door
    pages, works = {}, {}
    for login in ("salma", "idle", "nobody", "NOBODY ", "admin"):
        page, works[login] = await watched.of(browser.password(login, WRONG))
        pages[login] = (
            page.status,
            re.sub(r'name="login" value="[^"]*"', "", page.text),
            page.headers.get("Set-Cookie"),
        )
    assert len(set(pages.values())) == 1
    door = {
        "verify_password",
        "officer",
        "audit",
        "record_attempt",
        "count_attempts",
        "clear_attempts",
        "second_step",
    }
    done = [
        {name: n for name, n in work.items() if name in door or name[0] == "$"} for work in works.values()
    ]
    assert done == [done[0]] * len(done)
    assert works["nobody"]["verify_password"] == 1


async def test_an_account_that_is_locked_out_is_told_so_by_no_other_sentence(door):
    """The right password of a disabled account is refused as a wrong one; too many tries shut any name."""
    browser, _watched = door
    assert (await browser.password("idle", PASSWORD)).status == 403
    for login in ("salma", "nobody"):
        statuses = [(await browser.password(login, WRONG)).status for _ in range(6)]
        assert statuses == [403] * 5 + [429]


async def test_a_very_long_password_takes_no_more_work(door):
    browser, watched = door
    _page, short = await watched.of(browser.password("nobody", WRONG))
    page, long = await watched.of(browser.password("nobody", "x" * 500_000))
    assert page.status == 403
    assert short == long


async def test_a_ticket_that_is_not_there_and_one_of_others_take_the_same_work(house, monkeypatch):
    await house.files(a_ticket(region="MA-06"))
    await house.officer(regions=("MA-05",))
    browser = await house.browser("salma")
    watched, works, texts = Watched(monkeypatch, house.store), [], []
    for reference in ("482177353", "999999999"):
        for path in ("", "/receipt", "/letter"):
            page, work = await watched.of(browser.open(f"/console/tickets/{reference}{path}"))
            works.append(work)
            texts.append((page.status, page.text.replace(reference, "")))
    assert works[:3] == works[3:]
    assert texts[:3] == texts[3:]
    rows = [entry async for _, entry, _, _ in house.store.audit_rows()]
    assert [row.subject for row in rows if row.action == "ticket.refused"] == ["482177353"] * 3 + [
        "999999999"
    ] * 3


async def test_a_reference_typed_on_a_strange_phone_tells_nothing_of_whether_it_exists(house):
    await house.files(a_ticket("482177353"))
    answers = []
    for number, reference in enumerate(("482177353", "482177302")):
        phone = f"+21261100000{number}"
        answers.append(
            [await house.asks(words, phone) for words in (f"ou en est mon recours {reference}", "1")]
        )
    masked = [[re.sub(r"\d[\d. ]+\d", "#", text) for text in each] for each in answers]
    assert masked[0] == masked[1]
    assert not any("etud" in text for text in masked[0])


async def test_a_case_number_that_is_none_and_a_wrong_year_take_the_same_work_and_read_the_same(
    house, cases, monkeypatch
):
    works, texts = [], []
    watched = Watched(monkeypatch, house.store)
    for phone, number in (("+212611000010", cases[0].number), ("+212611000011", "ASD-2023-999999")):
        for words in ("ou est ma demande svp", number):
            await house.asks(words, phone)
        text, work = await watched.of(house.asks("1931", phone))
        works.append({name: n for name, n in work.items() if "attempt" in name})
        texts.append(text)
    assert texts[0] == texts[1]
    assert works[0] == works[1] != {}
