"""Reads a whole message that is nothing but a small number: the answer to a numbered list."""

from __future__ import annotations

from nlu.datafiles import read_lines
from nlu.normalise import words

#: Longer texts are no bare number, whatever they hold.
_LONGEST = 40
#: What people put before a number: "n 1", "choix 2", "رقم 3".
_LEADS = frozenset(
    ("n", "no", "nr", "num", "numero", "nmr", "choix", "option", "rep", "reponse", "le", "la")
) | frozenset(("ra9m", "raqm", "rqm", "nmra", "nemra", "رقم", "الرقم", "النمره", "نمره", "الخيار", "خيار"))

_FRENCH_TENS = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    80: "quatre vingt",
}
_FRENCH_ONES = (
    *("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf"),
)


def _build_names() -> dict[str, int]:
    names = {"dix sept": 17, "dix huit": 18, "dix neuf": 19, "quatre vingts": 80}
    for ten, name in _FRENCH_TENS.items():
        for one in range(20 if ten >= 60 else 10):
            names[f"{name} {_FRENCH_ONES[one]}".strip()] = ten + one
            names[f"{name} et {_FRENCH_ONES[one]}"] = ten + one
    for number, spellings in enumerate(read_lines("numbers.txt")):
        names |= dict.fromkeys(spellings.split(), number)
    return names


_NAMES = _build_names()


def read_number(text: str) -> int | None:
    """The number 0 to 99 that the whole message is, in digits or words of any of our languages; else None."""
    if len(text) > _LONGEST:
        return None
    found = words(text)
    if len(found) > 1 and found[0] in _LEADS:
        del found[0]
    elif len(found) == 1 and found[0][:1] == "n" and found[0][1:].isdecimal():
        found[0] = found[0][1:]
    name = " ".join(found)
    if name.isascii() and name.isdecimal():
        return int(name) if len(name) <= 2 else None
    return _NAMES.get(name)
