"""`python -m locales [update]`: brings the phone's catalogs in step with the sources, or checks them.

Checked are completeness, fields, and plain words (`locales/plain.py`).
"""

from __future__ import annotations

import sys

from locales import PHONE_LANGUAGES
from locales.catalogs import faults, update


def main(arguments: list[str]) -> int:
    """Exit code 0 where all is well."""
    if arguments == ["update"]:
        for language in PHONE_LANGUAGES:
            update(language)
        return 0
    if not arguments:
        found = [fault for language in PHONE_LANGUAGES for fault in faults(language)]
        print("\n".join(found) or "sms catalogs: complete, in step with the sources, in plain words")  # noqa: T201  # a command's answer
        return 1 if found else 0
    print("usage: python -m locales [update]", file=sys.stderr)  # noqa: T201  # a command's answer
    return 2


sys.exit(main(sys.argv[1:]))
