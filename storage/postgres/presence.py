"""Which processes live: each holds a lock on its number for as long as its connection lasts.

What a process claims carries its number. A number whose lock is gone is a crash's, or a process's that was
cut off from the server: its claims are for others to take up, and what it still commits of them is refused.
"""

from __future__ import annotations

from typing import Any

import psycopg

from storage.postgres.connection import connect

#: The class of our advisory locks; the view `living` (own.sql) looks for it.
LOCK_CLASS = 7251
_TAKE = """WITH mine AS (SELECT nextval('holders')::integer AS n)
SELECT n, pg_advisory_lock(%s::integer, n) FROM mine"""


class Presence:
    """Our number, and the connection that shows that we live."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._server: psycopg.Connection[Any] | None = None
        self.holder = 0

    def appear(self) -> bool:
        """Show that we live, under a new number where the last one's connection is gone. Raises `StoreError`.

        True where the number is new.
        """
        if self._server is not None:
            try:
                self._server.execute("SELECT 1")
            except psycopg.Error:
                self.leave()
            else:
                return False
        self._server = connect(self._url)
        row = self._server.execute(_TAKE, (LOCK_CLASS,)).fetchone()
        self.holder = int(row[0]) if row else 0
        return True

    def leave(self) -> None:
        """We are gone: what we hold is for others."""
        if self._server is not None:
            self._server.close()
            self._server = None
