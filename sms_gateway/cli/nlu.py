"""`recours nlu`: understand messages, and measure how well."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def command() -> None:
    """Understand messages, and measure how well."""


@command.command()
def parse() -> None:
    r"""Read one message a line on standard input, print one JSON object a line, in the same order.

    Each object holds text, language, intent, confidence and entities.

    \b
    Example:
      echo "ou est ma demande" | recours nlu parse
    """
    from nlu.jsonl import to_json_line

    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        click.echo(to_json_line(text))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def measure(file: Path) -> None:
    """Print coverage and precision on FILE, and how long a parse takes.

    FILE has a line per message: variety, intent and text, parted by tabs.
    """
    from nlu.measure import main

    main([str(file)])
