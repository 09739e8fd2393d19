"""A small honest `Desk`: real counting of characters, one known household."""

from datetime import date
from decimal import Decimal

from console.counter import COUNTER, Household, Refusal
from console.desk import (
    AmountFacts,
    AmountLine,
    Canned,
    CaseFacts,
    FactsUnavailableError,
    Measure,
    MemberFacts,
    NoticeKind,
    PaymentFacts,
)
from programmes.pack import load_programme
from programmes.remedies import remedy_of
from sms_gateway.given import open_wording
from sms_gateway.intake import odd_sender
from sms_gateway.office import ServiceOffice
from sms_gateway.rulebook import PackRules
from storage.records import (
    SENSITIVE_MOTIVES,
    Instruction,
    MtMessage,
    NewTicket,
    NewWakeup,
    Outcome,
)
from storage.retention import Periods

PROGRAMME = load_programme("ma_asd")
WORDING = open_wording(PROGRAMME)
CASE, CASE_NUMBER, PHONE = "case-17", "4821773530", "0600000001"
NOTICES = {
    ("fr", NoticeKind.DECIDED): "Recours {reference}: {outcome}. Raison: {reason}",
    ("ar", NoticeKind.DECIDED): "التظلم {reference}: {outcome}. السبب: {reason}",
    ("fr", NoticeKind.ASKED): "A propos de {reference}: {reason}",
    ("ar", NoticeKind.ASKED): "بخصوص {reference}: {reason}",
    ("fr", NoticeKind.RECEIVED): "Enregistré: {reference}.",
    ("ar", NoticeKind.RECEIVED): "تم التسجيل: {reference}.",
    ("fr", NoticeKind.REOPENED): "Recours {reference}: repris.",
    ("ar", NoticeKind.REOPENED): "التظلم {reference}: أعيد فتحه.",
    ("fr", NoticeKind.CLOSED): "Recours {reference}: clos. Merci.",
    ("ar", NoticeKind.CLOSED): "التظلم {reference}: أغلق. شكرا.",
}
OUTCOMES = {
    "fr": {"upheld": "ACCEPTE", "rejected": "REFUSE", "partly": "ACCEPTE en partie"},
    "ar": {"upheld": "مقبول", "rejected": "مرفوض", "partly": "مقبول جزئيا"},
}
FOLDED = str.maketrans("çêôâ", "ceoa")


class RulesInTests:
    """Thirty days for everything, ten for another desk."""

    reopen_seconds = 30 * 24 * 3600

    def due_at(self, _motive, at):
        return at + 30 * 24 * 3600

    def desk_due(self, at):
        return at + 10 * 24 * 3600

    def day(self, at, now, language):
        return PackRules(PROGRAMME).day(at, now, language)

    def desks(self, language):
        return {"RSU": "السجل الاجتماعي" if language == "ar" else "RSU", "RNP": "RNP"}


class CounterInTests:
    """One case, of 1978; a third wrong try locks."""

    def __init__(self, desk):
        self.desk, self.wrong = desk, 0

    async def prove(self, typed, birth_year, login, at):
        if self.desk.down:
            return Refusal.AWAY
        if self.wrong >= 3:
            return Refusal.LOCKED
        if (typed, birth_year) not in {(CASE_NUMBER, 1978), (PHONE, 1978)}:
            self.wrong += 1
            return Refusal.WRONG
        return Household(CASE, "…3530", "Azilal", self.desk.region, ("+212600000001",))

    async def ticket(self, filing, at):
        if self.desk.down:
            raise FactsUnavailableError
        grave = filing.motive in SENSITIVE_MOTIVES
        case = None if grave else filing.household
        subject = {"month": filing.month} if filing.month and case else {}
        return NewTicket(
            filing.reference, "ma_asd", "recours" if case else "reclamation", filing.motive, filing.phone,
            COUNTER, filing.language, filing.words, case.case_id if case else None,
            None if grave else case.region if case else filing.region,
            {**subject, **({"proxy": dict(filing.proxy)} if filing.proxy else {})},
            created_at=at, due_at=at + 30 * 24 * 3600,
        )  # fmt: skip

    def levels(self, language):
        return {}

    def told(self, filing, at):
        if not filing.proxy or not filing.household:
            return ()
        return (NewWakeup(f"helped:{filing.reference}", at, "+212600000001", "phone", "helped"),)


PERIODS = Periods(1825, {"SENSITIVE": 365}, 730, 365)


class DeskInTests:
    """`down` makes the registry unreachable."""

    def __init__(self):
        self.down = self.changed_hands = False
        self.region = "MA-05"
        self.rules = RulesInTests()
        self.households = {}
        self.counter = CounterInTests(self)

    @property
    def office(self):
        """The real one, over the real programme."""
        return ServiceOffice(PROGRAMME, WORDING, self.households, PERIODS)

    def measure(self, text):
        wide = any("\u0600" <= letter <= "\u06ff" for letter in text)
        single, chained = (70, 67) if wide else (160, 153)
        parts = 1 if len(text) <= single else -(-len(text) // chained)
        return Measure("UCS-2" if wide else "GSM-7", len(text), parts, Decimal("0.085") * parts, "MAD")

    def notice(self, ticket, kind, *, outcome, reason):
        tongue = "ar" if ticket.language == "ar" else "fr"
        named = OUTCOMES[tongue].get(outcome, outcome)
        dotted = ".".join(ticket.reference[n : n + 3] for n in (0, 3, 6))
        return NOTICES[tongue, kind].format(reference=dotted, outcome=named, reason=reason)

    def joined(self, ticket):
        told = {"fr": "Une seule réponse, sous {}.", "ar": "جواب واحد تحت رقم {}."}[ticket.language]
        return told.format(".".join(ticket.reference[n : n + 3] for n in (0, 3, 6)))

    def message(self, ticket, text, priority):
        text = text.translate(FOLDED)
        parts = self.measure(text).parts
        return MtMessage(
            "phone" if ticket.link == COUNTER else ticket.link,
            ticket.phone,
            "1717",
            text,
            ticket.language,
            parts,
            priority,
            ticket=ticket.reference,
        )

    def canned(self, ticket):
        words = {"fr": "Quelle est l'école de l'enfant?", "ar": "ما هي مدرسة الطفل؟"}[ticket.language]
        reason = {"fr": "Votre papier montre ce que vous dites.", "ar": "ورقتكم تبين ما تقولون."}[
            ticket.language
        ]
        return (Canned("school", words), Canned("paper", reason, (Outcome.UPHELD, Outcome.PARTLY)))

    async def instruction(self, ticket, at):
        remedy = remedy_of(ticket.motive, ticket.subject, None)
        if ticket.case_id is None or remedy is None:
            return None
        return Instruction(ticket.reference, ticket.case_id, remedy, at, at + 30 * 24 * 3600)

    def owner(self, instruction, language):
        return "RSU"

    def question(self, ticket, words, at):
        about = {"reference": ticket.reference, "words": words}
        return (
            NewWakeup(f"question:{ticket.reference}:{at}", at, ticket.phone, ticket.link, "question", about),
        )

    def closing(self, ticket, at):
        key = f"satisfaction:{ticket.reference}"
        return (NewWakeup(key, at, ticket.phone, ticket.link, "satisfaction"),)

    async def is_still_theirs(self, ticket, session):
        return not self.changed_hands

    def odd_sender(self, phone):
        return odd_sender(phone, 212) or ""

    async def case_facts(self, case_id, language, *, month=None):
        if self.down:
            raise FactsUnavailableError
        return facts(month or "2025-10") if case_id == CASE else None

    def phone_of(self, typed):
        return f"+212{typed[1:]}" if len(typed) == 10 and typed.startswith("06") else None

    async def case_of_number(self, number):
        if self.down:
            raise FactsUnavailableError
        return CASE if number == CASE_NUMBER else None


def facts(month):
    return CaseFacts(
        number="…3530",
        status="acceptée",
        since=date(2024, 2, 12),
        currency="MAD",
        unit="DH",
        commune="Azilal",
        members=(
            MemberFacts("mère", 44, remarks=("veuve",)),
            MemberFacts("enfant", 20, "scolarisé"),
            MemberFacts("enfant", 9, "scolarisée"),
            MemberFacts("enfant", 2),
        ),
        payments=(
            PaymentFacts(month, 60000, "envoyé", date(2025, 10, 28)),
            PaymentFacts("2025-09", 90000, "perçu", date(2025, 9, 28)),
        ),
        amount=AmountFacts(
            month,
            60000,
            (
                AmountLine(
                    "2 × enfant scolarisé", 60000, "child.at_school", "décret 2-23-1067", date(2025, 1, 1)
                ),
            ),
            changes=("un enfant a eu 21 ans: -300 DH",),
            to_confirm=("supplément de handicap, rangs 4 à 6",),
        ),
    )
