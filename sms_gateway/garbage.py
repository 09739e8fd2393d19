"""What a process keeps as long as it lives is no garbage."""

from __future__ import annotations

import gc

#: Turns come and go in crowds: by so many objects their number sways without one of them being garbage.
OBJECTS_THAT_SWAY = 20_000


def leave_what_stays() -> None:
    """Leave what lives as long as the process to no collection: one held the loop for 90 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_THAT_SWAY)
