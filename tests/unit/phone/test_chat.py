import asyncio
import os

import pytest

from sms_gateway.channels.base import HttpReply, RefusedError
from sms_gateway.chat import TerminalChannel, ask_for, chat, typed_lines, until_answered
from storage.records import Accepted, ClaimedMt, MtMessage

PHONE = "+212612345678"


class Service:
    """Answers each line a little later, in order, in its own words."""

    def __init__(self, isolate=False):
        self.printed = []
        self.channel = TerminalChannel("terminal", PHONE, self.printed.append, "37377", isolate=isolate)
        self.turns = []
        self.waiting = 0

    async def receive(self, _link, request):
        try:
            mo = self.channel.parse_mo(request, 1)
        except RefusedError as refused:
            return HttpReply(refused.status, refused.sentence)
        self.waiting += 1
        self.turns.append(asyncio.create_task(self.converse(mo)))
        return self.channel.mo_reply(Accepted(len(self.turns), duplicate=False))

    async def converse(self, mo):
        await asyncio.sleep(0.01)
        await self.say(f"{mo.text}?")
        self.waiting -= 1

    async def say(self, text, to=PHONE):
        await self.channel.send(
            ClaimedMt(len(self.printed), MtMessage("terminal", to, "37377", text, "fr", 1), 1), 2
        )

    async def counts(self):
        return {"mo:waiting": self.waiting, "mo:failed": 3, "mt:other:queued": 5}

    async def chat(self, lines, language=None):
        if language is not None:
            await ask_for(language, self.channel, self.receive, self.answered)
        await chat(self.channel, self.receive, lines, self.answered)

    async def answered(self):
        await until_answered(self.counts, "terminal")


async def of(*lines):
    for line in lines:
        yield line


async def test_answers_come_in_order_each_behind_its_line():
    service = Service()
    await service.chat(of("un", "deux"))
    assert service.printed == ["< un?", "  (1 part, GSM-7)", "< deux?", "  (1 part, GSM-7)"]


async def test_quit_ends_the_talk_and_empty_lines_say_nothing():
    service = Service()
    await service.chat(of("", "  ", "un", "/quit", "deux"))
    assert service.printed == ["< un?", "  (1 part, GSM-7)"]


async def test_a_language_is_asked_for_first_as_a_person_would():
    service = Service()
    await service.chat(of("1"), language="ar")
    assert service.printed[0] == "< العربية?"


async def test_a_refused_line_is_told_why():
    service = Service()
    await service.chat(of("x" * 2000))
    assert service.printed == ["! The message is longer than 1600 characters."]


async def test_a_long_answer_shows_its_lines_and_its_parts():
    service = Service()
    await service.say("نعم\n" + "س" * 70)
    assert service.printed == ["< نعم", "  " + "س" * 70, "  (2 parts, UCS-2)"]


async def test_in_a_terminal_arabic_is_kept_apart_from_our_signs():
    service = Service(isolate=True)
    await service.say("نعم 12\nok")
    assert service.printed[:2] == ["< \u2068نعم 12\u2069", "  ok"]


async def test_a_message_for_another_phone_says_whose_it_is():
    service = Service()
    await service.say("ok", to="+212623456789")
    assert service.printed[-1] == "  (1 part, GSM-7, to +212623456789)"


async def test_each_line_is_a_message_of_its_own():
    channel = Service().channel
    first, second = (channel.parse_mo(channel.request_of("1"), 1) for _ in range(2))
    assert first.external_id != second.external_id
    assert (first.sender, first.recipient, first.text) == (PHONE, "37377", "1")


@pytest.mark.parametrize(
    "octets", [b"un\ndeux\n\xd9\x86\xd8\xb9\xd9\x85", b"un\ndeux\n\xd9\x86\xd8\xb9\xd9\x85\n"]
)
async def test_a_file_is_read_to_its_end_and_repeated(tmp_path, octets):
    (tmp_path / "lines").write_bytes(octets)
    printed = []
    with (tmp_path / "lines").open("rb") as file:
        lines = [line async for line in typed_lines(file.fileno(), printed.append, lambda: None)]
    assert lines == ["un", "deux", "نعم"]
    assert printed == ["> un", "> deux", "> نعم"]


async def test_a_pipe_is_read_as_it_fills_even_where_a_letter_is_cut():
    reading, writing = os.pipe()
    try:
        lines = typed_lines(reading, lambda _line: None, lambda: None)
        os.write(writing, "é\nrefus".encode())
        assert await anext(lines) == "é"
        os.write(writing, "é".encode()[:1])
        waiting = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(0.01)
        os.write(writing, "é".encode()[1:] + b"\n")
        assert await waiting == "refusé"
    finally:
        os.close(writing)
        assert [line async for line in lines] == []
        os.close(reading)


async def test_a_terminal_is_prompted_and_its_lines_are_not_repeated():
    terminal, keyboard = os.openpty()
    printed, prompts = [], []
    try:
        os.write(terminal, b"menu\n\x04")
        lines = [line async for line in typed_lines(keyboard, printed.append, lambda: prompts.append(">"))]
    finally:
        os.close(terminal)
        os.close(keyboard)
    assert lines == ["menu"]
    assert printed == []
    assert len(prompts) == 2
