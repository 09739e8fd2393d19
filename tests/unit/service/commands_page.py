"""Writes docs/commands.md out of the commands themselves; run as `python -m tests.unit.service.commands_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sms_gateway.cli import main
from sms_gateway.cli.examples import HEADING

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"
HEAD = """# The commands

Every command with its arguments and options, as `--help` tells them. Where settings are needed, `--config FILE` names them; left out, `recours.toml` in this folder is read if it is there.
This page is written by `python -m tests.unit.service.commands_page`; a test fails when it is stale, or when a command or an option says nothing of itself.
"""
COMMON = {"config", "help", "version"}


def commands(group: click.Group, path: tuple[str, ...] = ("recours",)) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        elif found is not None and not found.hidden:
            yield " ".join((*path, name)), found


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_section(words, command) for words, command in commands(main))


def _section(words: str, command: click.Command) -> str:
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    options = [
        param for param in command.params if isinstance(param, click.Option) and param.name not in COMMON
    ]
    usage = " ".join([words, *(argument.make_metavar(click.Context(command)) for argument in arguments)])
    rows = "".join(_row(option) for option in options)
    table = f"\n| option | |\n|---|---|\n{rows}" if rows else ""
    return f"\n## `{usage}`\n\n{said(command)}\n{table}"


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return f"| {names} | {(option.help or '').replace('|', chr(92) + '|')} |\n"


def said(command: click.Command) -> str:
    """What a command says of itself, and how it is called, as Markdown."""
    text, _as_written, example = (command.help or "").partition("\b\n")
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]
    calls = [f"    {line.strip()}" for line in example.splitlines() if line.strip() != HEADING]
    return "\n\n".join([*paragraphs, *(["\n".join(calls)] if calls else [])])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
