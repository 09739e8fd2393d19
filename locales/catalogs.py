"""Keeps `sms.po` in step with the sources: extraction by Babel, update, and what is wrong with a catalog."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from locales import SOURCE_LANGUAGE, path_of, read
from locales.plain import hard_points

DOMAIN = "sms"
#: Without dates and addresses: a catalog changes only when its messages do.
_HEADER = """\
# What phones read. English is the source; `python -m locales update` keeps this in step with bot/.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_SOURCES = Path(__file__).parent.parent / "bot"


def extract() -> Catalog:
    """Every text that bot/ marks with `_`, in the order of the files."""
    template = Catalog(project="recours", charset="utf-8")
    for name, _line, msgid, comments, context in extract_from_dir(_SOURCES, [("**.py", "python")]):
        template.add(msgid, locations=[(f"bot/{name}", 0)], auto_comments=comments, context=context)
    return template


def update(language: str) -> None:
    """Rewrite a language's catalog: new messages empty, those no longer used away, nothing guessed."""
    catalog = read(language, DOMAIN)
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    body = BytesIO()
    write_po(body, catalog, width=100, include_lineno=False, omit_header=True)
    path_of(language, DOMAIN).write_bytes(_HEADER.format(language=language).encode() + body.getvalue())


def faults(language: str) -> list[str]:
    """What is wrong with a catalog, a line each."""
    catalog, wanted = read(language, DOMAIN), {str(message.id) for message in extract() if message.id}
    present = {str(message.id): message for message in catalog if message.id}
    found = [f"{language}: missing {msgid!r}" for msgid in sorted(wanted - present.keys())]
    found += [f"{language}: no longer used {msgid!r}" for msgid in sorted(present.keys() - wanted)]
    for msgid, message in present.items():
        written = str(message.string or "")
        if message.fuzzy:
            found.append(f"{language}: fuzzy {msgid!r}")
        if not written and language != SOURCE_LANGUAGE:
            found.append(f"{language}: untranslated {msgid!r}")
        elif written and fields(written) != fields(msgid):
            found.append(f"{language}: other fields than {msgid!r}")
        said = written or msgid
        found += [f"{language}: {said!r}: {point}" for point in hard_points(said, language)]
    return found


def fields(sentence: str) -> set[str]:
    """The names of the fields in a sentence."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name is not None}
