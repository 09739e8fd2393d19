"""Reads a whole message that is nothing but a small number: the answer to a numbered list."""

from __future__ import annotations

from nlu.normalise import words

#: Longer texts are no bare number, whatever they hold.
_LONGEST = 40
#: What people put before a number: "n 1", "choix 2", "رقم 3".
_LEADS = frozenset(("n", "no", "nr", "num", "numero", "nmr", "choix", "option", "rep", "reponse", "le", "la")) | frozenset(
    ("ra9m", "raqm", "rqm", "nmra", "nemra", "رقم", "الرقم", "النمره", "نمره", "الخيار", "خيار")
)

#: Spellings of 0 to 20 after folding, French, then Darija in Latin letters, then Arabic and Darija in Arabic script.
_SPELLINGS = (
    "zero zeros 0 sifr sfr ziro sefr صفر زيرو",
    "un une in hun wahed wa7ed wahd wa7d wahad wa7ad wahda wa7da wehed we7ed ouahed ou7ed واحد واحده وحده وحد",
    "deux de2 deu deus juj jouj jooj zouj zuj joj jouje tnin tnayn اثنان اثنين اثنتان اثنتين جوج زوج زوز تنين ثنين اتنين",
    "trois troi 3ois trwa tlata tleta telata tlatha thlata tlat ثلاثه ثلاث تلاته تلاتا ثلاثا",
    "quatre katre qatre quatres kat 4tre rb3a reb3a rab3a arb3a arba3a rba3 rbaa arbaa اربعه اربع ربعه ربعا",
    "cinq sink cinque sinq khamsa khemsa 5amsa khmsa 5msa khmssa khamssa kamsa khams خمسه خمس خمسا",
    "six sis siss setta sta stta steta sitta seta سته ست ستا سته",
    "sept set cept seb3a sab3a sb3a sba3 sebaa سبعه سبع سبعا",
    "huit uit huite 8uit tmnya tmenya tmanya tamanya tmenia tmania ثمانيه ثماني ثمان تمنيه تمانيه تمنيا",
    "neuf neuve nef ts3od ts3ud tes3od tes3oud tis3a tas3a tes3a ts3a تسعه تسع تسعود تسعا",
    "dix dis diks 3achra 3chra 3echra 3ashra 3acra عشره عشر عشرا",
    "onze 7dach 7daach hdach 7dax حداش احدعشر",
    "douze tnach tnaach tnax طناش تناش اثناعشر",
    "treize teltach tltach talatach تلطاش تلتاش",
    "quatorze rb3tach arb3tach ربعطاش",
    "quinze khmstach khamstach 5mstach خمسطاش",
    "seize sttach settach ستاش سطاش",
    "dixsept sb3tach seb3tach سبعطاش",
    "dixhuit tmntach tmentach تمنطاش",
    "dixneuf ts3tach tes3tach تسعطاش",
    "vingt vin 3chrin 3ichrin 3echrin عشرين عشرون",
)

_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}
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
    for number, spellings in enumerate(_SPELLINGS):
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
