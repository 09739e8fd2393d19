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
    "rule.beyond_limit": "child beyond the sixth",
    "rule.not_granted": "nothing is granted for this month",
    "rule.not_in_force": "the programme did not pay yet",
    "change.left": "a child left the household",
    "change.turned": "a child turned {age}",
    "change.left_school": "a child left school",
    "change.entered_school": "a child entered school",
    "change.joined": "a child joined the household",
    "change.joined_beyond_limit": "a seventh child joined",
    "change.rate": "the rates changed",
    "change.first_month": "first month paid",
    "change.resumed": "paid again after a pause",
    "change.paid_differs": "the payment is not the computed amount",
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

    def change(self, cause: str, unit: str, difference: int) -> str:
        """Why two months differ, with its share in `unit` (minor units in.

        Hundredths shown only where there are any).
        """
        kind, _, age = cause.rpartition("_")
        if f"change.{cause}" in WORDS:
            text = self.of(f"change.{cause}")
        elif kind == "turned":
            text = self.of("change.turned").format(age=age)
        else:
            text = self.of(f"status.{cause}")
        whole, cents = divmod(abs(difference), 100)
        amount = f"{whole}.{cents:02}" if cents else f"{whole}"
        return f"{text}: {'-' if difference < 0 else '+'}{amount} {unit}"


def load_words() -> dict[str, DeskWords]:
    """The words in each language of the console. Raises `locales.CatalogError`."""
    return {language: DeskWords(load(language, "desk")) for language in LANGUAGES}
