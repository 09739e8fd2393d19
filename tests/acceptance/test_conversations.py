"""Every conversation of conversations/, held over HTTP with the whole service."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from programmes.demo import demo_cases
from sms_gateway.demo import demo_settings, prepare_demo
from storage.records import MoKind, ThreadMessage
from tests.acceptance.conversation import Conversation, ConversationError, Line, conversations, filled, read
from tests.acceptance.phones import served
from tests.acceptance.sharing import SharedServices, assigned, touched

CONVERSATIONS = conversations()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo's folder, made once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    prepare_demo(demo_settings({"service": {"data_folder": folder}}))
    return folder


def facts_of_demo():
    """What `{case 101}` and the like stand for."""
    today = datetime.now(ZoneInfo("Africa/Casablanca")).date()
    facts = {}
    for household, case in enumerate(demo_cases(today), 101):
        facts |= {f"case {household}": case.number, f"birth year {household}": str(case.head_birth_year)}
    return facts


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services(demo, tmp_path_factory):
    """The running services that conversations share."""
    async with SharedServices(demo, tmp_path_factory.mktemp("services"), CONVERSATIONS) as shared:
        yield shared


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("told", CONVERSATIONS, ids=lambda told: told.file)
async def test_a_conversation_goes_as_it_is_told(told, services):
    running = await services.of(told)
    await hold(told, running.phone(told.phone, told.channel))


def test_conversations_that_share_a_service_touch_no_household_in_common():
    places = assigned(CONVERSATIONS)
    for place in set(places.values()):
        together = [touched(told) for told in CONVERSATIONS if places[told.file] == place]
        assert len(set().union(*together)) == sum(map(len, together))


async def hold(told, phone):
    """Hold a conversation line by line; what is not as it is told fails."""
    facts = facts_of_demo()
    for number, line in enumerate(told.lines, 1):
        known = {ticket.reference for ticket in await phone.tickets()}
        words = filled(line.person, facts)
        answers, beside = await phone.does(line, words, facts.get("reference", ""))
        filed = [ticket for ticket in await phone.tickets() if ticket.reference not in known]
        complaint = complaint_about(told, line, answers, filed, beside)
        assert not complaint, f"{told.file}, line {number}, person: {words}\n{complaint}"
        if filed:
            facts["reference"] = filed[-1].reference


def complaint_about(told, line, answers, filed, beside=()):
    """What is not as it is told; "" where all is."""
    said = "\n".join(answer.text for answer in answers)
    parts, motives = sum(answer.parts for answer in answers), [ticket.motive for ticket in filed]
    checks = {
        "silence" if line.silent else "one answer": len(answers) == (0 if line.silent else 1),
        f"an answer in {told.language}": all(speaks(answer, told.language) for answer in answers),
        f"the words {line.contains}": all(words in said for words in line.contains),
        f"none of the words {line.never}": not any(words in said for words in line.never),
        "an SMS beside the screen" if line.sms else "no SMS beside the screen": bool(beside) == line.sms,
        f"{line.parts} parts at most": line.parts is None or parts <= line.parts,
        f"a ticket: {line.ticket or 'none'}": motives == ([line.ticket] if line.ticket else []),
        "the ticket's number": all(spoken(ticket.reference) in said for ticket in filed),
    }
    missed = [expected for expected, holds in checks.items() if not holds]
    if not missed:
        return ""
    return (
        f"expected {'; '.join(missed)}\nin {parts} parts, tickets filed: {motives}, the service said:\n{said}"
    )


def speaks(answer, language):
    """A screen of a phone whose language nobody knows yet has none."""
    return answer.language == language or (answer.kind is MoKind.USSD and not answer.language)


def spoken(reference):
    return re.sub(r"(\d{3})(?=\d)", r"\1.", reference)


@pytest.mark.parametrize(
    ("expected", "complaint"),
    [
        ({"silent": True}, "silence"),
        ({"contains": ("Bonsoir",)}, "the words ('Bonsoir',)"),
        ({"never": ("jour",)}, "none of the words ('jour',)"),
        ({"parts": 1}, "1 parts at most"),
        ({"ticket": "AMOUNT"}, "a ticket: AMOUNT"),
        ({}, ""),
    ],
)
def test_what_is_not_as_told_is_complained_about(expected, complaint):
    told = Conversation("a.yaml", "a story", "+212600000101", "fr")
    answer = ThreadMessage(0, inbound=False, text="Bonjour", language="fr", parts=2)
    said = complaint_about(told, Line("x", **expected), [answer], [])
    assert said.partition("\n")[0].removeprefix("expected ") == complaint


def test_a_hundred_conversations_go_over_every_channel_in_every_language():
    assert len(CONVERSATIONS) >= 100
    languages, channels = ("fr", "ar", "ary_Latn"), ("phone", "kannel", "africastalking")
    assert {(told.language, told.channel) for told in CONVERSATIONS} == set(product(languages, channels))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("story: a\nphone: b\nlanguage: fr\nlines: [{persn: x}]", "line 1: 'persn' is not known"),
        (
            "story: a\nphone: b\nlanguage: fr\nlines: [{ticket: x}]",
            "line 1: exactly one of [",
        ),
        ("story: a\nlanguage: fr\nlines: []", "'phone' is missing"),
        ("- just\n- words", "each with a colon"),
        ("story: a\nphone: b\nlanguage: fr\nchannel: fax\nlines: []", "the channel is one of phone, kannel"),
        ("story: [", "bad.yaml"),
    ],
)
def test_a_file_that_is_written_wrongly_says_where(tmp_path, text, complaint):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    with pytest.raises(ConversationError, match=re.escape(complaint)):
        read(file)


async def test_a_conversation_that_the_emulator_exports_is_held_again_as_it_is(demo, tmp_path):
    for name in ("first", "second"):
        shutil.copytree(demo, tmp_path / name)
    number = "+212600000101"
    async with served(tmp_path / "first") as running:
        phone = running.phone(number)
        await phone.texts("ou est ma demande svp")
        await phone.dials("*555#")
        for words in ("3", "1", "mon fils a encor 20 ans * il es au lycee", "1"):
            await phone.types(words)
        await phone.texts("merci")
        file = tmp_path / "exported.yaml"
        file.write_text(await phone.transcript(), encoding="utf-8")
    told = read(file)
    assert [line.ticket for line in told.lines if line.ticket] == ["AMOUNT"]
    assert sum(line.sms for line in told.lines) == 1
    async with served(tmp_path / "second") as running:
        await hold(told, running.phone(number))
