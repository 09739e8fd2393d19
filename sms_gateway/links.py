"""Makes the channel of each configured link."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from programmes.pack import load_programme
from sms_gateway.channels.africastalking import AfricasTalkingChannel, AfricasTalkingConfig
from sms_gateway.channels.base import Channel
from sms_gateway.channels.http_json import HttpJsonChannel, HttpJsonConfig
from sms_gateway.channels.kannel import KannelChannel, KannelConfig
from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.channels.smpp.binding import Account
from sms_gateway.channels.smpp.channel import SmppChannel, SmppConfig
from sms_gateway.channels.smpp.submits import Style
from sms_gateway.channels.twilio import TwilioChannel, TwilioConfig
from sms_gateway.msisdn import to_e164
from sms_gateway.phone.hub import Hub
from sms_gateway.settings import (
    AfricasTalkingLink,
    HttpJsonLink,
    KannelLink,
    Link,
    PhoneLink,
    Settings,
    SmppLink,
    TwilioLink,
)
from storage.store import Store


def open_channels(settings: Settings, store: Store) -> Mapping[str, Channel]:
    """A channel for each link of recours.toml."""
    region = load_programme(settings.programme.pack).region_code
    return {name: _channel(name, link, settings, store, region) for name, link in settings.links.items()}


def _channel(name: str, link: Link, settings: Settings, store: Store, region: str) -> Channel:
    match link:
        case PhoneLink():
            return PhoneChannel(
                name,
                Hub(store.thread),
                lambda number: to_e164(number, region),
                link.number,
                link.failing_suffix,
            )
        case AfricasTalkingLink():
            return AfricasTalkingChannel(name, _africastalking(link, region))
        case TwilioLink():
            return TwilioChannel(name, _twilio(link, settings, region))
        case HttpJsonLink():
            return HttpJsonChannel(name, _http_json(link, settings, region))
        case SmppLink():
            return SmppChannel(name, _smpp(link, region))
        case KannelLink():
            return KannelChannel(name, _kannel(link, settings, region))


def _africastalking(link: AfricasTalkingLink, region: str) -> AfricasTalkingConfig:
    return AfricasTalkingConfig(
        secret=link.secret.get_secret_value(),
        username=link.username,
        api_key=link.api_key.get_secret_value(),
        send_url=link.send_url,
        allow=link.allow,
        region=region,
        in_flight=link.in_flight,
    )


def _kannel(link: KannelLink, settings: Settings, region: str) -> KannelConfig:
    return KannelConfig(
        secret=link.secret.get_secret_value(),
        sendsms_url=link.sendsms_url,
        username=link.username,
        password=link.password.get_secret_value(),
        public_url=link.callback_url or settings.public_url,
        region=region,
        smsc=link.smsc,
        allow=link.allow,
        in_flight=link.in_flight,
    )


def _twilio(link: TwilioLink, settings: Settings, region: str) -> TwilioConfig:
    return TwilioConfig(
        account_sid=link.account_sid,
        auth_token=link.auth_token.get_secret_value(),
        public_url=link.callback_url or settings.public_url,
        api_url=link.api_url,
        messaging_service=link.messaging_service,
        allow=link.allow,
        region=region,
        in_flight=link.in_flight,
    )


def _http_json(link: HttpJsonLink, settings: Settings, region: str) -> HttpJsonConfig:
    return HttpJsonConfig(
        secret=link.secret.get_secret_value(),
        send_url=link.send_url,
        public_url=link.callback_url or settings.public_url,
        balance_url=link.balance_url,
        signed=link.signed,
        allow=link.allow,
        region=region,
        in_flight=link.in_flight,
    )


def _smpp(link: SmppLink, region: str) -> SmppConfig:
    return SmppConfig(
        account=Account(
            host=link.host,
            port=link.port,
            system_id=link.system_id,
            password=link.password.get_secret_value(),
            system_type=link.system_type,
            tls=ssl.create_default_context(cafile=link.tls_ca) if link.tls else None,
        ),
        region=region,
        binds=link.binds,
        window=link.window,
        pace=link.pace,
        style=Style(
            way=link.long_messages,
            receipts=link.receipts,
            alphabet=link.alphabet,
            service_type=link.service_type,
            source_ton=link.source_ton,
            source_npi=link.source_npi,
        ),
        receipt_ids=link.receipt_ids,
        enquire_seconds=link.enquire_seconds,
        reply_seconds=link.reply_seconds,
        parts_seconds=link.parts_minutes * 60,
        ussd=link.ussd_vendor,
        ussd_code=link.ussd_code,
    )
