"""Who is granted the aid: the conditions, and every reason that a case or a payment is refused or held for.

eligibility.yaml holds them in plain words, each with the desk that owns the datum and the step that mends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from programmes.errors import PackError
from programmes.wording import LANGUAGES, Words, fields, maybe_words, read_words, table_at

FILE = "eligibility.yaml"
UNKNOWN_REASON = "UNKNOWN"
#: What an amount may hang on.
FACTS = ("child", "school", "disability", "orphan")
_CONDITION_KEYS = {"says", "refuses", "reference"}
_REASON_KEYS = {"reason", "bare", "desk", "step", "defaults", "note"}
_TEST_KEYS = {"figure", "above", "equal_refuses", "fact"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case or a payment is refused or held; `bare` is said where a figure of `texts` is not known."""

    texts: Words
    bare: Words
    desk: str | None = None
    step: Words | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: str, decimal_sign: str, data: Mapping[str, Any]) -> str:
        """The reason with its figures, as people of `language` write them."""
        known = {**self.defaults, **{name: value for name, value in data.items() if value not in {None, ""}}}
        figures = {name: str(value).replace(".", decimal_sign) for name, value in known.items()}
        text = self.texts[language]
        return (text if fields(text) <= figures.keys() else self.bare[language]).format_map(figures)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a household has to meet. It fails where `figure` lies above `above`, or where `fact` is true.

    `equal_refuses` tells whether a figure exactly at the limit fails too; None where that is not published.
    """

    code: str
    says: Words
    reference: str
    figure: str | None = None
    above: Decimal | None = None
    equal_refuses: bool | None = None
    fact: str | None = None

    def is_met(self, facts: Mapping[str, Any]) -> bool | None:
        """Whether a household with these facts meets it; None where an officer has to say."""
        if self.fact is not None:
            told = facts.get(self.fact)
            return None if told is None else not told
        value = facts.get(self.figure or "")
        if value is None or self.above is None:
            return None
        limit, found = self.above, Decimal(str(value))
        if found == limit:
            return None if self.equal_refuses is None else not self.equal_refuses
        return found < limit


@dataclass(frozen=True, slots=True)
class Datum:
    """A fact that the amount hangs on: the desk that owns it, and the step that mends it there."""

    desk: str
    step: Words


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All of eligibility.yaml. `data` are by the facts of `FACTS`."""

    desks: Mapping[str, Words]
    data: Mapping[str, Datum]
    conditions: tuple[Condition, ...]
    reasons: Mapping[str, Reason]


def read_eligibility(document: Any) -> Eligibility:
    """The loaded eligibility.yaml, checked; PackError names the key."""
    if not isinstance(document, dict):
        raise PackError(FILE, "(whole file)", "desks, conditions and reasons are expected")
    desks = {name: read_words(document, f"desks.{name}", FILE) for name in table_at(document, "desks", FILE)}
    data = {fact: _datum(document, fact, desks) for fact in document.get("data", {})}
    conditions = table_at(document, "conditions", FILE)
    reasons = {code: _reason(document, f"conditions.{code}", desks) for code in conditions}
    for code in table_at(document, "reasons", FILE):
        if code in reasons:
            raise PackError(FILE, f"reasons.{code}", "is a condition already")
        reasons[code] = _reason(document, f"reasons.{code}", desks)
    if UNKNOWN_REASON not in reasons:
        raise PackError(
            FILE, f"reasons.{UNKNOWN_REASON}", "missing: it is said for a code that is not listed"
        )
    return Eligibility(desks, data, tuple(_condition(document, code) for code in conditions), reasons)


def _datum(document: Mapping[str, Any], fact: str, desks: Mapping[str, Words]) -> Datum:
    desk = table_at(document, f"data.{fact}", FILE).get("desk")
    if fact not in FACTS:
        raise PackError(FILE, f"data.{fact}", f"unknown; known are {', '.join(FACTS)}")
    if desk not in desks:
        raise PackError(FILE, f"data.{fact}.desk", "no such desk under `desks`")
    return Datum(str(desk), read_words(document, f"data.{fact}.step", FILE))


def _condition(document: Mapping[str, Any], code: str) -> Condition:
    key = f"conditions.{code}"
    table, test = table_at(document, key, FILE), table_at(document, f"{key}.refuses", FILE)
    for name in test.keys() - _TEST_KEYS:
        raise PackError(
            FILE, f"{key}.refuses.{name}", f"unknown key; known are {', '.join(sorted(_TEST_KEYS))}"
        )
    if ("fact" in test) == ("figure" in test):
        raise PackError(FILE, f"{key}.refuses", "either a fact, or a figure and `above`, is expected")
    if not isinstance(table.get("reference"), str) or not table["reference"].strip():
        raise PackError(FILE, f"{key}.reference", "every condition needs the name of its source")
    return Condition(
        code,
        read_words(document, f"{key}.says", FILE),
        table["reference"],
        test.get("figure"),
        _limit(f"{key}.refuses.above", test.get("above")) if "figure" in test else None,
        test.get("equal_refuses"),
        test.get("fact"),
    )


def _limit(key: str, value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise PackError(FILE, key, "a number is expected") from None


def _reason(document: Mapping[str, Any], key: str, desks: Mapping[str, Words]) -> Reason:
    table = table_at(document, key, FILE)
    known = _REASON_KEYS | (_CONDITION_KEYS if key.startswith("conditions.") else set())
    for name in table.keys() - known:
        raise PackError(FILE, f"{key}.{name}", f"unknown key; known are {', '.join(sorted(known))}")
    texts = read_words(document, f"{key}.reason", FILE)
    bare = maybe_words(document, f"{key}.bare", FILE) or texts
    desk, defaults = (
        table.get("desk"),
        {name: str(value) for name, value in table.get("defaults", {}).items()},
    )
    if desk is not None and desk not in desks:
        raise PackError(FILE, f"{key}.desk", "no such desk under `desks`")
    for language in LANGUAGES:
        if not fields(bare[language]) <= defaults.keys():
            raise PackError(FILE, f"{key}.bare.{language}", "a figure in it has no default")
    return Reason(texts, bare, desk, maybe_words(document, f"{key}.step", FILE), defaults)
