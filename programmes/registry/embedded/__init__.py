"""The registry in a file of its own beside the service."""

from programmes.registry.embedded.generations import FileGenerations
from programmes.registry.embedded.registry import EmbeddedRegistry

__all__ = ["EmbeddedRegistry", "FileGenerations"]
