"""What was recorded on its way to us and is sent again, changed or not, has no second effect.

Each channel's own table of signatures is in tests/unit/gateway (test_http_json.py, test_twilio.py), the
registry's in tests/unit/registry/test_dci_later.py.
"""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest

from sms_gateway.channels.signatures import TOLERANCE_SECONDS, StandardWebhook, form_of, twilio_signature
from tests.hostile.house import LINK_SECRET, PUBLIC, TOKEN, WEBHOOK_SECRET

PHONE = "+212611000020"
WORDS = "bonjour"


def signed(body, webhook_id="msg_1", at=0, secret=WEBHOOK_SECRET):
    text = json.dumps(body).encode()
    headers = StandardWebhook(secret).headers(webhook_id, int(time.time()) + at, text)
    return text, headers | {"content-type": "application/json"}


def mo(**fields):
    return {"id": "m-1", "from": PHONE, "to": "5758", "text": WORDS} | fields


async def post(house, path, body, headers):
    async with house.raw() as client, client.post(path, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def heard(house, phone=PHONE):
    return [line.text for line in await house.store.thread(phone, 50) if line.inbound]


async def test_a_signed_message_sent_again_is_one_message_with_the_same_answer(house):
    sent = signed(mo())
    answers = {await post(house, "/links/house/mo", *sent) for _ in range(3)}
    assert len(answers) == 1
    assert await heard(house) == [WORDS]


@pytest.mark.parametrize("at", [-TOLERANCE_SECONDS - 5, TOLERANCE_SECONDS + 5, -86_400, 10**9])
async def test_a_signature_from_another_time_lets_nobody_in(house, at):
    assert (await post(house, "/links/house/mo", *signed(mo(), at=at)))[0] == 403
    assert await heard(house) == []


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"}, {"webhook-timestamp": "a minute later"}, {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"}, {"webhook-timestamp": "٠"}, {"webhook-timestamp": "9" * 5000},
        {"webhook-timestamp": "-1"}, {"webhook-timestamp": "1e9"}, {"webhook-signature": "v1," * 1000},
    ],
    ids=str,
)  # fmt: skip
async def test_nothing_of_a_signature_can_be_changed(house, change):
    body, headers = signed(mo())
    if "a minute later" in change.values():
        change = {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 60)}
    assert (await post(house, "/links/house/mo", body, headers | change))[0] == 403
    assert await heard(house) == []


async def test_the_body_and_the_place_of_a_signature_cannot_be_changed(house):
    body, headers = signed(mo())
    assert (await post(house, "/links/house/mo", body.replace(b"bonjour", b"bonsoir"), headers))[0] == 403
    assert (await post(house, "/links/kannel/mo", body, headers))[0] == 403
    assert (await post(house, "/links/house/mo", *signed(mo(), secret="another-secret-of-16")))[0] == 403
    assert await heard(house) == []


async def test_a_report_sent_again_changes_nothing_that_came_after_it(house):
    answer = await house.asks("ou est ma demande svp", PHONE)
    thread = [line for line in await house.store.thread(PHONE, 10) if not line.inbound]
    mt_id = thread[0].mt_id
    async with house.raw() as client:
        for status in ("1", "1", "8", "16"):
            query = urlencode({"secret": LINK_SECRET, "mt": mt_id, "status": status})
            async with client.get(f"/links/kannel/dlr?{query}") as told:
                assert told.status == 200
    (line,) = [line for line in await house.store.thread(PHONE, 10) if line.mt_id == mt_id]
    assert (line.state, line.text) == ("delivered", answer)


async def test_what_twilio_signed_is_taken_once_and_at_its_own_place_alone(house):
    form = {"MessageSid": "SM1", "AccountSid": "AC1", "From": PHONE, "To": "+15005550006", "Body": WORDS}
    body = urlencode(form).encode()
    right = twilio_signature(TOKEN, f"{PUBLIC}/links/twilio/mo", form_of(body))
    headers = {"X-Twilio-Signature": right, "Content-Type": "application/x-www-form-urlencoded"}
    assert [(await post(house, "/links/twilio/mo", body, headers))[0] for _ in range(3)] == [200] * 3
    assert (await post(house, "/links/twilio/dlr?mt=1", body, headers))[0] == 403
    assert (await post(house, "/links/twilio/mo?x=1", body, headers))[0] == 403
    assert (await post(house, "/links/twilio/mo", body + b"&Body=x", headers))[0] == 403
    assert await heard(house) == [WORDS]


async def test_a_step_of_a_ussd_session_sent_again_shows_the_same_screen_and_does_nothing_twice(house):
    form = {"sessionId": "s1", "phoneNumber": PHONE, "serviceCode": "*555#", "text": ""}
    screens = {
        await post(house, f"/links/at/ussd?secret={LINK_SECRET}", urlencode(form), FORM) for _ in range(3)
    }
    assert len(screens) == 1
    assert len(await heard(house)) == 1


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
