"""Finds a month: by its name in any of our languages, as `chhar 11`, or as `11/2025`."""

from __future__ import annotations

import re

_NAMES = (
    "janvier janv jan yanayer ynayr yanayr janfi يناير جانفي ينير",
    "fevrier fevr fev febrayer fbrayr fibrayr fevri فبراير فيفري فبرير",
    "mars mar2s mares مارس مرس",
    "avril avr avri abril ابريل افريل ابرير",
    "mai may mayo مايو ماي",
    "juin jwin juni younyo yonyo يونيو جوان يونيه",
    "juillet juil juiyet jwiyet youlyouz yolyoz يوليوز يوليو جويليه تموز",
    "aout out aut ghocht ghoucht rocht غشت اغسطس اوت",
    "septembre sept septembr septanbre setambre chotanbir choutanbir شتنبر سبتمبر سبتنبر",
    "octobre oct octobr oktobr oktobre oktober octobbre اكتوبر كتوبر اكتوبير",
    "novembre nov novembr novambre nonbre nowanbir nuwanbir nonbir نونبر نوفمبر نوامبر",
    "decembre dec decembr desambre dujanbir dojanbir doujanbir dissambre دجنبر ديسمبر دجمبر",
)
MONTH_NAMES = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
#: Words that are a month only beside a month word or a year: `mai`, `may`, `out` and short forms mean other things too.
_DOUBTFUL = frozenset(("out", "may", "mayo", "dec", "oct", "nov", "sept", "jan", "fev", "mars", "aut", "ماي", "مرس", "جوان", "mar2s"))
_MONTH_WORDS = frozenset(("mois", "moi", "chhar", "chher", "chahr", "xhar", "shhar", "ch7ar", "mwa", "شهر", "الشهر", "لشهر", "بشهر"))
_ARABIC_JOINTS = ("لل", "ل", "ب", "ف", "و", "د")

_NUMERIC = re.compile(r"(?<![0-9/.-])(0?[1-9]|1[0-2])\s?[/.-]\s?(20[2-4][0-9])(?![0-9/.-])")
_ISO = re.compile(r"(?<![0-9/.-])(20[2-4][0-9])[/.-](0?[1-9]|1[0-2])(?![0-9/.-])")
_YEAR = re.compile(r"20[2-4][0-9]")


def find_month(text: str, folded: list[str]) -> str | None:
    """The month as `YYYY-MM`, or `MM` where no year is said; `folded` are the text's folded words."""
    for pattern, month, year in ((_NUMERIC, 1, 2), (_ISO, 2, 1)):
        match = pattern.search(text)
        if match:
            return f"{match[year]}-{int(match[month]):02}"
    number = _by_words(folded)
    if number is None:
        return None
    year_said = next((word for word in folded if _YEAR.fullmatch(word)), None)
    return f"{year_said}-{number:02}" if year_said else f"{number:02}"


def _by_words(folded: list[str]) -> int | None:
    for place, word in enumerate(folded):
        number = _number_of_name(word)
        if number is not None and (word not in _DOUBTFUL or _is_backed(folded, place)):
            return number
        if word in _MONTH_WORDS and place + 1 < len(folded):
            following = folded[place + 1]
            if following.isdecimal() and len(following) <= 2 and 1 <= int(following) <= 12:
                return int(following)
    return None


def _number_of_name(word: str) -> int | None:
    number = MONTH_NAMES.get(word)
    if number is None and not word.isascii():
        stripped = (word[len(joint) :] for joint in _ARABIC_JOINTS if word.startswith(joint))
        number = next((MONTH_NAMES[name] for name in stripped if len(name) > 3 and name in MONTH_NAMES), None)
    return number


def _is_backed(folded: list[str], place: int) -> bool:
    """Whether a month word, a year or a preposition of time stands beside a doubtful name."""
    before = folded[place - 1] if place else ""
    after = folded[place + 1] if place + 1 < len(folded) else ""
    backed = before in _MONTH_WORDS or before in {"en", "de", "du", "fi", "f", "fin", "debut", "pour", "depuis", "في", "dyal", "ديال"}
    return backed or bool(_YEAR.fullmatch(after)) or len(folded) == 1
