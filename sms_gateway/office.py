"""What the console's administration is handed of the other rooms (`console.office.Office`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import bot.notices as _notices
from bot.dialogues import DIALOGUES as _DIALOGUES
from bot.kept import SUSPENDED_SECONDS
from bot.text import TEXTS
from bot.wording import Wording
from console.office import DatedAmount, Households, Kept, ParameterFacts, ProgrammeFacts, SmsText
from nlu.masking import masked
from nlu.understanding import IN_CONFIDENCE, Intent
from programmes.amounts_table import amount_of, open_points
from programmes.pack import Pack
from programmes.parameters import DatedValue
from programmes.programme import Registry
from sms_gateway.gsm7 import is_gsm7
from sms_gateway.registries import counts_of
from sms_gateway.segments import measure
from storage.retention import Periods
from storage.work.attempts import KEPT_SECONDS
from storage.work.care import STRAY_SECONDS, USSD_END_SECONDS

_FIELD = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r"https?:|www\.|\w\.(?:com|ma|org|net)\b", re.IGNORECASE)
_GSM_7 = frozenset({"fr", "ary_Latn", "en"})
#: Long values of the fields, to measure a wording by; what is not listed is as long as a sentence may be.
_LONG = {
    "reference": "482.177.353",
    "day": "30 septembre 2023",
    "month": "septembre 2023",
    "amount": "1 350,50 DH",
    "paid": "1 350,50 DH",
    "before": "1 350,50 DH",
    "after": "1 350,50 DH",
    "each": "375,50 DH",
    "count": "12",
    "age": "21",
    "phone": "0500000001",
    "numbers": "19, 177, 15",
    "commune": "Sidi Slimane Echcharraa",
}
_SENTENCE = "x" * 60
_DAY = 24 * 3600
_KEPT = (
    Kept("unsent", SUSPENDED_SECONDS // _DAY),
    Kept("tries", KEPT_SECONDS // _DAY),
    Kept("stray_reports", STRAY_SECONDS // _DAY),
    Kept("ussd_ends", USSD_END_SECONDS // _DAY),
    Kept("audit", None),
)
_TEXTS_OF = (_notices, _DIALOGUES)  # what they import registers every text


@dataclass(frozen=True, slots=True)
class ServiceOffice:
    """The office of a running service.

    `told_households` benefit, by region, as the operator said: for a registry that cannot count its own.
    """

    programme: Pack
    wording: Wording
    told_households: Mapping[str, int] = field(default_factory=dict)
    periods: Periods = field(default_factory=Periods)
    registry: Registry | None = None

    def programme_names(self, language: str) -> Mapping[str, str]:
        """The one programme of this service."""
        names = self.programme.names
        return {self.programme.key: names.get(language) or next(iter(names.values()))}

    def programmes(self, language: str) -> Sequence[ProgrammeFacts]:
        """Its amounts by date, as its pack has them."""
        pack = self.programme
        parameters = tuple(
            ParameterFacts(one.key, tuple(_dated(pack, one.unit, step) for step in one.steps))
            for one in pack.calculator.parameters.values()
        )
        points = tuple(point.removeprefix(f"{pack.key}: ") for point in open_points(pack))
        return [ProgrammeFacts(pack.key, self.programme_names(language)[pack.key], parameters, points)]

    def reason(self, code: str, language: str) -> str:
        """A motive of refusal, as the person is told it; a code that the pack does not know as it is."""
        pack = self.programme
        return (
            pack.reason(code, language, {}) if code in pack.reasons and language in pack.languages else code
        )

    async def households(self, programmes: Collection[str] | None) -> Mapping[str, Households]:
        """As the registry counted them when they were imported, else as the operator said."""
        counts = None if self.registry is None else await counts_of(self.registry)
        if counts is None:
            return {region: Households(0, number) for region, number in self.told_households.items()}
        found: dict[str, Households] = {}
        for (programme, region), one in counts.items():
            if programmes is None or programme in programmes:
                sofar = found.get(region, Households(0, 0))
                found[region] = Households(
                    sofar.registered + one.registered, sofar.benefiting + one.benefiting
                )
        return found

    def texts(self) -> Sequence[SmsText]:
        """Every text with its sentences as the catalogs have them."""
        languages = [*self.programme.languages, *(["en"] if "en" not in self.programme.languages else [])]
        return [
            SmsText(
                text.msgid,
                text.parts,
                text.wide,
                {language: self.wording.sentence(text.msgid, language) for language in languages},
            )
            for text in sorted(TEXTS.values(), key=lambda text: text.msgid)
        ]

    def filled(self, words: str, language: str) -> str:  # noqa: ARG002 - digits and names are as long in each
        """The wording with long values."""
        return _FIELD.sub(lambda found: _LONG.get(found[1], _SENTENCE), words)

    def faults(self, msgid: str, language: str, words: str) -> Sequence[str]:
        """What is wrong with other words for a text."""
        text, narrow = TEXTS[msgid], language in _GSM_7
        most = text.parts if narrow else text.wide
        found = {
            "fields": set(_FIELD.findall(words)) != set(_FIELD.findall(msgid)),
            "alphabet": narrow and not is_gsm7(words),
            "length": measure(self.filled(words, language)).parts > most,
            "link": _LINK.search(words) is not None,
        }
        return [fault for fault, there in found.items() if there]

    def masked(self, text: str) -> str:
        """A message without what may tell who wrote it."""
        return masked(text)

    def meanings(self) -> Sequence[str]:
        """The intents that a person may name."""
        return [intent.value for intent in Intent if intent not in {Intent.START, Intent.BACK}]

    def in_confidence(self) -> Sequence[str]:
        """Calls for help."""
        return [intent.value for intent in IN_CONFIDENCE]

    def kept(self) -> Sequence[Kept]:
        """How long what is kept."""
        periods = self.periods
        motives = [Kept("tickets", days or None, motive) for motive, days in periods.by_motive.items()]
        return (
            Kept("tickets", periods.tickets or None),
            *motives,
            Kept("messages", periods.messages or None),
            Kept("conversations", periods.conversations or None),
            Kept("sessions", periods.sign_ins),
            *_KEPT,
        )


def _dated(pack: Pack, unit: str, step: DatedValue) -> DatedAmount:
    amount, first, legal = amount_of(pack, unit, step)
    return DatedAmount(amount, first, legal, step.reference)
