"""What each provider says is left on its account, as it says it; and what is made of any other answer."""

from decimal import Decimal

import pytest

from sms_gateway.channels.africastalking import AfricasTalkingChannel, AfricasTalkingConfig
from sms_gateway.channels.base import Account, Balance, BalanceUnknownError
from sms_gateway.channels.http_json import HttpJsonChannel, HttpJsonConfig
from sms_gateway.channels.kannel import KannelChannel
from sms_gateway.channels.signatures import StandardWebhook
from sms_gateway.channels.twilio import TwilioChannel, TwilioConfig
from tests.unit.gateway.conftest import NOW
from tests.unit.gateway.posting import Provider, opened

WEBHOOK = "whsec_plJ3nmyCDGBKInavdOK15jsl"


def africastalking(url):
    return AfricasTalkingChannel(
        "at",
        AfricasTalkingConfig(
            secret="s3cret-s3cret",
            username="sand box",
            api_key="k3y",
            send_url=f"{url}/version1/messaging",
            allow=("127.0.0.1",),
        ),
    )


def twilio(url):
    return TwilioChannel(
        "twilio", TwilioConfig(account_sid="AC1", auth_token="t" * 32, public_url="https://x", api_url=url)
    )


def house(url, **fields):
    values = {"secret": WEBHOOK, "send_url": f"{url}/send", "public_url": "https://x"}
    return HttpJsonChannel("house", HttpJsonConfig(**values, balance_url=f"{url}/balance", **fields))


# label, channel, what the provider answers, what is left, what it was asked
SAID = [
    (
        "africastalking",
        africastalking,
        b'{"UserData": {"balance": "KES 1785.50"}}',
        ("1785.50", "KES"),
        "/version1/user?username=sand+box",
    ),
    (
        "twilio",
        twilio,
        b'{"account_sid": "AC1", "balance": "-0.3500", "currency": "USD"}',
        ("-0.3500", "USD"),
        "/2010-04-01/Accounts/AC1/Balance.json",
    ),
    ("http_json", house, b'{"balance": 12.5, "currency": "MAD"}', ("12.5", "MAD"), "/balance"),
]


@pytest.mark.parametrize(("label", "make", "body", "left", "asked"), SAID, ids=[row[0] for row in SAID])
async def test_what_is_left_is_read_as_the_provider_says_it(label, make, body, left, asked):
    async with Provider((200, {}, body)).open() as provider, opened(make(provider.url)) as channel:
        assert isinstance(channel, Account)
        assert await channel.balance(NOW) == Balance(Decimal(left[0]), left[1])
    [(path, headers, _body)] = provider.calls
    assert path == asked
    assert {name.lower() for name in headers} & {"apikey", "authorization", "webhook-signature"}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (401, b'{"balance": "12", "currency": "MAD", "UserData": {"balance": "KES 12"}}'),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"UserData": [], "balance": "NaN", "currency": "MAD"}'),
        (200, b'{"UserData": {"balance": "plenty"}, "balance": "12", "currency": null}'),
    ],
)
@pytest.mark.parametrize("make", [africastalking, twilio, house])
async def test_an_answer_that_says_nothing_is_no_balance(make, status, body):
    async with Provider((status, {}, body)).open() as provider, opened(make(provider.url)) as channel:
        with pytest.raises(BalanceUnknownError) as unknown:
            await channel.balance(NOW)
    assert "k3y" not in str(unknown.value)


async def test_the_question_to_the_house_is_signed_over_nothing():
    answer = (200, {}, b'{"balance": 1, "currency": "MAD"}')
    async with Provider(answer).open() as provider, opened(house(provider.url)) as channel:
        await channel.balance(NOW)
    headers = {name.lower(): value for name, value in provider.calls[0][1].items()}
    expected = StandardWebhook(WEBHOOK).headers(f"house-balance-{NOW}", NOW, b"")
    assert headers["webhook-signature"] == expected["webhook-signature"]


async def test_a_house_without_an_address_for_it_is_not_asked():
    values = {"secret": WEBHOOK, "send_url": "http://127.0.0.1:1/send", "public_url": "https://x"}
    assert await HttpJsonChannel("house", HttpJsonConfig(**values)).balance(NOW) is None


def test_kannel_has_no_account_to_ask():
    assert not issubclass(KannelChannel, Account)
