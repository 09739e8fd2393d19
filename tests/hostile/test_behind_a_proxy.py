"""Whose word counts on who asks: the configured proxies', never the caller's."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from sms_gateway.proxies import caller_of
from tests.hostile.house import LINK_SECRET, running
from tests.unit.console.officers_in_tests import PASSWORD

PROXIES = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
MO = f"/links/at/mo?secret={LINK_SECRET}&from=%2B212611000080&to=5759&text=bonjour&id="


@pytest.mark.parametrize(
    ("remote", "forwarded", "caller"),
    [
        ("203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["6.6.6.6", "203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        ("127.0.0.1", ["6.6.6.6, nonsense"], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9:4711"], "127.0.0.1"),
        ("127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("", ["203.0.113.9"], ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy_of_ours_is_the_caller(remote, forwarded, caller):
    assert caller_of(remote, forwarded, PROXIES) == caller


async def status_of(house, method, path, headers, **more):
    async with house.raw() as client, client.request(method, path, headers=headers, **more) as answer:
        return answer.status


async def test_a_header_of_the_callers_own_lets_nobody_in_and_wins_no_tries(house):
    """No proxy is named: the header is words."""
    spoofed = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
    assert await status_of(house, "GET", MO + "1", spoofed) == 200  # 127.0.0.1 is on the link's list
    await house.officer()
    browser = await house.browser()
    for number in range(31):
        headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"203.0.113.{number}"}
        page = await browser.send("/console/sign-in", headers, login=f"nobody{number}", password="x" * 12)
    assert page.status == 429


async def test_behind_a_named_proxy_a_link_knows_its_provider_and_the_door_each_caller(folder):
    async with running(folder, service={"proxies": ["127.0.0.1"]}) as house:
        assert await status_of(house, "GET", MO + "1", {"X-Forwarded-For": "203.0.113.9"}) == 403
        assert await status_of(house, "GET", MO + "2", {}) == 200
        await house.officer()
        browser = await house.browser()
        ours = {"Sec-Fetch-Site": "same-origin"}
        for number in range(31):
            stranger = ours | {"X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
            page = await browser.send(
                "/console/sign-in", stranger, login=f"nobody{number}", password="x" * 12
            )
        assert page.status == 429
        form = {"login": "salma", "password": PASSWORD}
        assert (
            await browser.send("/console/sign-in", ours | {"X-Forwarded-For": "198.51.100.1"}, **form)
        ).status == 303
