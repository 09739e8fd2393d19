"""An amount explained without a phone: the trace, and the texts that a phone would read with their parts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.dialogues import explaining
from bot.dialogues.status import grounds, standing
from bot.formats import writer_in
from bot.talk import Talk
from bot.text import Text
from bot.wording import Wording
from locales import load
from programmes.household import Case
from programmes.pack import Pack
from programmes.trace_json import change_json, entitlement_json, gap_json
from sms_gateway.gsm7 import wire_text
from sms_gateway.segments import measure


def explain(pack: Pack, case: Case, month: str, language: str, today: date) -> dict[str, Any]:
    """All that is known of a household's amount for `month`, in JSON values."""
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    talk, wording = (
        Talk(pack, int(noon.timestamp())),
        Wording({language: load(language, "sms").gettext}, writer_in(pack.region_code)),
    )
    due, gap = pack.entitlement(case, month), pack.why_differs(case, month)
    told = {
        "status": (standing(talk, case), *(grounds(talk, case) if case.reason else ())),
        "sum": explaining.the_sum(talk, due),
        "changes": explaining.the_changes(talk, case, due),
        "gap": explaining.the_gap(talk, case, due, gap),
        **{f"what_if.{name}": texts for name, texts in _what_ifs(talk, case, month).items()},
    }
    return {
        **entitlement_json(pack, due),
        "changes": [change_json(change) for change in pack.why_changed(case, month)],
        "gap": gap_json(gap),
        "conditions": {
            condition.code: condition.is_met(case.reason_data) for condition in pack.eligibility.conditions
        },
        "language": language,
        "texts": [_text(about, texts, wording, language) for about, texts in told.items() if texts],
    }


def _what_ifs(talk: Talk, case: Case, month: str) -> dict[str, tuple[Text, ...]]:
    pack = talk.programme
    found = {}
    for fact in pack.hypotheses(case, month):
        for rule in pack.new_child_rules() if fact == "child" else ("",):
            name = f"{fact}.{rule}" if rule else fact
            found[name] = explaining.the_what_if(talk, pack.what_if(case, month, fact, rule))
    return found


def _text(about: str, texts: tuple[Text, ...], wording: Wording, language: str) -> dict[str, Any]:
    written = wire_text("\n".join(wording.line(text, language) for text in texts))
    size = measure(written)
    return {"about": about, "text": written, "parts": size.parts, "encoding": size.encoding}
