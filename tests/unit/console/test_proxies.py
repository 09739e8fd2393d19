"""What a proxy may hear from an officer: words, and no amount; and how the console names the proxy."""

import pytest

from console.proxies import names_an_amount
from tests.unit.console.officers_in_tests import a_ticket, file_ticket
from tests.unit.console.test_acts import sent

PATH = "/console/tickets/482177353"
RELATIVE = {"proxy": {"kind": "relative"}}
NOUR = {"proxy": {"kind": "association", "name": "Nour"}}


@pytest.mark.parametrize(
    "words",
    [
        "Elle touche 900 DH.",
        "Le montant: 900",
        "1 350,50 par mois",
        "neuf cents dirhams",
        "المبلغ ٩٠٠ درهم",
        "600dh",
        "36000 MRU",
        "15.000 FCFA",
        "Ouguiya",
        "تسعمائة درهم",
        "900.",
        "500/mois",
    ],
)
def test_an_amount_is_found_however_it_is_written(words):
    assert names_an_amount(words)


@pytest.mark.parametrize(
    "words",
    [
        "Envoyez le certificat de 2024/2025 svp.",
        "Appelez le 0537123456.",
        "Référence 482.177.353",
        "Venez le 12 octobre 2025 à 14:30.",
        "Il manque 2 papiers.",
        "أرسلوا شهادة سنة ٢٠٢٥",
    ],
)
def test_what_is_no_amount_may_be_said(words):
    assert not names_an_amount(words)


@pytest.mark.parametrize("act", ["reply", "ask"])
async def test_an_amount_to_a_proxy_is_refused_and_nothing_is_sent(browser, store, act):
    await file_ticket(store, a_ticket(subject=RELATIVE))
    page = await browser.act(act, words="Le montant est de 900 DH.")
    assert "aucun montant" in page.text
    assert await sent(store) == []
    assert (await browser.act(act, words="Envoyez le certificat.")).status == 303


async def test_an_amount_to_the_household_itself_goes(browser, store):
    await file_ticket(store, a_ticket())
    assert (await browser.act("reply", words="Le montant est de 900 DH.")).status == 303


@pytest.mark.parametrize(
    ("subject", "shown"),
    [(RELATIVE, "déposé par un proche ou un voisin"), (NOUR, "déposé par l&#39;association Nour")],
)
async def test_the_proxy_is_named_on_the_ticket_and_in_the_queue(browser, store, subject, shown):
    await file_ticket(store, a_ticket(subject=subject))
    for page in (PATH, "/console/"):
        assert shown in (await browser.open(page)).text


async def test_nothing_goes_to_a_number_that_changed_hands_and_the_officers_read_it(browser, store, desk):
    await file_ticket(store, a_ticket())
    desk.changed_hands = True
    assert (await browser.act("decide", outcome="upheld", words="Le certificat est bon.")).status == 303
    assert await sent(store) == []
    assert (await store.ticket("482177353")).outcome == "upheld"
    assert "Le numéro a changé de main" in (await browser.open(PATH)).text
