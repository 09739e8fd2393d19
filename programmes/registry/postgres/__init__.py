"""The registry in the database that all processes share: two tables a generation."""

from programmes.registry.postgres.generations import TableGenerations
from programmes.registry.postgres.registry import PostgresRegistry

__all__ = ["PostgresRegistry", "TableGenerations"]
