"""Case numbers, birth years and references are not to be guessed: over restarts, channels and many phones.

The table of limits, hour and day, phone and case, is in tests/unit/service/test_identify.py, a number that
changed hands in test_recycled.py and test_shared_phone.py there.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from storage.references import is_reference, new_reference
from tests.hostile.house import LINK_SECRET, running
from tests.unit.console.officers_in_tests import a_ticket

STATUS, LOCKED, WRONG = "ou est ma demande svp", "Trop d'essais", "ne vont pas ensemble"


async def tries(house, phone, number, year):
    """What a phone hears that says this number and this year."""
    await house.asks("menu", phone)
    await house.asks(STATUS, phone)
    await house.asks(number, phone)
    return await house.asks(str(year), phone)


async def test_tries_are_counted_over_a_restart(folder, cases):
    phone, case = "+212611000030", cases[0]
    async with running(folder) as house:
        for year in range(1931, 1935):
            assert WRONG in await tries(house, phone, case.number, year)
    async with running(folder) as house:
        assert WRONG in await tries(house, phone, case.number, 1936)
        assert LOCKED in await tries(house, phone, case.number, case.head_birth_year)


async def test_tries_are_counted_over_channels(house, cases):
    """By SMS, then dialled: it is the same phone."""
    phone, case = "+212611000031", cases[0]
    for year in range(1931, 1936):
        assert WRONG in await tries(house, phone, case.number, year)
    screens, typed = [], ""
    for keys in ("", "2", case.number, str(case.head_birth_year)):
        typed = f"{typed}*{keys}".strip("*")
        form = {"sessionId": "s-31", "phoneNumber": phone, "serviceCode": "*555#", "text": typed}
        async with (
            house.raw() as client,
            client.post(f"/links/at/ussd?secret={LINK_SECRET}", data=form) as answer,
        ):
            screens.append(await answer.text())
    assert not any("DH" in screen or "ACCEPTEE" in screen for screen in screens)


async def test_many_phones_do_not_guess_what_one_may_not(house, cases):
    heard = [await tries(house, f"+2126110001{n:02}", cases[1].number, 1931 + n) for n in range(7)]
    assert [WRONG in text for text in heard] == [True] * 5 + [False] * 2
    right = await tries(house, "+212611000199", cases[1].number, cases[1].head_birth_year)
    assert LOCKED in right


async def test_however_a_number_is_written_it_is_the_same_number(house, cases):
    """Spaces, dots, small letters, other digits: none of them wins tries."""
    case, phone = cases[2], "+212611000040"
    digits = re.sub(r"\D", "", case.number)
    written = [
        case.number,
        digits,
        case.number.lower(),
        f"{digits[:4]} {digits[4:]}",
        f"{digits[:4]}.{digits[4:]}",
    ]
    for number, spelled in enumerate(written):
        assert WRONG in await tries(house, f"{phone[:-1]}{number}", spelled, 1931)
    assert LOCKED in await tries(house, "+212611000049", case.number, case.head_birth_year)


async def test_a_reference_opens_nothing_to_a_phone_that_did_not_file_it(house):
    ticket = await house.files(a_ticket(new_reference(), phone="+212611000050"))
    assert is_reference(ticket.reference)
    for words in (
        f"retirer {ticket.reference}",
        f"annuler le recours {ticket.reference}",
        ticket.reference,
        "1",
        "1",
    ):
        await house.asks(words, "+212611000051")
    assert (await house.store.ticket(ticket.reference)).version == 1


async def test_a_flood_of_one_phone_is_kept_and_not_answered(house):
    phone = "+212611000060"
    async with house.raw() as client:
        for number in range(60):
            query = {
                "secret": LINK_SECRET,
                "from": phone,
                "to": "5757",
                "text": f"essai {number}",
                "id": f"f{number}",
            }
            async with client.get(f"/links/kannel/mo?{urlencode(query)}") as answer:
                assert answer.status == 200

    async def idle():
        return (await house.store.counts())["mo:waiting"] == 0

    await house.until(idle, 120)
    thread = await house.store.thread(phone, 500)
    assert sum(line.inbound for line in thread) == 60
    assert sum(not line.inbound for line in thread) <= 22
