"""Two generations in PostgreSQL side by side: the one in use, and the one that families were told of last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from programmes.registry.postgres.server import QUERIES, Server

#: Rows that come over at once.
PAGE = 2_000


@dataclass(frozen=True, slots=True)
class TablesCompared:
    """See `Compared`; `before` is None where nothing was ever told."""

    server: Server
    now: int
    before: int | None

    def rows(self) -> Iterator[tuple[bytes, bytes, bytes | None]]:
        """See `Compared`."""
        assert self.before is not None
        connection = self.server.connection
        with connection.transaction(), connection.cursor("compared") as cursor:
            cursor.itersize = PAGE
            cursor.execute(QUERIES["compare"].format(generation=self.now, told=self.before))
            yield from cursor

    def settle(self) -> None:
        """See `Compared`."""
        self.server.run("settle")
