"""What the subcommands print: tables, ages."""

from __future__ import annotations

_STEPS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def age(seconds: int) -> str:
    """`3 h`: in the greatest unit of which there is at least one."""
    for size, unit in _STEPS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "0 s"


def table(rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
