"""`recours nlu`: understand messages, and measure how well."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sms_gateway.cli.examples import example
from sms_gateway.cli.nlu_loop import confirm, doubtful, export
from sms_gateway.cli.nlu_speed import speed


@click.group()
def command() -> None:
    """Understand messages, and measure how well."""


@command.command()
@click.option("--rasa-url", help="A running Rasa server to ask, as http://127.0.0.1:5005.")
@click.option("--pack", default="ma_asd", show_default=True, help="The programme whose communes are found.")
@example('echo "ou est ma demande" | recours nlu parse')
def parse(rasa_url: str | None, pack: str) -> None:
    """Read one message a line on standard input, print one JSON object a line, in the same order.

    Each object holds text, language, intent, confidence and entities; the tier that understood, whether that
    is acted upon, and the wishes that the person is asked about where it is not.
    """
    import asyncio

    asyncio.run(_parse(pack, rasa_url))


async def _parse(pack: str, rasa_url: str | None) -> None:
    from nlu.jsonl import to_json_line
    from sms_gateway.parsers import open_parser

    async with open_parser(pack, rasa_url or "") as parser:
        for line in sys.stdin.buffer:
            heard = await parser.parse(line.decode("utf-8", "replace").rstrip("\r\n"))
            click.echo(to_json_line(heard))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def measure(file: Path) -> None:
    """Print coverage and precision on FILE, and how long a parse takes.

    FILE has a line per message: variety, intent and text, parted by tabs.
    """
    from nlu.measure import main

    main([str(file)])


command.add_command(doubtful)
command.add_command(confirm)
command.add_command(export)
command.add_command(speed)
