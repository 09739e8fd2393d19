"""`python -m tests.unit.bot.texts_table` writes docs/texts.md: every text in every language, with what it costs at most."""

from __future__ import annotations

from pathlib import Path

import bot.notices as _notices
from bot.text import TEXTS
from sms_gateway.segments import measure
from tests.unit.bot.test_texts import filled
from tests.unit.bot.world import WORDING

TABLE = Path(__file__).parents[3] / "docs" / "texts.md"
LANGUAGES = ("en", "fr", "ar", "ary_Latn")
HEAD = """\
# What a phone may read

Written by `python -m tests.unit.bot.texts_table`; a test says when it is stale. Behind each text: its parts with the longest
values that its fields can get. Several texts may stand in one message; whole messages are in tests/unit/bot/golden/.

| English | parts | French | parts | Arabic | parts | Darija | parts |
|---|---|---|---|---|---|---|---|
"""


def table() -> str:
    """The page."""
    return HEAD + "".join(_row(msgid) for msgid in sorted(TEXTS))


def _row(msgid: str) -> str:
    cells = []
    for language in LANGUAGES:
        sentence = WORDING._catalogs[language](msgid).replace("|", "\\|")
        cells += [sentence, str(measure(filled(msgid, language)).parts)]
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    assert _notices.DISAGREE.msgid in TEXTS
    TABLE.write_text(table(), encoding="utf-8")
