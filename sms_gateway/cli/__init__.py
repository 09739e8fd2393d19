"""The `recours` command; each subcommand stands in a module of its own and is imported when it is used."""

from __future__ import annotations

import importlib
from typing import Any

import click

#: Subcommand, the module that holds it, and its line in `recours --help` (so that help imports nothing).
COMMANDS = {
    "serve": ("sms_gateway.cli.serve", "Run gateway, bot and console in one process."),
    "chat": ("sms_gateway.cli.chat", "Talk with the bot in this terminal."),
    "nlu": ("sms_gateway.cli.nlu", "Understand messages, and measure how well."),
    "registry": ("sms_gateway.cli.registry", "Import households, members and payments."),
    "directory": ("sms_gateway.cli.directory", "Offices and other desks, by commune."),
    "programme": ("sms_gateway.cli.programme", "Show what a programme grants."),
    "officer": ("sms_gateway.cli.officer", "Accounts of the officers' console."),
    "association": (
        "sms_gateway.cli.association",
        "Associations that file for several households (audited).",
    ),
    "session": ("sms_gateway.cli.session", "Look at one phone's conversation (audited)."),
    "links": ("sms_gateway.cli.links", "How each link stands: line, queue, last error, price."),
    "mt": ("sms_gateway.cli.mt", "Messages that did not go: list, queue again, take back (audited)."),
    "clocks": ("sms_gateway.cli.clocks", "Set the days due anew when the rules changed (audited)."),
    "person": ("sms_gateway.cli.person", "Tell what is kept of a phone, or erase it (audited)."),
    "purge": ("sms_gateway.cli.purge", "Forget what is past its time, or say what that would be (audited)."),
    "hold": ("sms_gateway.cli.hold", "Keep a ticket or a case from being purged or erased (audited)."),
    "keys": ("sms_gateway.cli.keys", "Change the keys that everything is sealed with (audited)."),
    "db": ("sms_gateway.cli.db", "Migrate, back up, restore, check and verify the store."),
    "doctor": ("sms_gateway.cli.doctor", "Look at everything that the service needs, and say what to do."),
    "bench": ("sms_gateway.cli.bench", "Measure, and print tables."),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """All subcommands, in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import the module of a subcommand and hand over its `command`."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the subcommands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="recours", prog_name="recours")
def main() -> None:
    """Recours: from a basic phone to an officer's decision and back.

    A family on a cash-transfer programme texts, learns where its application stands and why the amount is
    what it is, and files an appeal that an officer decides.

    Begin with `recours serve --demo`; docs/configuration.md lists every setting.
    """


def program() -> None:
    """`recours` as a process of its own: what goes wrong in any command is told without anybody's words."""
    from sms_gateway.logs import configure_logs

    configure_logs("warning")
    main()


def config_option(function: Any) -> Any:
    """`--config FILE`, the same on every subcommand that needs the settings."""
    return click.option(
        "--config",
        "config",
        type=click.Path(dir_okay=False),
        help="The settings; left out: recours.toml in this folder, if it is there.",
    )(function)
