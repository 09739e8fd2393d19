"""The browser phone itself, with an echo behind it: what a person does and sees."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import expect

from sms_gateway.channels.phone import PhoneChannel
from sms_gateway.msisdn import to_e164
from sms_gateway.phone.dialling import Dialling
from sms_gateway.phone.hub import Hub
from sms_gateway.phone.page import Price, phone_app
from sms_gateway.segments import measure
from storage.records import Accepted, ClaimedMt, MtMessage, Screen, UssdEnd

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]

FATIMA, HASSAN, GONE = "+212612345678", "+212623456789", "+212600000999"
NUMBERS = [
    (FATIMA, "Deux enfants à l'école, le montant a baissé"),
    (HASSAN, "Demande refusée"),
    (GONE, "Ne reçoit rien"),
]
FRENCH = "Votre demande est ACCEPTEE depuis le 12 octobre. Prochain paiement: 900 DH, vers le 28 novembre.\n1 Pourquoi 900\n2 Contester\n0 Menu"
ARABIC = (
    "نونبر: 600 درهم = طفلان متمدرسان × 300\nكان 900 في أكتوبر: أحد الأبناء أتم 21 سنة\n1 تظلم\n0 القائمة"
)


@dataclass
class Echo:
    """Keeps each message once, then answers: Arabic to Arabic, the person's own words where they start with `=`."""

    channel: PhoneChannel = field(
        default_factory=lambda: PhoneChannel(
            "phone", Hub(), partial(to_e164, region="MA"), "37377", failing_suffix="999"
        )
    )
    kept: dict[str, str] = field(default_factory=dict)
    ids: count = field(default_factory=lambda: count(1))
    answering: set[asyncio.Task] = field(default_factory=set)
    typed: list[str] = field(default_factory=list)
    ended: list[UssdEnd] = field(default_factory=list)

    async def receive(self, link, request):
        mo = self.channel.parse_mo(request, 0)
        duplicate = mo.external_id in self.kept
        if not duplicate:
            self.kept[mo.external_id] = mo.text
            task = asyncio.create_task(self.say(mo.sender, self.answer_to(mo.text)))
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)
        return self.channel.mo_reply(Accepted(1, duplicate))

    async def say(self, phone, text):
        language = "fr" if text.isascii() else "ar"
        mt = MtMessage("phone", phone, "37377", text, language, measure(text).parts)
        await self.channel.send(ClaimedMt(next(self.ids), mt, 1), 1_763_800_000)

    async def ask(self, asked):
        """Dialled: a menu in two scripts; `1`: an end; anything else comes back as it was typed."""
        self.typed.append(asked.typed)
        if not asked.typed:
            return Screen("Aide sociale\n1 Ma demande\n5 العربية")
        return Screen("Enregistré.", goes_on=False) if asked.typed == "1" else Screen(f"<b>{asked.typed}</b>")

    async def end(self, ended):
        self.ended.append(ended)

    @staticmethod
    def answer_to(text):
        if text.startswith("="):
            return text[1:]
        return FRENCH if text.isascii() else ARABIC


@pytest_asyncio.fixture(loop_scope="session")
async def echo():
    return Echo()


@pytest_asyncio.fixture(loop_scope="session")
async def address(echo):
    app = web.Application()
    dialling = Dialling(echo.channel, "*555#", echo.ask, echo.end)
    app.add_subapp("/phone", phone_app(echo.channel, echo.receive, NUMBERS, Price(20, "DH"), dialling))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/phone"
    await runner.cleanup()


async def write(page, text):
    await page.locator("#draft").fill(text)
    await page.locator("button.send").click()


async def answer(page, number=1):
    """The service's nth answer, once it is there."""
    found = page.locator("#thread .theirs").nth(number - 1)
    await found.wait_for()
    return found


async def test_a_french_question_is_answered_on_the_screen_without_reload(new_page, address):
    page = await new_page()
    await page.goto(address)
    await page.evaluate("window.stillTheSamePage = true")
    await write(page, "ou est ma demande svp")
    found = await answer(page)
    assert await found.locator(".text").inner_text() == FRENCH
    assert await found.evaluate("item => getComputedStyle(item.querySelector('.text')).direction") == "ltr"
    assert await page.evaluate("window.stillTheSamePage")
    assert await page.get_by_label("Message au").input_value() == ""


async def test_an_arabic_answer_reads_from_right_to_left(new_page, address):
    page = await new_page()
    await page.goto(f"{address}?lang=ar")
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    await page.locator("#draft").fill("لماذا نقص المبلغ")
    await page.locator("button.send").click()
    text = (await answer(page)).locator(".text")
    assert await text.inner_text() == ARABIC
    assert await text.get_attribute("lang") == "ar"
    assert await text.evaluate("element => getComputedStyle(element).direction") == "rtl"


async def test_each_message_shows_its_alphabet_parts_price_and_delivery(new_page, address):
    page = await new_page()
    await page.goto(address)
    await write(page, "=" + "é" * 200)
    facts = await (await answer(page)).locator(".facts bdi").all_inner_texts()
    assert facts[1:] == ["GSM-7", "2 SMS", "0,40 DH", "reçu"]
    await write(page, "مرحبا")
    facts = await (await answer(page, 2)).locator(".facts bdi").all_inner_texts()
    assert facts[1:] == ["UCS-2", "2 SMS", "0,40 DH", "reçu"]
    assert await page.locator("#bill-price").inner_text() == "0,80 DH"


async def test_a_draft_is_counted_while_it_is_typed(new_page, address):
    page = await new_page()
    await page.goto(address)
    await page.get_by_label("Message au").fill("a" * 161)
    await page.get_by_text("161/2").wait_for()
    await page.get_by_label("Message au").fill("ê" * 71)
    await page.get_by_text("71/2").wait_for()


async def test_a_double_click_sends_once(new_page, address, echo):
    page = await new_page()
    await page.goto(address)
    await page.get_by_label("Message au").fill("1")
    await page.locator("button.send").dblclick()
    await answer(page)
    assert list(echo.kept.values()) == ["1"]
    assert await page.locator("#thread .mine").count() == 1


async def test_a_lost_answer_is_tried_again_as_the_same_message(new_page, address, echo):
    page = await new_page()
    await page.goto(address)

    async def lose_the_answer(route):
        await route.fetch()
        await route.abort()

    await page.route("**/phone/send", lose_the_answer, times=1)
    await write(page, "je conteste")
    await page.get_by_text("Non envoyé. Réessayez.").wait_for()
    assert await page.get_by_label("Message au").input_value() == "je conteste"
    await page.locator("button.send").click()
    await page.locator("#note", has_text="").wait_for(state="attached")
    await page.wait_for_function("document.getElementById('draft').value === ''")
    assert list(echo.kept.values()) == ["je conteste"]
    assert await page.locator("#thread .mine").count() == 1


async def test_markup_in_a_message_is_shown_as_it_was_typed(new_page, address):
    page = await new_page()
    await page.goto(address)
    await write(page, "=<img src=x onerror=alert(1)>")
    assert await (await answer(page)).locator(".text").inner_text() == "<img src=x onerror=alert(1)>"
    assert await page.locator("#thread img").count() == 0


async def test_a_reload_shows_the_conversation_again(new_page, address):
    page = await new_page()
    await page.goto(address)
    await write(page, "=un")
    await write(page, "=deux")
    await answer(page, 2)
    await page.reload()
    await answer(page, 2)
    assert sorted(await page.locator("#thread .text").all_inner_texts()) == ["=deux", "=un", "deux", "un"]


async def test_a_long_answer_is_read_from_its_first_line(new_page, address):
    page = await new_page(viewport={"width": 1280, "height": 640})
    await page.goto(address)
    await write(page, "=" + "Premiere ligne\n" + "et la suite\n" * 40)
    text = (await answer(page)).locator(".text")
    top = "(box) => box.getBoundingClientRect().top"
    below = await text.evaluate(top) - await page.locator("#thread").evaluate(top)
    assert 0 <= below < 30
    assert await page.evaluate("window.scrollY") == 0


async def test_two_phones_in_two_windows_hear_only_their_own(new_page, address, echo):
    first, second = await new_page(), await new_page()
    await first.goto(f"{address}?number={FATIMA.replace('+', '%2B')}")
    await second.goto(f"{address}?number=0623456789")
    await write(second, "=pour le second")
    await answer(second)
    await echo.say(FATIMA, "pour le premier")
    assert await (await answer(first)).locator(".text").inner_text() == "pour le premier"
    assert await first.locator("#thread li").count() == 1


async def test_a_number_set_to_fail_shows_the_message_as_not_delivered(new_page, address):
    page = await new_page()
    await page.goto(f"{address}?number={GONE.replace('+', '%2B')}")
    await write(page, "allo")
    assert await (await answer(page)).get_attribute("data-state") == "failed"


async def test_what_is_no_number_is_said_beside_the_field(new_page, address):
    page = await new_page()
    await page.goto(address)
    await page.get_by_label("Un autre numéro").fill("12ab")
    await page.get_by_role("button", name="Prendre").click()
    assert await page.get_by_role("alert").inner_text() == "Ce n’est pas un numéro de téléphone."
    assert await page.locator("#draft").is_disabled()


async def test_the_keys_type_digits_then_letters_in_either_script(new_page, address):
    page = await new_page()
    await page.goto(address)
    for name in ["1", "0", "#", "2", "2", "4", "#", "6"]:
        await page.get_by_role("button", name=name, exact=True).click()
    assert await page.locator("#draft").input_value() == "10bgج"
    await page.get_by_role("button", name="Effacer").click()
    assert await page.locator("#draft").input_value() == "10bg"


async def test_a_small_screen_never_scrolls_sideways(new_page, address):
    page = await new_page(viewport={"width": 360, "height": 640})
    for language in ("fr", "ar"):
        await page.goto(f"{address}?lang={language}")
        await page.locator("#draft").fill("=" + "m" * 200)
        await page.locator("button.send").click()
        await answer(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_phone_says_so_when_the_line_breaks(new_page, address, echo):
    page = await new_page()
    await page.goto(address)
    await page.locator(".phone.on-line").wait_for()
    echo.channel.hub.close()
    await page.get_by_text("Pas de réseau").wait_for()


async def test_a_code_is_dialled_answered_and_ended(new_page, address, echo):
    page = await new_page()
    await page.goto(address)
    await page.locator("#dial").click()
    screen, reply = page.locator("#ussd-text"), page.locator("#ussd-reply")
    await expect(screen).to_have_text("Aide sociale\n1 Ma demande\n5 العربية")
    await reply.fill("<i>3</i>")
    await reply.press("Enter")
    await expect(screen).to_have_text("<b><i>3</i></b>")
    await page.get_by_role("button", name="Annuler").click()
    await expect(page.locator("#ussd")).to_be_hidden()
    await page.locator("#draft").fill("*555*1#")
    await page.locator("button.send").click()
    await expect(screen).to_have_text("Enregistré.")
    await expect(reply).to_be_hidden()
    await page.get_by_role("button", name="Fermer").click()
    assert echo.typed == ["", "<i>3</i>", "1"]
    assert [(end.status, end.hops) for end in echo.ended] == [("Cancelled", 2)]
    assert await page.locator("#thread li").count() == 0


async def test_while_a_session_is_open_the_keys_write_its_answer(new_page, address, echo):
    page = await new_page()
    await page.goto(address)
    await page.locator("#dial").click()
    await expect(page.locator("#ussd-text")).to_contain_text("Aide sociale")
    for name in ["1", "0"]:
        await page.get_by_role("button", name=name, exact=True).click()
    await page.get_by_role("button", name="Effacer").click()
    assert await page.locator("#ussd-reply").input_value() == "1"
    assert await page.locator("#draft").input_value() == ""


async def test_a_screen_of_a_session_stands_in_its_own_direction(new_page, address, echo):
    page = await new_page()
    await page.goto(f"{address}?lang=ar")
    await page.locator("#dial").click()
    await expect(page.locator("#ussd-text")).to_contain_text("Aide sociale")
    assert await page.locator("#ussd-text").evaluate("(text) => getComputedStyle(text).direction") == "ltr"
    assert await page.locator("html").get_attribute("dir") == "rtl"


async def test_phones_side_by_side_each_have_their_line(new_page, address):
    page = await new_page(viewport={"width": 1700, "height": 900})
    await page.goto(f"{address}/several?number=0612345678&number=0623456789")
    for number, frame in enumerate(page.frames[1:]):
        await frame.locator(".phone.on-line").wait_for()
        await frame.locator("#draft").fill(f"=pour {number}")
        await frame.locator("button.send").click()
        await expect(frame.locator(".theirs .text")).to_have_text(f"pour {number}")
