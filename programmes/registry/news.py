"""What changed between two generations of the registry that a family may want to hear of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from programmes.household import Case, CaseStatus, Payment, PaymentState
from programmes.registry.generation import Compared, Generations
from programmes.registry.rows import unpack_case
from programmes.registry.sealed import named
from programmes.registry.vault import Vault

ACCEPTED, REFUSED, SUSPENDED = "accepted", "refused", "suspended"
PAID, AMOUNT_CHANGED = "paid", "amount_changed"
CHANGES = (ACCEPTED, REFUSED, SUSPENDED, PAID, AMOUNT_CHANGED)
_STATUSES = {CaseStatus.ACCEPTED: ACCEPTED, CaseStatus.REFUSED: REFUSED, CaseStatus.SUSPENDED: SUSPENDED}
_PAID = {PaymentState.SENT, PaymentState.COLLECTED}


@dataclass(frozen=True, slots=True)
class News:
    """One change of a case; `month` is that of the payment that it is about."""

    case: Case
    change: str
    month: str | None = None

    @property
    def key(self) -> str:
        """The same for the same change, however often it is found."""
        what = self.month or self.case.status_since.isoformat()
        return f"news:{self.case.case_id}:{self.change}:{what}"


def news_of(before: Case | None, after: Case, wanted: frozenset[str]) -> News | None:
    """The one change that is told: a decision before a payment, its amount before its coming."""
    decided = _STATUSES.get(after.status)
    if decided and (before is None or _standing(before) != _standing(after)):
        return News(after, decided) if decided in wanted else None
    if before is None or after.status is not CaseStatus.ACCEPTED:
        return None
    found = {AMOUNT_CHANGED: _of_another_amount(before, after), PAID: _sent(before, after)}
    told = ((change, payment) for change, payment in found.items() if payment and change in wanted)
    return next((News(after, change, payment.month) for change, payment in told), None)


def _standing(case: Case) -> tuple[CaseStatus, date]:
    return case.status, case.status_since


def _of_another_amount(before: Case, after: Case) -> Payment | None:
    """The newest payment, where its amount is not what was known for its month, or for the one before."""
    if not after.payments or after.payments[0] in before.payments:
        return None
    newest, known = after.payments[0], {payment.month: payment for payment in before.payments}
    last = known.get(newest.month) or next(iter(before.payments), None)
    return (
        newest if last is not None and last.amount != newest.amount and last.month <= newest.month else None
    )


def _sent(before: Case, after: Case) -> Payment | None:
    """The newest payment that is on its way now and was not before."""
    known = {(payment.month, payment.amount) for payment in before.payments if payment.state in _PAID}
    sent = (payment for payment in after.payments[:1] if payment.state in _PAID)
    return next((payment for payment in sent if (payment.month, payment.amount) not in known), None)


@contextmanager
def since_last_told(generations: Generations, vault: Vault, wanted: frozenset[str]) -> Iterator[Telling]:
    """The changes since the generation that was told last; no import swaps the registry meanwhile.

    Raises `RegistryUnavailableError` without a registry, `ImportUnderWayError`.
    """
    with generations.since_told() as compared:
        yield Telling(compared, vault, wanted)


@dataclass(frozen=True, slots=True)
class Telling:
    """Two generations side by side, as news."""

    compared: Compared
    vault: Vault
    wanted: frozenset[str]

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever told."""
        return self.compared.before is None

    def news(self) -> Iterator[News]:
        """Each case's change, one at a time; a case whose row is the same is not even unpacked."""
        if self.is_first:
            return
        for key, sealed, sealed_before in self.compared.rows():
            row, old = self.vault.open(sealed), self.vault.open(sealed_before) if sealed_before else None
            if row == old:
                continue
            before = named(self.vault, unpack_case(old, key.hex())) if old else None
            news = news_of(before, named(self.vault, unpack_case(row, key.hex())), self.wanted)
            if news is not None:
                yield news

    def settle(self) -> None:
        """From here on, only what changes later is news."""
        self.compared.settle()
