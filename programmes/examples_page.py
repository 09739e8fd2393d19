"""The published page of hand-checked examples."""

from __future__ import annotations

from collections.abc import Iterable

from programmes.examples import Example
from programmes.pack import Pack

_HEAD = """\
# Examples of every amount, checked by hand

Written by `recours programme examples` out of each pack's examples.yaml; a test says when it is stale.
A child is its age on the month's first day and words about it. `recours programme check` computes each by
the rules and compares, and asks for at least one example of every amount in force.
"""


def examples_page(packs: Iterable[tuple[Pack, tuple[Example, ...]]]) -> str:
    """The page in Markdown."""
    return _HEAD + "".join(_section(pack, examples) for pack, examples in packs)


_RULE = "|---|---|---|---|---|---|\n"


def _section(pack: Pack, examples: tuple[Example, ...]) -> str:
    columns = f"| example | for | children | by hand | {pack.unit('en')} | to confirm |\n{_RULE}"
    return f"\n## {pack.name('en')} (`{pack.key}`)\n\n{columns}" + "".join(map(_row, examples))


def _row(example: Example) -> str:
    children = ", ".join(example.children) or "none"
    cells = [
        example.says,
        example.month,
        children,
        example.by_hand,
        str(example.total),
        ", ".join(example.to_confirm),
    ]
    return f"| {' | '.join(cells)} |\n"
