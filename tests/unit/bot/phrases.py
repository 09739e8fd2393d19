"""What the people of the tests write; the service's own parser makes of it what it does."""

from __future__ import annotations

from nlu.cascade import CascadeParser
from nlu.understanding import Intent, Understanding

PHRASES = {
    Intent.GREET: ("bonjour", "السلام عليكم"),
    Intent.THANKS_BYE: ("merci", "شكرا"),
    Intent.APPLICATION_STATUS: ("ou est ma demande svp", "أين وصل طلبي"),
    Intent.REJECTION_REASON: ("pourquoi refus", "لماذا رفضتم طلبي"),
    Intent.PAYMENT_DATE: ("quand je serai payé", "متى موعد الأداء"),
    Intent.PAYMENT_MISSING: ("g pas recu largent", "لم أتوصل بالمال"),
    Intent.AMOUNT_EXPLANATION: ("pourquoi ce montant", "لماذا هذا المبلغ"),
    Intent.AMOUNT_DISPUTE: ("le montant est faux", "المبلغ خاطئ"),
    Intent.FILE_RECOURSE: ("je veux contester", "أريد تقديم تظلم"),
    Intent.TICKET_FOLLOWUP: ("ou en est mon recours", "أين تظلمي"),
    Intent.WITHDRAW_TICKET: ("je retire mon recours", "أسحب تظلمي"),
    Intent.REPORT_MISCONDUCT: ("le caid demande un bakchich pour signer mon dossier", "القائد طلب مني 200 درهم"),
    Intent.SCAM_REPORT: ("jai recu un lien pour mettre mon code carte cest vous?", "توصلت برابط يطلب رقم البطاقة هل هذا أنتم"),
    Intent.HOW_TO_APPLY: ("comment s'inscrire", "كيف أسجل"),
}  # fmt: skip
COMMANDS = {
    Intent.HELP: ("menu", "القائمة"),
    Intent.STOP: ("stop", "توقف"),
    Intent.START: ("start", "استئناف"),
    Intent.BACK: ("retour", "رجوع"),
    Intent.SPEAK_TO_OFFICER: ("agent", "موظف"),
    Intent.CHANGE_LANGUAGE: ("francais", "العربية"),
    Intent.AFFIRM: ("oui", "نعم"),
    Intent.DENY: ("non", "لا"),
}
_PARSER = CascadeParser()


def phrase(intent: Intent, language: str) -> str:
    """How the people of the tests say this."""
    return (PHRASES | COMMANDS)[intent][0 if language == "fr" else 1]


def understand(text: str) -> Understanding:
    """A message as the service's own parser understands it; nothing in it waits."""
    try:
        _PARSER.parse(text).send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the parser waited for something")
