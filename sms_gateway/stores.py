"""Which engine keeps what this service keeps: a file, or the PostgreSQL that the settings name."""

from __future__ import annotations

from sms_gateway.settings import Settings
from storage.desk import WordsOf
from storage.errors import StoreError
from storage.fields import Keys
from storage.records import AuditEntry
from storage.sqlite import SqliteStore
from storage.sqlite import rehashing as sqlite_rehashing
from storage.sqlite.rehashing import Progress
from storage.store import Store
from storage.work.db import no_words


def store_of(settings: Settings, keys: Keys, words_of: WordsOf = no_words) -> Store:
    """The store, not opened yet. Raises `StoreError` where PostgreSQL is wanted and its driver is missing."""
    url = settings.storage.url.get_secret_value()
    if not url:
        return SqliteStore(settings.database, keys, words_of=words_of)
    try:
        from storage.postgres import PostgresStore  # noqa: PLC0415 - its driver is an extra
    except ImportError:
        raise StoreError("storage.url needs PostgreSQL's driver: pip install 'recours[postgres]'.") from None
    return PostgresStore(url, keys, words_of=words_of)


def hashed_with(settings: Settings, keys: Keys) -> int | None:
    """How many index keys after the first made its hashes. Raises `StoreError` where anybody is at work."""
    url = settings.storage.url.get_secret_value()
    if not url:
        return sqlite_rehashing.hashed_with(settings.database, keys)
    from storage.postgres import rehashing  # noqa: PLC0415 - its driver is an extra

    return rehashing.hashed_with(url, keys)


def rehash_store(settings: Settings, keys: Keys, audit: AuditEntry, progress: Progress) -> None:
    """Bring all hashes of the store to the newest index key. Raises `StoreError` where anybody is at work."""
    url = settings.storage.url.get_secret_value()
    if not url:
        sqlite_rehashing.rehash(settings.database, keys, audit, progress)
        return
    from storage.postgres import rehashing  # noqa: PLC0415 - its driver is an extra

    rehashing.rehash(url, keys, audit, progress)
