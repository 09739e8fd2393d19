"""The conversations that the golden transcripts hold."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from nlu.understanding import Intent
from programmes.household import CaseStatus, PaymentState
from storage.records import Outcome, TicketState
from tests.unit.bot.staging import (
    A_CHILD_TURNED_21,
    CONTESTS_AMOUNT,
    MORE,
    ON_THE_LIST,
    REFUSED,
    REJECTED,
    SECOND,
    STORY,
    WITH_PAYMENTS,
    Act,
    Scenario,
    amount_of,
    decides,
    helps,
    later,
    payment_of,
    registry,
    status_becomes,
    status_of,
    texts,
)
from tests.unit.bot.world import DAY, HOUR, MINUTE, case, child, paid

SCENARIOS: dict[str, Scenario] = {
    "menu": Scenario((Intent.GREET, "1"), {"cases": (WITH_PAYMENTS,), "noticed": False, "language": None}),
    "status_received": status_of(case(CaseStatus.RECEIVED, date(2025, 11, 3))),
    "status_in_review": status_of(case(CaseStatus.IN_REVIEW, date(2025, 11, 3))),
    "status_accepted": Scenario((Intent.APPLICATION_STATUS, "1"), {"cases": (WITH_PAYMENTS,)}),
    "status_accepted_long_ago": status_of(case(since=date(2024, 1, 1), payments=(paid("2025-10", 400, PaymentState.SENT),))),
    "status_payment_returned": status_of(case(payments=(paid("2025-10", 400, PaymentState.RETURNED),))),
    "payments_next": Scenario((Intent.PAYMENT_DATE, "1"), {"cases": (WITH_PAYMENTS,)}),
    "payments_next_not_received": Scenario((Intent.PAYMENT_DATE, "2", "1", STORY, "1"), {"cases": (WITH_PAYMENTS,)}),
    "payments_next_of_a_refused_case": Scenario((Intent.PAYMENT_DATE,), {"cases": (REFUSED,)}),
    "payments_not_due": Scenario(
        (Intent.PAYMENT_MISSING,),
        {"cases": (case(since=date(2025, 11, 3), payments=(paid("2025-11", 500, PaymentState.PLANNED),)),)},
    ),
    "payments_of_a_month_to_come": Scenario(
        ({"fr": "g pas recu largent de decembre", "ar": "لم أتوصل بمال دجنبر", "ary_Latn": "ma wslatnich lflous dyal doujanbir"},), {"cases": (WITH_PAYMENTS,)}
    ),
    "payments_late": payment_of(paid("2025-10", 400, PaymentState.PLANNED), "1", STORY, "1"),
    "payments_missing": payment_of(paid("2025-09", 400), "2", "1"),
    "payments_sent": payment_of(replace(paid("2025-10", 400, PaymentState.SENT), collect_until=date(2025, 12, 28)), "1"),
    "payments_not_collected": payment_of(replace(paid("2025-10", 400, PaymentState.SENT), collect_until=date(2025, 11, 20))),
    "payments_back_not_collected": payment_of(
        replace(paid("2025-10", 400, PaymentState.RETURNED), reason="NOT_COLLECTED"), "1", STORY, "1"
    ),
    "payments_returned": payment_of(replace(paid("2025-10", 400, PaymentState.RETURNED), reason="ACCOUNT")),
    "payments_collected": payment_of(paid("2025-10", 400), "1", STORY, "1"),
    "payments_of_a_month": Scenario(
        ({"fr": "g pas recu largent de septembre", "ar": "لم أتوصل بمال شتنبر", "ary_Latn": "ma wslatnich lflous dyal choutanbir"},), {"cases": (WITH_PAYMENTS,)}
    ),
    "status_refused": Scenario((Intent.REJECTION_REASON,), {"cases": (REFUSED,)}),
    "status_refused_without_desk": status_of(case(CaseStatus.REFUSED, date(2025, 11, 10), reason="PENSION")),
    "status_refused_late": status_of(case(CaseStatus.REFUSED, date(2025, 9, 1), reason="FAMILY_MISMATCH")),
    "status_suspended": status_of(case(CaseStatus.SUSPENDED, date(2025, 11, 1), reason="DATA_OUTDATED")),
    "status_ended": status_of(case(CaseStatus.ENDED, date(2025, 11, 1), reason="HOUSEHOLD_REQUEST")),
    "status_reason_unknown": status_of(case(CaseStatus.REFUSED, date(2025, 11, 10))),
    "amount_turned_21": amount_of(A_CHILD_TURNED_21, Intent.AMOUNT_EXPLANATION, "2"),
    "amount_new_rate": amount_of(WITH_PAYMENTS, Intent.AMOUNT_EXPLANATION, "2"),
    "amount_left_school": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2009, 1, 1), at_school=True),
        child("c", date(2011, 1, 1), school_until=date(2025, 10, 20)),
    ))),
    "amount_entered_school": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2009, 1, 1), at_school=True),
        child("c", date(2011, 1, 1), at_school=True, school_since=date(2025, 10, 20)),
    ))),
    "amount_joined": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2025, 10, 12)),
    ))),
    "amount_left": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2014, 1, 1), left_on=date(2025, 10, 20)), child("d", date(2015, 1, 1), left_on=date(2025, 10, 20)),
    ))),
    "amount_seventh_child": amount_of(case(members=(
        *(child(name, date(2010 + number, 1, 1), at_school=True) for number, name in enumerate("abcdef")),
        child("g", date(2025, 10, 12)),
    ))),
    "amount_floor": amount_of(case(members=(child("a", date(2012, 1, 1), at_school=True),))),
    "amount_flat": amount_of(case(members=())),
    "amount_to_confirm": amount_of(case(members=(
        *(child(name, date(2010 + number, 1, 1), at_school=True) for number, name in enumerate("abc")),
        child("d", date(2016, 1, 1), disabled=True), child("e", date(2015, 1, 1), orphan=True),
    ))),
    "amount_first_month": amount_of(case(since=date(2025, 11, 3))),
    "amount_paid_differs": amount_of(case(payments=(paid("2025-10", 300),)), Intent.AMOUNT_EXPLANATION, "2"),
    "amount_as_if_a_child_was_missing": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2015, 1, 1), at_school=True),
    ), payments=(paid("2025-11", 500),)), Intent.AMOUNT_EXPLANATION, "3", "1", "2"),
    "amount_as_if_a_child_was_not_at_school": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2015, 1, 1), at_school=True), child("d", date(2016, 1, 1), at_school=True),
    ), payments=(paid("2025-11", 774),))),
    "amount_with_an_arrear": amount_of(case(payments=(paid("2025-11", 1000), paid("2025-09", 500), paid("2025-08", 500)))),
    "amount_at_the_old_rate": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True),
        child("c", date(2015, 1, 1), at_school=True),
    ), payments=(paid("2025-11", 600),))),
    "amount_birth_grant": amount_of(case(members=(child("a", date(2025, 10, 12)),)), Intent.AMOUNT_EXPLANATION, "2"),
    "amount_birth_grant_paid_apart": amount_of(case(members=(child("a", date(2025, 10, 12)),), payments=(paid("2025-11", 500),))),
    "amount_back_to_school": amount_of(case(members=(
        child("a", date(2009, 1, 1), at_school=True, school_level="lycee"), child("b", date(2015, 1, 1), at_school=True, school_level="primary"),
        child("c", date(2017, 1, 1), at_school=True),
    )), {"fr": "pourquoi ce montant", "ar": "لماذا هذا المبلغ", "ary_Latn": "3lach had lmablagh"}, "2", "2", "1"),
    "amount_of_many_lines": amount_of(case(members=(
        child("a", date(2006, 1, 1), at_school=True, orphan=True), child("b", date(2008, 1, 1), orphan=True), child("c", date(2009, 1, 1), at_school=True, disabled=True),
        child("d", date(2012, 1, 1)), child("e", date(2014, 1, 1), disabled=True, orphan=True), child("f", date(2021, 1, 1)),
        child("g", date(2025, 10, 12)), child("h", date(2004, 10, 12), at_school=True),
    ), payments=(paid("2025-11", 300),)), Intent.AMOUNT_EXPLANATION, "1"),
    "amount_what_if_school": amount_of(case(members=(
        child("a", date(2010, 1, 1), at_school=True), child("b", date(2012, 1, 1), at_school=True), child("c", date(2015, 1, 1)),
    )), Intent.AMOUNT_EXPLANATION, "3", "2", Intent.FILE_RECOURSE),
    "amount_of_a_refused_case": amount_of(REFUSED),
    "recours_from_status": Scenario((Intent.REJECTION_REASON, "1", STORY, "1"), {"cases": (REFUSED,)}),
    "recours_from_amount": Scenario(CONTESTS_AMOUNT, {"cases": (A_CHILD_TURNED_21,)}),
    "recours_from_menu": Scenario((Intent.HELP, "3", "2", STORY, Intent.AFFIRM), {"cases": (WITH_PAYMENTS,)}),
    "recours_in_several_messages": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, MORE, MORE, later(2 * MINUTE, "two minutes later"), Intent.AFFIRM), {"cases": (WITH_PAYMENTS,)}
    ),
    "recours_changed": Scenario((Intent.FILE_RECOURSE, "3", MORE, "2", STORY, "1"), {"cases": (WITH_PAYMENTS,)}),
    "recours_cancelled": Scenario((Intent.FILE_RECOURSE, "1", STORY, "0"), {"cases": (WITH_PAYMENTS,)}),
    "recours_late": Scenario(
        (Intent.REJECTION_REASON, "1", STORY, "1"),
        {"cases": (case(CaseStatus.REFUSED, date(2025, 9, 1), reason="SCORE", reason_data={"score": "9.81"}),)},
    ),
    "recours_twice": Scenario((*CONTESTS_AMOUNT, Intent.AMOUNT_DISPUTE, "1", "1", MORE), {"cases": (WITH_PAYMENTS,)}),
    "recours_while_one_is_open": Scenario(
        (*CONTESTS_AMOUNT, Intent.FILE_RECOURSE, "2", "2", STORY, "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "follow_up_by_number": Scenario(
        (*CONTESTS_AMOUNT, "482.177.353", "482177366"), {"cases": (WITH_PAYMENTS,)}
    ),
    "follow_up_states": Scenario(
        (
            *CONTESTS_AMOUNT,
            decides("an officer takes it", state=TicketState.REVIEW), Intent.TICKET_FOLLOWUP,
            decides("the officer asks something", state=TicketState.WAITING), Intent.TICKET_FOLLOWUP, "1", MORE,
            later(35 * DAY, "35 days later"), Intent.TICKET_FOLLOWUP,
            decides("it is decided", state=TicketState.NOTIFIED, outcome=Outcome.REJECTED, reason="Le certificat date de 2023."),
            Intent.TICKET_FOLLOWUP, "1", "482177353",
        ),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "follow_up_upheld": Scenario(
        (
            *CONTESTS_AMOUNT,
            decides("it is decided", state=TicketState.CLOSED, outcome=Outcome.UPHELD, reason="Votre fils est compté."),
            Intent.TICKET_FOLLOWUP,
        ),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "follow_up_several": Scenario(
        (*CONTESTS_AMOUNT, Intent.FILE_RECOURSE, "2", "3", MORE, "1", Intent.TICKET_FOLLOWUP, "2"), {"cases": (WITH_PAYMENTS,)}
    ),
    "follow_up_nothing": Scenario((Intent.TICKET_FOLLOWUP, "1"), {"cases": (WITH_PAYMENTS,)}),
    "withdraw": Scenario((*CONTESTS_AMOUNT, Intent.WITHDRAW_TICKET, "0", Intent.WITHDRAW_TICKET, "1", "482177353"),
                         {"cases": (WITH_PAYMENTS,)}),
    "identify_right": Scenario((Intent.APPLICATION_STATUS, "2025-000-123", "1978", "1"), {"cases": (WITH_PAYMENTS,), "known": False}),
    "identify_wrong": Scenario(
        (Intent.APPLICATION_STATUS, "2025000123", "1979", "2025000123", {"fr": "en 1978", "ar": "سنة 1978", "ary_Latn": "f 1978"}, "1"),
        {"cases": (WITH_PAYMENTS,), "known": False},
    ),
    "identify_locked": Scenario(
        (Intent.APPLICATION_STATUS, "2025000123", "1979", "1"), {"cases": (WITH_PAYMENTS,), "known": False, "tries_left": 0}
    ),
    "identify_and_contest": Scenario(
        (Intent.FILE_RECOURSE, "2025000123", "1978", "1", "1", STORY, "1"), {"cases": (WITH_PAYMENTS,), "known": False}
    ),
    "helping_after_a_status": Scenario(
        (Intent.APPLICATION_STATUS, "2025000123", "1978", "2", Intent.AMOUNT_EXPLANATION, "1", "2", "1", STORY, "1", Intent.TICKET_FOLLOWUP,
         REJECTED, Intent.TICKET_FOLLOWUP),
        {"cases": (WITH_PAYMENTS,), "known": False},
    ),
    "helping_files_at_once": Scenario(
        (Intent.FILE_RECOURSE, "2025000123", "1978", "2", "1", STORY, MORE, later(2 * MINUTE, "two minutes later"), "1",
         Intent.WITHDRAW_TICKET, "1"),
        {"cases": (REFUSED,), "known": False},
    ),
    "helping_beside_ones_own_file": Scenario(
        (Intent.APPLICATION_STATUS, "2025000123", "1978", "2", "3", "2025000456", "1978", "1", Intent.APPLICATION_STATUS),
        {"cases": (REFUSED, SECOND), "known": False},
    ),
    "helping_two_households": Scenario(
        (Intent.FILE_RECOURSE, "2025000123", "1978", "2", "0", "2025000456", "1978", "2", "3", "1", "2"),
        {"cases": (WITH_PAYMENTS, SECOND), "known": False},
    ),
    "helping_with_a_lost_card": helps(
        {"fr": "jai perdu ma carte", "ar": "ضاعت لي البطاقة", "ary_Latn": "carta tl3at liya"}, "1", "2025000123", "1978", "2", STORY, "1"
    ),
    "association_not_written_down": helps(Intent.APPLICATION_STATUS, "2025000123", "1978", "3", Intent.AMOUNT_EXPLANATION),
    "association": Scenario(
        (Intent.FILE_RECOURSE, "3", "3", "3", "2", "2", "2", "1", STORY, "1", "2025000123", "1", "2", "2", STORY, "1", Intent.APPLICATION_STATUS,
         "3", "1", "2", "1", "1", STORY, "1", Intent.TICKET_FOLLOWUP, "1"),
        {"cases": ON_THE_LIST, "known": False, "association": "Nour"},
    ),
    "two_cases": Scenario((Intent.APPLICATION_STATUS, "1"), {"cases": (WITH_PAYMENTS, SECOND)}),
    "language_switch": Scenario(
        (Intent.AMOUNT_EXPLANATION, {"fr": "العربية", "ar": "darija", "ary_Latn": "francais"}, "1"), {"cases": (A_CHILD_TURNED_21,)}
    ),
    "stop_and_start": Scenario((Intent.STOP, Intent.START, Intent.THANKS_BYE), {"cases": (WITH_PAYMENTS,)}),
    "back": Scenario((Intent.FILE_RECOURSE, "1", STORY, Intent.BACK, MORE, "1"), {"cases": (WITH_PAYMENTS,)}),
    "interrupted_and_resumed": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, Intent.HELP, "1", "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "interrupted_then_offered_again": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, Intent.SPEAK_TO_OFFICER, "1", "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "interrupted_and_dropped": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, Intent.SPEAK_TO_OFFICER, "2", Intent.HELP), {"cases": (WITH_PAYMENTS,)}
    ),
    "not_understood": Scenario(
        ("xx yy zz", "qq", "ww", "rr", later(2 * HOUR, "two hours later"), "tt"), {"cases": (WITH_PAYMENTS,)}
    ),
    "not_understood_at_a_question": Scenario(
        (Intent.AMOUNT_EXPLANATION, "xx yy zz", "7", "ww", "rr"), {"cases": (WITH_PAYMENTS,)}
    ),
    "registry_down": Scenario(
        (registry(down=True), Intent.APPLICATION_STATUS, Intent.THANKS_BYE, registry(down=False), Intent.APPLICATION_STATUS),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "registry_down_and_back": Scenario(
        (registry(down=True), Intent.APPLICATION_STATUS, later(HOUR, "an hour later"), registry(down=False),
         later(HOUR, "an hour later"), "1", later(2 * DAY, "two days later")),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "registry_down_for_long": Scenario(
        (registry(down=True), Intent.APPLICATION_STATUS, later(2 * DAY, "two days later")), {"cases": (WITH_PAYMENTS,)}
    ),
    "registry_down_when_sending": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, registry(down=True), "1", registry(down=False), later(HOUR, "an hour later")),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "satisfaction": Scenario(
        (*CONTESTS_AMOUNT, later(DAY, "a day later"),
         Act("the ticket is closed", lambda world: world.closed()), later(3 * HOUR, "three hours later"), "4",
         {"fr": "rapide et poli", "ar": "سريع ومؤدب", "ary_Latn": "bzerba w mzyan"}, later(30 * DAY, "a month later")),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "question": Scenario(
        (*CONTESTS_AMOUNT, Act("an officer asks", lambda world: world.asks("2024/2025?")), later(MINUTE, "a minute later"),
         MORE, Act("an officer asks again", lambda world: world.asks("2025/2026?")), later(4 * DAY, "four days later"), "1",
         STORY, later(30 * DAY, "a month later")),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "registry_down_while_telling": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, registry(down=True), "1", Intent.SPEAK_TO_OFFICER, registry(down=False), "1", "1"),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "file_changed_meanwhile": Scenario(
        (Intent.APPLICATION_STATUS, status_becomes(CaseStatus.REFUSED), "1", "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "file_changed_while_telling": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, status_becomes(CaseStatus.REFUSED), "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "stale_session": Scenario(
        (Intent.FILE_RECOURSE, "1", STORY, later(2 * DAY, "two days later"), "1", "1", "1"), {"cases": (WITH_PAYMENTS,)}
    ),
    "officer": Scenario((Intent.SPEAK_TO_OFFICER, Intent.SPEAK_TO_OFFICER), {"cases": (WITH_PAYMENTS,)}),
    "misconduct": Scenario(
        (Intent.REPORT_MISCONDUCT, Intent.TICKET_FOLLOWUP, decides("it is decided", state=TicketState.CLOSED,
         outcome=Outcome.UPHELD, reason="Sanction"), Intent.TICKET_FOLLOWUP), {"cases": (WITH_PAYMENTS,)}
    ),
    "scam": Scenario((Intent.SCAM_REPORT,), {"cases": (WITH_PAYMENTS,)}),
    "access_asked": Scenario((Intent.PAYMENT_ACCESS, "3", "1", "1", STORY, "1"), {"cases": (WITH_PAYMENTS,)}),
    "access_card": texts("jai perdu ma carte", "ضاعت لي البطاقة", "carta tl3at liya", "2"),
    "access_code": texts("code oublié", "نسيت الرمز السري", "nsit lcode", "1", STORY, "1"),
    "access_sim": texts("puce perdue", "ضاعت لي الشريحة", "sim tl3at liya"),
    "access_twice": texts("jai perdu ma carte", "ضاعت لي البطاقة", "carta tl3at liya", "1", STORY, "1", Intent.PAYMENT_ACCESS, "1", "1", "1", MORE),
    "access_fee": Scenario((Intent.PAYMENT_ACCESS, "3", "2", "1", STORY, "1"), {"cases": (WITH_PAYMENTS,)}),
    "details_asked": Scenario((Intent.UPDATE_DETAILS, "1", "2", "1", STORY, "1"), {"cases": (WITH_PAYMENTS,)}),
    "details_birth": texts("jai eu un bebe comment l'ajouter", "زاد عندي مولود جديد", "tzad 3ndi weld jdid", "1", MORE, "1"),
    "details_address": texts("jai demenagé comment changer mon adresse", "بدلت العنوان ديالي", "bddelt l3onwan dyali", "1"),
    "details_phone": texts("changer mon numero de telephone", "بدلت رقم الهاتف", "bddelt nemra dyal tilifoun"),
    "applying": Scenario((Intent.HOW_TO_APPLY, "1", "2", "3", {"fr": "Settat", "ar": "سطات", "ary_Latn": "Settat"})),
    "find_office_of_the_household": Scenario((Intent.FIND_OFFICE, "1", {"fr": "Azilal", "ar": "أزيلال", "ary_Latn": "Azilal"}), {"cases": (WITH_PAYMENTS,)}),
    "find_office_named": texts("où est le bureau à Settat", "أين المكتب في سطات", "fin kayn lmaktab f Settat"),
    "find_office_asked": Scenario((Intent.FIND_OFFICE, {"fr": "xqzw", "ar": "ظظظظ", "ary_Latn": "xqzw"}), {"known": False}),
    "services_asked": Scenario((Intent.HELP, {"fr": "acte de naissance", "ar": "عقد الازدياد", "ary_Latn": "3a9d lzdiyad"}), {"cases": (WITH_PAYMENTS,)}),
    "services_health": Scenario((Intent.OTHER_SERVICES,), {"cases": (WITH_PAYMENTS,)}),
    "call_back": Scenario((Intent.SPEAK_TO_OFFICER, "1", Intent.SPEAK_TO_OFFICER, "3"), {"cases": (WITH_PAYMENTS,)}),
    "my_data": texts("supprimez mes donnees svp", "احذفوا بياناتي", "mse7o lma3loumat dyali", "3"),
    "call_back_refused": Scenario((Intent.SPEAK_TO_OFFICER, Intent.DENY), {"cases": (WITH_PAYMENTS,)}),
    "protection": Scenario((Intent.PROTECTION_NEED, "2", Intent.PROTECTION_NEED), {"cases": (WITH_PAYMENTS,)}),
    "appealed": Scenario(
        (*CONTESTS_AMOUNT, REJECTED, Intent.TICKET_FOLLOWUP, "1", MORE, Intent.TICKET_FOLLOWUP, REJECTED, Intent.TICKET_FOLLOWUP),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "reopened": Scenario(
        (
            *CONTESTS_AMOUNT, decides("it is decided", state=TicketState.CLOSED, outcome=Outcome.UPHELD, reason="Corrigé."),
            Intent.TICKET_FOLLOWUP, "1", MORE, Intent.TICKET_FOLLOWUP,
        ),
        {"cases": (WITH_PAYMENTS,)},
    ),
    "too_late_to_reopen": Scenario(
        (*CONTESTS_AMOUNT, REJECTED, later(31 * DAY, "31 days later"), Intent.TICKET_FOLLOWUP), {"cases": (WITH_PAYMENTS,)}
    ),
    "question_answered": Scenario(
        (*CONTESTS_AMOUNT, decides("the officer asks something", state=TicketState.WAITING), Intent.TICKET_FOLLOWUP, MORE,
         Intent.TICKET_FOLLOWUP),
        {"cases": (WITH_PAYMENTS,), "question": "Envoyez la date du certificat"},
    ),
}  # fmt: skip
