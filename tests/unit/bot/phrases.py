"""What people of the tests write, and what a parser makes of it: the words are fixed here, the entities are really found."""

from __future__ import annotations

from nlu.entities import find_entities
from nlu.normalise import words
from nlu.understanding import Intent, Understanding

_PHRASES = {
    Intent.GREET: ("bonjour", "السلام عليكم"),
    Intent.THANKS_BYE: ("merci", "شكرا"),
    Intent.APPLICATION_STATUS: ("ou est ma demande svp", "أين وصل طلبي"),
    Intent.REJECTION_REASON: ("pourquoi refus", "لماذا رفضتم طلبي"),
    Intent.PAYMENT_MISSING: ("g pas recu largent", "لم أتوصل بالمال"),
    Intent.AMOUNT_EXPLANATION: ("pourquoi ce montant", "لماذا هذا المبلغ"),
    Intent.AMOUNT_DISPUTE: ("le montant est faux", "المبلغ خاطئ"),
    Intent.FILE_RECOURSE: ("je veux contester", "أريد تقديم تظلم"),
    Intent.TICKET_FOLLOWUP: ("et mon recours", "أين تظلمي"),
    Intent.WITHDRAW_TICKET: ("je retire mon recours", "أسحب تظلمي"),
    Intent.REPORT_MISCONDUCT: ("le cadi me demande 200 dh pour le dossier", "القائد طلب مني 200 درهم"),
    Intent.SCAM_REPORT: ("jai recu un lien pour mettre mon code carte cest vous?", "توصلت برابط يطلب رقم البطاقة هل هذا أنتم"),
    Intent.HOW_TO_APPLY: ("comment s'inscrire", "كيف أسجل"),
    Intent.OUT_OF_SCOPE: ("il pleut demain?", "هل سيسقط المطر غدا"),
}  # fmt: skip
_COMMANDS = {
    Intent.HELP: ("menu", "القائمة"),
    Intent.STOP: ("stop", "توقف"),
    Intent.START: ("start", "ابدأ"),
    Intent.BACK: ("retour", "رجوع"),
    Intent.SPEAK_TO_OFFICER: ("agent", "موظف"),
    Intent.CHANGE_LANGUAGE: ("francais", "العربية"),
    Intent.AFFIRM: ("oui", "نعم"),
    Intent.DENY: ("non", "لا"),
}
_KNOWN = {phrase: (intent, "phrase") for intent, pair in _PHRASES.items() for phrase in pair}
_KNOWN |= {word: (intent, "word") for intent, pair in _COMMANDS.items() for word in pair}


def phrase(intent: Intent, language: str) -> str:
    """How the people of the tests say this."""
    return (_PHRASES | _COMMANDS)[intent][0 if language == "fr" else 1]


def understand(text: str) -> Understanding:
    """A message as a parser hands it over."""
    intent, tier = _KNOWN.get(text, (None, "none"))
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
    latin = any(letter.isascii() and letter.isalpha() for letter in text)
    language = "ar" if arabic else "fr" if latin else None
    entities = find_entities(text, words(text))
    return Understanding(text, intent, 0.98 if intent else 0.0, language, entities, tier)
