"""Opening hours as people read them: `lun-ven 8h30-16h30`, `من الاثنين إلى الجمعة، من 8:30 إلى 16:30`."""

from __future__ import annotations

from programmes.directory.hours import DAY_MINUTES, Hours, Opening

_DAYS = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "ary_Latn": ("tnin", "tlat", "larb3", "khmis", "jem3a", "sebt", "l7edd"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_ALWAYS = {"fr": "jour et nuit", "ary_Latn": "lil w nhar", "en": "day and night", "ar": "ليل نهار"}


def write_hours(hours: Hours, language: str) -> str:
    """All the openings, parted by commas; a closing time of 24:00 is midnight."""
    if hours.always:
        return _ALWAYS[language]
    comma = "، " if language == "ar" else ", "
    return comma.join(_opening(opening, language) for opening in hours.openings)


def _opening(opening: Opening, language: str) -> str:
    spans = (_span(*span, language) for span in opening.spans)
    and_ = " و" if language == "ar" else " "
    return f"{_days(opening, language)} {and_.join(spans)}"


def _days(opening: Opening, language: str) -> str:
    first, last = (_DAYS[language][day] for day in (opening.first, opening.last))
    if opening.first == opening.last:
        return first
    return f"من {first} إلى {last}" if language == "ar" else f"{first}-{last}"


def _span(opens: int, closes: int, language: str) -> str:
    """In Arabic in words: digits around a hyphen would be shown in reverse order."""
    first, last = _time(opens, language), _time(closes % DAY_MINUTES, language)
    return f"من {first} إلى {last}" if language == "ar" else f"{first}-{last}"


def _time(minutes: int, language: str) -> str:
    hour, minute = divmod(minutes, 60)
    if language in {"fr", "ary_Latn"}:
        return f"{hour}h{minute:02d}" if minute else f"{hour}h"
    return f"{hour}:{minute:02d}"
