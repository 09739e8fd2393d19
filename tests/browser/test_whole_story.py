"""A recours from the first message to the last: filed, sorted, asked about, refused by two, appealed, upheld, closed.

docs/story.md shows the pictures that are taken on the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.acceptance.phones import hours_pass
from tests.browser.people import REFERENCE, Counter, Handset, picture, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]


@dataclass(frozen=True)
class Story:
    """Who writes what; `heard` are words that the phone reads at each turn of the story."""

    language: str
    number: str
    filing: tuple[str, ...]
    question: str
    answer: str
    refusal: str
    rating: str
    complaint: str
    appeal: str
    ruling: str
    heard: dict[str, str]


STORIES = [
    Story(
        language="fr",
        number="+212600000127",
        filing=("pourquoi ce montant", "1", "mon fils a encore 20 ans, il est au lycee", "1"),
        question="Dans quel lycee est votre fils?",
        answer="lycee Al Khansaa a Casablanca, depuis deux ans",
        refusal="Le certificat date de 2023.",
        rating="2",
        complaint="on ne m'a pas lu",
        appeal="le certificat est de cette annee, je l'ai en main",
        ruling="Le certificat est bien de cette année.",
        heard={
            "receipt": "Gardez ce numéro",
            "added": "Ajouté",
            "refused": "REFUSE",
            "rate": "Comment",
            "thanks": "Merci",
            "choice": "Demander à un superviseur",
            "appealed": "superviseur",
            "upheld": "ACCEPTE",
        },
    ),
    Story(
        language="ar",
        number="+212600000102",
        filing=("أين وصل طلبي", "1", "الدخل المسجل غير صحيح، أنا بدون عمل منذ سنة", "1"),
        question="منذ متى وأنتم بدون عمل؟",
        answer="منذ شهر يناير، أغلق المعمل",
        refusal="المؤشر محسوب على معطيات صحيحة",
        rating="1",
        complaint="لم يقرأ أحد رسالتي",
        appeal="عندي شهادة من المعمل",
        ruling="شهادة المعمل تثبت ذلك.",
        heard={
            "receipt": "احتفظوا بهذا الرقم",
            "added": "أضيف",
            "refused": "مرفوض",
            "rate": "كيف",
            "thanks": "شكرا",
            "choice": "مشرف",
            "appealed": "مشرف",
            "upheld": "مقبول",
        },
    ),
]


@pytest_asyncio.fixture(loop_scope="session")
async def service(tmp_path):
    async with serving(tmp_path / "demo") as running:
        yield running


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
async def test_a_recours_is_filed_refused_by_two_brought_before_a_supervisor_and_won(
    service, new_page, story
):
    phone = await Handset.of(new_page, service, story.number, story.language)
    reference = await filed(phone, story)
    officer = await Counter.of(new_page, service, "demo", story.language)
    await sorted_and_asked(officer, phone, story, reference)
    await refused_by_two(officer, phone, story, reference, new_page)
    await rated(officer, phone, story)
    await appealed(phone, story, reference)
    await decided_outside(officer, phone, story, reference, new_page)


async def filed(phone, story):
    """Gives the reference, as the receipt has it."""
    for words in story.filing:
        await phone.text(words)
    await phone.hears(story.heard["receipt"])
    await picture(phone.page, f"phone-{story.language}-receipt")
    return REFERENCE.search(await phone.last()).group()


async def sorted_and_asked(officer, phone, story, reference):
    """Given from the queue, sorted on its page; a question goes out and its answer comes in."""
    page = officer.page
    await expect(page.locator("html")).to_have_attribute("dir", "rtl" if story.language == "ar" else "ltr")
    await page.check(f"input[aria-label='{reference}']")
    await page.click(".assign button")
    await expect(page.locator("tr", has_text=reference)).to_contain_text("demo")
    await picture(page, f"console-{story.language}-queue")
    await officer.open_ticket(reference)
    await officer.stands("assigned")
    await picture(page, f"console-{story.language}-ticket")
    await page.click("#sort button")
    await officer.ask(story.question)
    await officer.stands("waiting")
    await phone.hears(story.question)
    await phone.text(story.answer)
    await phone.hears(story.heard["added"])
    await expect(page.locator(".thread")).to_contain_text(story.answer)
    await expect(page.locator("#moved [role=alert]")).to_be_visible()
    await page.reload()
    await officer.stands("review")


async def refused_by_two(officer, phone, story, reference, new_page):
    """Who proposed a refusal cannot confirm it; a colleague does, and only then the phone hears of it."""
    await officer.decide("rejected", story.refusal)
    heard_before = await phone.answers.count()
    await officer.step(".preview", "send")
    await officer.stands("proposed")
    await expect(officer.page.locator("#confirm button[value=send]")).to_have_count(1)  # to take it back
    await expect(phone.answers).to_have_count(heard_before)
    second = await Counter.of(new_page, officer.served, "demo2", story.language)
    await second.open_ticket(reference)
    await picture(second.page, f"console-{story.language}-second-officer")
    await second.page.click("#confirm button.main")
    await phone.hears(story.refusal)
    await phone.hears(story.heard["refused"])
    await picture(phone.page, f"phone-{story.language}-story-refused")

    await second.page.click("#close button")
    await second.stands("closed")


async def rated(officer, phone, story):
    """Two hours after it was closed; what they answer stands on the ticket, apart from the outcome."""
    await hours_pass(officer.served.store, 3)
    await phone.hears(story.heard["rate"])
    await phone.text(story.rating)
    await phone.text(story.complaint)
    await phone.hears(story.heard["thanks"])
    await picture(phone.page.locator(".phone"), f"phone-{story.language}-story-rated")
    await officer.page.reload()
    await expect(officer.page.locator("dl.facts q")).to_have_text(story.complaint)


async def appealed(phone, story, reference):
    """The person asks a supervisor, by texting the reference."""
    await phone.text(reference)
    await phone.hears(story.heard["choice"])
    await phone.text("1")
    await phone.text(story.appeal)
    await phone.hears(story.heard["appealed"])


async def decided_outside(officer, phone, story, reference, new_page):
    """Neither of the two who refused may decide again; a supervisor who had no hand in it does, and closes."""
    await officer.page.reload()
    await officer.stands("reopened")
    await expect(officer.page.locator("#decide")).to_have_count(0)
    supervisor = await Counter.of(new_page, officer.served, "demo3", story.language)
    await supervisor.open_ticket(reference)
    await expect(supervisor.page.locator(".badge.level")).to_be_visible()
    await picture(supervisor.page, f"console-{story.language}-story-second-level")
    await supervisor.decide("upheld", story.ruling)
    await supervisor.step(".preview", "send")
    await phone.hears(story.ruling)
    await phone.hears(story.heard["upheld"])
    await picture(phone.page.locator(".phone"), f"phone-{story.language}-story-won")
    await supervisor.page.click("#close button")
    await supervisor.stands("closed")
    await picture(supervisor.page, f"console-{story.language}-story-closed")
