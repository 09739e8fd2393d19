"""Python's garbage collection, kept away from what lives as long as the process."""

from __future__ import annotations

import gc

#: Turns come and go in crowds: by so many objects their number sways without one of them being garbage.
OBJECTS_THAT_SWAY = 20_000


def leave_what_stays() -> None:
    """Leave what there is now to no collection: one held the loop for 90 ms. Call it when all is ready."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_THAT_SWAY)
