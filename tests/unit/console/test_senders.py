"""An officer is told where somebody else than the phone may have written."""

import pytest

from console.senders import usual_lines
from storage.records import MoKind, MoMessage, ThreadMessage, Turn
from tests.unit.console.officers_in_tests import AMINA, NOW, a_ticket, an_officer, file_ticket

PATH = "/console/tickets/482177353"
LIVE = "/console/live/tickets/482177353"
NOTE = "Vérifiez qui c’était"
STRAY = "venu par une autre ligne"


async def comes(store, *links, kind=MoKind.SMS, phone=AMINA):
    """A message of the phone over each of these lines, after what it wrote before."""
    for number, link in enumerate(links):
        mo = MoMessage(link, f"{kind}-{number}", phone, "1717", "et mon recours?", NOW + number, kind)
        await store.accept_mo(mo)
        [claimed] = await store.claim_mos(1, NOW + number)
        await store.commit_turn(Turn(claimed.mo_id, claimed.session, NOW + number))


async def test_a_phone_of_the_country_over_its_own_line_raises_no_doubt(browser, store):
    await file_ticket(store)
    await comes(store, "phone", "phone")
    await comes(store, "screens", kind=MoKind.USSD)
    page = (await browser.open(PATH)).text
    assert NOTE not in page
    assert STRAY not in page


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("+33612345678", "est d’un autre pays"),
        ("MAROCTEL", "est un nom, pas un numéro"),
        ("5757", "est un numéro court"),
        ("99999999999999999", "ne peut être celui d’un téléphone"),
    ],
)
async def test_a_sender_that_no_phone_of_the_country_has_is_told_on_the_tickets_page(
    browser, store, sender, said
):
    await file_ticket(store, a_ticket(phone=sender))
    page = (await browser.open(PATH)).text
    assert said in page
    assert NOTE in page


async def test_a_message_over_another_line_than_usual_is_marked_and_told_while_the_page_is_open(
    browser, store
):
    await file_ticket(store)
    assert NOTE not in (await browser.open(PATH)).text
    await comes(store, "phone", "aggregator")
    for page in (PATH, LIVE):
        text = (await browser.open(page)).text
        assert NOTE in text
        assert text.count(STRAY) == 1


async def test_whom_the_thread_is_kept_from_hears_of_the_sender_and_of_no_line(stranger, store):
    await store.save_officer(an_officer())
    await stranger.sign_in()
    await file_ticket(store, a_ticket(phone="+33612345678"))
    await file_ticket(store, a_ticket("118220045", phone="+33612345678", motive="SENSITIVE"))
    await comes(store, "aggregator", phone="+33612345678")
    page = (await stranger.open(PATH)).text
    assert "est d’un autre pays" in page
    assert "la même ligne" not in page


def test_the_usual_line_is_the_one_of_most_messages_and_of_two_alike_the_first():
    def came(link, kind=MoKind.SMS):
        return ThreadMessage(0, inbound=True, text="", language="fr", kind=kind, link=link)

    assert usual_lines([came("b"), came("a"), came("a")]) == {MoKind.SMS: "a"}
    assert usual_lines([came("b"), came("a")]) == {MoKind.SMS: "b"}
    assert usual_lines([came("a"), came("s", MoKind.USSD)]) == {MoKind.SMS: "a", MoKind.USSD: "s"}
    assert usual_lines([]) == {}
