"""What the settings and the programme give together: words, engine, quiet hours, numbers, limits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bot.dialogues import DIALOGUES, WISHES
from bot.engine import Engine
from bot.formats import writer_in
from bot.text import Money, Month
from bot.wording import Wording
from locales import load
from nlu.topics import topic_of
from programmes.pack import Pack
from sms_gateway.composing import Composer
from sms_gateway.msisdn import NumberError, to_e164
from sms_gateway.outgoing import Outgoing
from sms_gateway.quiet import Hours, Quiet
from sms_gateway.settings import Settings, UssdLinkSettings
from sms_gateway.ussd.pages import Limit
from sms_gateway.ussd.screens import Screens


def open_wording(programme: Pack) -> Wording:
    """The catalogs of the programme's languages. Raises `locales.CatalogError`."""
    catalogs = {language: load(language, "sms").gettext for language in (*programme.languages, "en")}
    write = writer_in(programme.region_code)
    for language in catalogs:  # Babel reads its files for the first such value: not in the midst of a turn
        write(Month("2026-01"), language)
        write(Money(100, programme.currency), language)
    return Wording(catalogs, write)


def open_composer(settings: Settings, programme: Pack) -> Composer:
    """The words of the programme, on the links of the settings."""
    numbers = {name: link.number for name, link in settings.links.items()}
    outgoing = Outgoing(open_wording(programme), numbers, programme.languages[0])
    return Composer(outgoing, Screens(outgoing, screen_limits(settings)))


def open_engine(programme: Pack, wording: Wording) -> Engine:
    """The dialogues in the programme's words."""
    topic_of("", ())  # its table is read from a file now, not in the midst of a turn
    return Engine(programme, DIALOGUES, WISHES, wording)


def open_quiet(settings: Settings, programme: Pack) -> Quiet:
    """When the service may not begin to write by itself."""
    own = {name: Hours.of(link.quiet) for name, link in settings.links.items() if link.quiet is not None}
    return Quiet(programme.timezone, Hours.of(settings.programme.quiet), own)


def own_numbers(numbers: Iterable[str], region: str) -> frozenset[str]:
    """Our numbers as senders would show them; a short code is never a sender."""
    own = set()
    for number in numbers:
        try:
            own.add(to_e164(number, region))
        except NumberError:
            continue
    return frozenset(own)


def price_of(settings: Settings) -> tuple[Decimal | None, str]:
    """What a part costs on the first link that says so."""
    for link in settings.links.values():
        if link.price:
            return link.price, link.currency
    return None, ""


def ussd_links(settings: Settings) -> dict[str, UssdLinkSettings]:
    """The links that carry USSD."""
    return {name: link for name, link in settings.links.items() if isinstance(link, UssdLinkSettings)}


def screen_limits(settings: Settings) -> dict[str, Limit]:
    """What a screen holds, by link."""
    return {name: Limit(link.ussd_septets, link.ussd_units) for name, link in ussd_links(settings).items()}


def balances_below(settings: Settings) -> dict[str, Decimal]:
    """The amount under which a link's balance is too low, of those that have one."""
    return {name: link.balance_below for name, link in settings.links.items() if link.balance_below}
