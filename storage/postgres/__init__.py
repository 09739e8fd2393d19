"""The store on PostgreSQL: any number of processes, on any number of machines."""

from storage.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
