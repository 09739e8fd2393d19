"""The verbs of `Store`: each hands one piece of work (storage/work) to the engine under it."""

from storage.store import Store
from storage.verbs.accounts import Accounts
from storage.verbs.caring import Caring
from storage.verbs.caseworking import Caseworking
from storage.verbs.conversing import Conversing
from storage.verbs.desking import Desking
from storage.verbs.helping import Helping
from storage.verbs.keying import Keying
from storage.verbs.learning import Learning
from storage.verbs.operating import Operating
from storage.verbs.retaining import Retaining
from storage.verbs.reviewing import Reviewing
from storage.verbs.ticketing import Ticketing


class StoreVerbs(
    Conversing,
    Ticketing,
    Caring,
    Accounts,
    Operating,
    Desking,
    Helping,
    Caseworking,
    Reviewing,
    Learning,
    Keying,
    Retaining,
    Store,
):
    """All of `Store` but its life, which each engine has of its own."""


__all__ = ["StoreVerbs"]
