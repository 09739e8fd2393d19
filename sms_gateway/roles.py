"""What each process of a service does where several share one store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sms_gateway.converse import Converser
from sms_gateway.deliver import Deliverer
from sms_gateway.loops import Loop

#: The loops of a role by the first word of their names; `all` runs each.
LOOPS = {
    "gateway": frozenset({"watch", "deliver", "listen", "traffic", "balances", "failover"}),
    "worker": frozenset({"watch", "converse", "wakeups", "purge", "retention", "remedies", "clocks", "ship"}),
    "console": frozenset({"watch"}),
}
#: How often a process looks for work that another accepted, in seconds: nobody wakes it.
LOOK_SECONDS = 0.1


def loops_of(role: str, loops: Mapping[str, Loop]) -> Mapping[str, Loop]:
    """Those of the loops that a process of this role runs."""
    own = LOOPS.get(role)
    if own is None:
        return loops
    return {name: loop for name, loop in loops.items() if name.partition(" ")[0] in own}


def look_often(converser: Converser, deliverers: Iterable[Deliverer]) -> None:
    """Work may come from other processes: look for it without being told."""
    converser.idle_seconds = LOOK_SECONDS
    for deliverer in deliverers:
        deliverer.idle_seconds = LOOK_SECONDS
