"""What the bench's phones say.

Short conversations in the natural mix, each message sent when the last was answered.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation: its messages in order, how many of a hundred phones hold it.

    And whether it files a ticket.
    """

    name: str
    share: int
    messages: tuple[str, ...]
    files: bool = False


SCRIPTS = (
    Script("status, fr", 26, ("ou est ma demande svp",)),
    Script("status then amount, fr", 14, ("bonjour ma demande svp", "1", "0")),
    Script("amount, fr sms", 16, ("pk mn montant a baissé",)),
    Script("status, ar", 16, ("أين وصل طلبي",)),
    Script("amount, ar", 12, ("لماذا نقص المبلغ", "0")),
    Script("menu", 6, ("menu", "2")),
    Script("not understood", 4, ("bonsoir la famille comment",)),
    Script(
        "recours, fr",
        4,
        ("je veux contester", "1", "mon fils a encor 20 ans il es au lycee jai le certifica", "1"),
        files=True,
    ),
    Script("recours, ar", 2, ("أريد تقديم تظلم", "1", "ابني ما زال يدرس في الثانوية", "1"), files=True),
)


#: The same with Darija in Latin letters: keywords, free text and appeals in three languages.
PAYDAY = (
    Script("status, fr", 20, ("ou est ma demande svp",)),
    Script("status then amount, fr", 10, ("bonjour ma demande svp", "1", "0")),
    Script("amount, fr sms", 14, ("pk mn montant a baissé",)),
    Script("status, ar", 14, ("أين وصل طلبي",)),
    Script("amount, ar", 10, ("لماذا نقص المبلغ", "0")),
    Script("status, darija", 12, ("fin wsel dossier dyali",)),
    Script("amount, darija", 4, ("3lach n9es lmablagh", "0")),
    Script("menu", 4, ("menu", "2")),
    Script("not understood", 4, ("bonsoir la famille comment",)),
    *(script for script in SCRIPTS if script.files),
    Script(
        "recours, darija",
        2,
        ("bghit ndir chikaya", "1", "weldi ba9i kay9ra f lycee 3ndo certificat", "1"),
        files=True,
    ),
)


def script_of(number: int, scripts: tuple[Script, ...] = SCRIPTS) -> Script:
    """The script of the phone with this number.

    The shares hold in every hundred, spread out, the same at each run.
    """
    place = (number * 37) % 100  # 37 is coprime to 100: neighbours hold different conversations
    for script in scripts:
        if place < script.share:
            return script
        place -= script.share
    raise AssertionError("the shares do not add up to 100")
