"""The connection that a piece of work is given, whichever engine it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from storage.desk import WordsOf
from storage.fields import Keys

Values = Mapping[str, Any]
NOTHING: Values = {}


def no_words(_text: str) -> Iterable[str]:
    """For those who open the store without a way to fold words: the service indexes later."""
    return ()


class Done(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    @property
    def lastrowid(self) -> int | None:
        """The id that an insert gave."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Db(Protocol):
    """Runs the named queries over one connection.

    `keys` seals what is personal, `words_of` tells by which words a text is found. Before a condition,
    `off_index` keeps the engine from using its index; `for_update` ends a query whose rows are then changed.
    """

    off_index: str
    for_update: str
    keys: Keys
    words_of: WordsOf

    def run(self, name: str, values: Values = NOTHING) -> Done:
        """What a named query did or found."""

    def rows(self, name: str, values: Values = NOTHING) -> list[Any]:
        """All rows of a named query."""

    def row(self, name: str, values: Values = NOTHING) -> Any:
        """The one row of a named query, or None."""

    def chosen(self, name: str, conditions: str, values: Values) -> Done:
        """The same of a query whose conditions are put in; they hold no value but as `:name`."""

    def built(self, query: str, values: Values = NOTHING) -> Done:
        """The same of a query that the code builds, of our own names alone."""

    def one_moment(self) -> AbstractContextManager[None]:
        """All that is read inside is as of one moment."""

    def alone(self, key: bytes) -> None:
        """Until this piece of work is committed nobody else works on `key`."""
