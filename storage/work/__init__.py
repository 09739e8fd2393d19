"""Pieces of work: what is done inside one transaction, over the named queries, whichever engine runs it."""
