"""What the people of the tests write; the service's own parser makes of it what it does."""

from __future__ import annotations

from nlu.cascade import CascadeParser
from nlu.understanding import Intent, Understanding

#: The order of each row below.
LANGUAGES = ("fr", "ar", "ary_Latn")
PHRASES = {
    Intent.GREET: ("bonjour", "السلام عليكم", "salam 3likom"),
    Intent.THANKS_BYE: ("merci", "شكرا", "chokran"),
    Intent.APPLICATION_STATUS: ("ou est ma demande svp", "أين وصل طلبي", "fin wsel talab dyali"),
    Intent.REJECTION_REASON: ("pourquoi refus", "لماذا رفضتم طلبي", "3lach trfed talab dyali"),
    Intent.PAYMENT_DATE: ("quand je serai payé", "متى موعد الأداء", "imta lkhlas"),
    Intent.PAYMENT_MISSING: ("g pas recu largent", "لم أتوصل بالمال", "mazal ma wslouni lflous"),
    Intent.AMOUNT_EXPLANATION: ("pourquoi ce montant", "لماذا هذا المبلغ", "3lach had lmablagh"),
    Intent.AMOUNT_DISPUTE: ("le montant est faux", "المبلغ خاطئ", "lmablagh machi s7i7"),
    Intent.FILE_RECOURSE: ("je veux contester", "أريد تقديم تظلم", "bghit ndir chikaya"),
    Intent.TICKET_FOLLOWUP: ("ou en est mon recours", "أين تظلمي", "fin wslat chikaya dyali"),
    Intent.WITHDRAW_TICKET: ("je retire mon recours", "أسحب تظلمي", "bghit n7eyed chikaya dyali"),
    Intent.REPORT_MISCONDUCT: ("le caid demande un bakchich pour signer mon dossier", "القائد طلب مني 200 درهم",
                               "l9ayed bgha menni 200 dh bach ydwz liya dossier"),
    Intent.SCAM_REPORT: ("jai recu un lien pour mettre mon code carte cest vous?", "توصلت برابط يطلب رقم البطاقة هل هذا أنتم",
                         "jani lien kaytleb code dyal carte wach ntouma"),
    Intent.PAYMENT_ACCESS: ("je n'arrive pas a retirer l'argent", "لا أستطيع سحب المال", "ma 9dertch njbed lflous"),
    Intent.UPDATE_DETAILS: ("je veux changer mes informations", "أريد تحديث معلوماتي", "bghit nbeddel ma3loumat dyali"),
    Intent.FIND_OFFICE: ("ou est le bureau le plus proche", "أين أقرب مكتب", "fin kayn a9reb maktab"),
    Intent.OTHER_SERVICES: ("comment avoir amo tadamon", "كيف أحصل على أمو تضامن", "kifach ndir l amo tadamon"),
    Intent.PROTECTION_NEED: ("mon mari me frappe, aidez moi", "زوجي يضربني ساعدوني", "rajli kaydrebni 3awnouni"),
    Intent.HOW_TO_APPLY: ("comment s'inscrire", "كيف أسجل", "kifach ntsejjel"),
}  # fmt: skip
COMMANDS = {
    Intent.HELP: ("menu", "القائمة", "lmenu"),
    Intent.STOP: ("stop", "توقف", "wa9fo"),
    Intent.START: ("start", "استئناف", "start"),
    Intent.BACK: ("retour", "رجوع", "rjo3"),
    Intent.SPEAK_TO_OFFICER: ("agent", "موظف", "mowadaf"),
    Intent.CHANGE_LANGUAGE: ("francais", "العربية", "darija"),
    Intent.AFFIRM: ("oui", "نعم", "iyeh"),
    Intent.DENY: ("non", "لا", "la"),
}
_PARSER = CascadeParser()


def phrase(intent: Intent, language: str) -> str:
    """How the people of the tests say this."""
    return (PHRASES | COMMANDS)[intent][LANGUAGES.index(language)]


def understand(text: str) -> Understanding:
    """A message as the service's own parser understands it; nothing in it waits."""
    try:
        _PARSER.parse(text).send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the parser waited for something")
