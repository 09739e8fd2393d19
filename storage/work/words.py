"""The blind index: which tickets a word stands in, the word itself as a keyed hash alone."""

from __future__ import annotations

from collections.abc import Iterable

from storage.desk import WordsOf
from storage.fields import Keys
from storage.records import NewTicket, TicketChange
from storage.work.db import Db, no_words

#: Raised when words are folded otherwise: the index is then written anew, ticket by ticket.
EDITION = 1
#: Nobody tells more in a story; a hostile text costs no more rows.
MOST_WORDS = 400
PERSON = "person"


def keys_of(keys: Keys, words_of: WordsOf, text: str) -> list[bytes]:
    """The keyed hashes of a text's words, each once."""
    words = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    return [keys.lookup(b"word", word) for word in words]


def index_filed(db: Db, ticket: NewTicket) -> None:
    """A new ticket is found by its story."""
    if db.words_of is not no_words:
        _index(db, ticket.reference, [ticket.story])


def index_added(db: Db, change: TicketChange) -> None:
    """What the person adds is found too."""
    if change.event.actor == PERSON and change.event.note and db.words_of is not no_words:
        _add(db, change.reference, [change.event.note])


def index_some(db: Db, limit: int) -> int:
    """Index tickets that are not in this edition; how many were done."""
    if db.words_of is no_words:
        return 0
    rows = db.rows("unworded", {"edition": EDITION, "limit": limit})
    for reference, story in rows:
        db.run("forget_words", {"reference": reference})
        notes = [note for (note,) in db.rows("words_added", {"reference": reference})]
        added = [db.keys.unseal(b"events.note", note) for note in notes]
        _index(db, reference, [db.keys.unseal(b"tickets.story", story), *added])
    return len(rows)


def reset(db: Db) -> None:
    """Empty the index."""
    db.run("forget_all_words")
    db.run("unmark_worded")


def _index(db: Db, reference: str, texts: Iterable[str]) -> None:
    _add(db, reference, texts)
    db.run("mark_worded", {"reference": reference, "edition": EDITION})


def _add(db: Db, reference: str, texts: Iterable[str]) -> None:
    for text in texts:
        for key in keys_of(db.keys, db.words_of, text):
            db.run("insert_word", {"word_key": key, "reference": reference})
