"""The registry's codes in an officer's words.

English here, translated in locales/<language>/LC_MESSAGES/desk.po.
"""

from __future__ import annotations

from dataclasses import dataclass

from locales import Translations, load

LANGUAGES = ("fr", "ar", "en")

WORDS = {
    "status.received": "received",
    "status.in_review": "being examined",
    "status.accepted": "accepted",
    "status.refused": "refused",
    "status.suspended": "suspended",
    "status.ended": "ended",
    "payment.planned": "planned",
    "payment.sent": "sent",
    "payment.collected": "collected",
    "payment.returned": "returned",
    "relation.head": "head of the household",
    "relation.spouse": "spouse",
    "relation.child": "child",
    "relation.other": "other member",
    "school.yes": "at school",
    "school.no": "not at school",
    "remark.disabled": "disability",
    "remark.orphan": "fatherless",
    "remark.left": "left the household",
    "rule.orphan": "orphan, under 6 or at school",
    "rule.orphan_not_at_school": "orphan not at school",
    "rule.child_under_6": "child under 6",
    "rule.child_at_school": "child at school",
    "rule.child_not_at_school": "child not at school",
    "rule.disability": "disability supplement",
    "rule.flat": "household without an eligible child",
    "rule.floor": "brought up to the household's minimum",
    "rule.transfer": "fixed amount for each household",
    "rule.birth_grant": "birth grant",
    "rule.back_to_school": "back-to-school grant",
    "rule.exit_kit": "grant at the end of the aid",
    "rule.orphan_in_establishment": "orphan in an establishment, into its own account",
    "rule.in_establishment": "child in an establishment, paid apart",
    "rule.stay_over": "the time of the aid is over",
    "rule.beyond_limit": "child beyond the sixth",
    "rule.not_granted": "nothing is granted for this month",
    "rule.not_in_force": "the programme did not pay yet",
    "change.left": "a child left the household",
    "change.turned": "a child turned {age}",
    "change.left_school": "a child left school",
    "change.entered_school": "a child entered school",
    "change.born": "a child was born",
    "change.birth_grant": "birth grant",
    "change.birth_grant_before": "birth grant, paid once",
    "change.back_to_school": "back-to-school grant",
    "change.back_to_school_before": "back-to-school grant, paid once",
    "change.stay_over": "the time of the aid is over",
    "change.joined": "a child joined the household",
    "change.joined_beyond_limit": "a seventh child joined",
    "change.rate": "the rates changed",
    "change.first_month": "first month paid",
    "change.resumed": "paid again after a pause",
    "change.paid_differs": "the payment is not the computed amount",
    "gap.old_unit": "written in old money, it seems",
    "gap.arrear": "with what was late from before",
    "gap.grant_apart": "without the grant that is paid once",
    "gap.old_rate": "at the rate from before the rise",
    "gap.as_before": "with the household as it was the time before",
    "gap.child": "as if one child was not counted",
    "gap.school": "as if one child did not go to school",
    "gap.disability": "as if a disability was not counted",
    "gap.orphan": "as if a child was not fatherless",
    "gap.unexplained": "no single fact explains it",
    "child": "rank {rank}, {age} years",
    "gap": "Paid otherwise than computed: {cause}",
}


@dataclass(frozen=True, slots=True)
class DeskWords:
    """One language."""

    translations: Translations

    def of(self, code: str) -> str:
        """The words of a code; a finer one (`rule.not_granted.refused`) falls back to the one it refines."""
        while code not in WORDS and "." in code:
            code = code.rpartition(".")[0]
        return self.translations.gettext(WORDS[code]) if code in WORDS else code

    def child(self, *, rank: int, age: str) -> str:
        """A child of a line, without a name."""
        return self.of("child").format(rank=rank, age=age)

    def gap(self, cause: str, unit: str, difference: int, digits: int = 2) -> str:
        """Why what was paid is not what was computed, and by how much."""
        told = self.of("gap").format(cause=self.of(f"gap.{cause}"))
        return f"{told} ({_signed(difference, digits)} {unit})"

    def change(self, cause: str, unit: str, difference: int, digits: int = 2) -> str:
        """Why two payments differ, with its share of minor units said in `unit`."""
        kind, _, age = cause.rpartition("_")
        if f"change.{cause}" in WORDS:
            text = self.of(f"change.{cause}")
        elif kind == "turned":
            text = self.of("change.turned").format(age=age)
        else:
            text = self.of(f"status.{cause}")
        return f"{text}: {_signed(difference, digits)} {unit}"


def _signed(minor: int, digits: int) -> str:
    """Decimals only where there are any."""
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else '+'}{whole}{f'.{rest:0{digits}}' if rest else ''}"


def load_words() -> dict[str, DeskWords]:
    """The words in each language of the console. Raises `locales.CatalogError`."""
    return {language: DeskWords(load(language, "desk")) for language in LANGUAGES}
