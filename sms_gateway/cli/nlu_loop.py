"""`recours nlu doubtful`, `confirm`, `export`: what the understanding may learn, on a person's word alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nlu.understanding import IN_CONFIDENCE, Intent
from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, with_store

if TYPE_CHECKING:
    from storage.learning import Confirmed
    from storage.store import Store

#: What a person may say that a message means; `none` where it is of no use.
_MEANINGS = [*(intent.value for intent in Intent if intent not in {Intent.START, Intent.BACK}), "none"]

#: Rasa reads brackets as the marks of entities.
_NO_MARKS = str.maketrans("[]{}", "    ")


@click.command()
@config_option
@click.option("--who", required=True, help="The login of the officer who looks; it stands in the audit.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many.")
def doubtful(config: str | None, who: str, limit: int) -> None:
    """List messages that nobody was sure of, personal data masked.

    Number, day, language, likeliest intent and its confidence, text. What may be a call for help is shown to
    officers alone who may see sensitive tickets.
    """
    from nlu.masking import masked
    from storage.records import AuditEntry

    async def fetch(store: Store, now: int) -> list[str]:
        left_out = () if await _may_see_sensitive(store, who) else tuple(IN_CONFIDENCE)
        found = await store.doubtful(limit, left_out)
        await store.audit([AuditEntry(now, who, "doubtful.read", "", {"messages": len(found)})])
        return [
            f"{one.mo_id}\t{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d}\t{one.language or '-'}\t"
            f"{one.guess or '-'}\t{one.confidence:.2f}\t{' '.join(masked(one.text).split())}"
            for one in found
        ]

    for line in run(with_store(config, fetch)):
        click.echo(line)


@click.command()
@click.argument("number", type=int)
@click.argument("intent", type=click.Choice(_MEANINGS), metavar="INTENT")
@config_option
@click.option("--who", required=True, help="The login of the officer who confirms.")
@click.option("--text", help="Other words for it, without a name that the masking did not know.")
def confirm(number: int, intent: str, config: str | None, who: str, text: str | None) -> None:
    """Say that message NUMBER means INTENT (`none`: it is of no use)."""
    from nlu.masking import masked
    from storage.learning import Confirmed

    async def keep(store: Store, now: int) -> None:
        sensitive = await _may_see_sensitive(store, who)
        message = await store.one_doubtful(number)
        if message is None or (message.guess in IN_CONFIDENCE and not sensitive):
            raise click.ClickException(f"{number}: there is no such doubtful message.")
        meaning = "" if intent == "none" else intent
        words = masked(text or message.text) if meaning else ""
        await store.confirm(Confirmed(number, meaning, words, message.language, who, now))

    run(with_store(config, keep))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_option
def export(file: Path, config: str | None) -> None:
    """Write the confirmed messages to FILE as Rasa's YAML, to be reviewed and put into the training data."""

    async def fetch(store: Store, _now: int) -> list[Confirmed]:
        return [one for one in await store.confirmed() if one.intent]

    found = run(with_store(config, fetch))
    file.write_text(as_rasa(found), encoding="utf-8")
    click.echo(f"{len(found)} messages.")


def as_rasa(found: list[Confirmed]) -> str:
    """Rasa's training data: each intent once, each of its messages once, on one line."""
    messages: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in found:
        messages[one.intent][" ".join(one.text.translate(_NO_MARKS).split())] = None
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in messages[intent])
        for intent in sorted(messages)
    ]
    return 'version: "3.1"\n' + (f"nlu:\n{''.join(blocks)}" if blocks else "nlu: []\n")


async def _may_see_sensitive(store: Store, login: str) -> bool:
    """Whether this officer may; nobody looks who has no account."""
    officer = await store.officer(login)
    if officer is None or officer.disabled:
        raise click.ClickException(f"{login}: there is no such officer.")
    return officer.sensitive
