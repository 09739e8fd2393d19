"""Benchmarks are programs that print tables: `recours bench ...`."""
