"""A channel that can be configured has a page, and a level that its tests must show."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sms_gateway.settings import Link

DOCS = Path(__file__).parents[3] / "docs" / "channels"
KINDS = sorted(get_args(link.model_fields["kind"].annotation)[0] for link in get_args(get_args(Link)[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_every_channel_has_a_level_and_what_shows_it(kind):
    row = re.search(
        rf"^\| `{kind}` \| ([^|]+) \| ([^|]+) \|$", (DOCS / "writing.md").read_text(), re.MULTILINE
    )
    assert row, "docs/channels/writing.md has no row for it"
    for shown in re.findall(r"tests/[\w/.]+", row[2]):
        assert (DOCS.parents[1] / shown.rstrip(".")).exists(), shown


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "phone"])
def test_every_channel_has_a_page(kind):
    assert (DOCS / f"{kind}.md").is_file()
