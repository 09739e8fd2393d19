"""`recours chat`: the bot in this terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sms_gateway.cli.common import phone_or_exit, run
from sms_gateway.cli.examples import example
from sms_gateway.settings import Settings


@click.command()
@click.option("--phone", default="", help="The phone that you are; left out: the demo's first.")
@click.option("--language", type=click.Choice(["fr", "ar", "ary_Latn"]), help="Ask for a language first.")
@click.option(
    "--ussd", is_flag=True, help="By USSD: dials at once; a line answers the screen, /cancel hangs up."
)
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    default=".demo/chat",
    show_default=True,
    help="Where it is kept.",
)
@example('echo "ou est ma demande" | recours chat')
def command(phone: str, language: str | None, data: str, *, ussd: bool) -> None:
    """Talk with the bot in this terminal, over the demo's households.

    Each line is an SMS; the answer is printed with its parts. `/quit` or Ctrl-D ends. Lines from a pipe
    work too.
    """
    from sms_gateway.demo import demo_settings, prepare_demo
    from sms_gateway.logs import configure_logs

    configure_logs("warning")
    settings = demo_settings({"service": {"data_folder": Path(data)}})
    welcome = prepare_demo(settings)
    number = phone_or_exit(phone or welcome.numbers[0][0], settings)
    run(_chat(settings, number, language, ussd=ussd))


async def _chat(settings: Settings, phone: str, language: str | None, *, ussd: bool) -> None:
    from sms_gateway.app import open_service
    from sms_gateway.chat import TerminalChannel, ask_for, chat, print_prompt, typed_lines, until_answered
    from sms_gateway.chat_ussd import Sessions, dial
    from sms_gateway.demo import SHORT_CODE, USSD_CODE

    link = "terminal"
    isolate = os.isatty(sys.stdout.fileno())
    terminal = TerminalChannel(link, phone, click.echo, SHORT_CODE, isolate=isolate)
    async with open_service(settings, lambda _store: {link: terminal}) as service:

        async def answered() -> None:
            await until_answered(service.store.counts, link)

        if language is not None:
            await ask_for(language, terminal, service.receiver.mo, answered)
        lines = typed_lines(sys.stdin.fileno(), click.echo, print_prompt)
        if ussd:
            await dial(Sessions(terminal, USSD_CODE, service.door.screen), lines, answered)
            return
        await chat(terminal, service.receiver.mo, lines, answered)
