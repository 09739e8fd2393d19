"""The fields of the standard's OpenAPI document (social registry 1.0.0, POST /registry/sync/search), by hand.

Each object is a table of field -> (required, what it has to be); `faults` names every field that is not so.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit


def text(most=10_000):
    return lambda value: isinstance(value, str) and len(value) <= most


def one_of(*words):
    return lambda value: value in words


def moment(value):
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def address(value):
    return isinstance(value, str) and bool(urlsplit(value).scheme)


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def flag(value):
    return isinstance(value, bool)


def anything(value):
    return True


STATUS = one_of("rcvd", "pdng", "succ", "rjct")
HEADER_REASONS = one_of(
    "rjct.version.invalid",
    "rjct.message_id.duplicate",
    "rjct.message_ts.invalid",
    "rjct.action.invalid",
    "rjct.action.not_supported",
    "rjct.total_count.invalid",
    "rjct.total_count.limit_exceeded",
    "rjct.errors.too_many",
)
SEARCH_REASONS = one_of(
    "rjct.reference_id.invalid",
    "rjct.reference_id.duplicate",
    "rjct.timestamp.invalid",
    "rjct.search_criteria.invalid",
    "rjct.filter.invalid",
    "rjct.sort.invalid",
    "rjct.pagination.invalid",
    "rjct.search.too_many_records_found",
)
REQUEST_HEADER = {
    "version": (False, text()),
    "message_id": (True, text()),
    "message_ts": (True, moment),
    "action": (True, one_of("search")),
    "sender_id": (True, text()),
    "sender_uri": (False, address),
    "receiver_id": (False, text()),
    "total_count": (True, whole),
    "is_msg_encrypted": (False, flag),
    "meta": (False, dict),
}
PAGING = {"page_size": (True, whole), "page_number": (False, whole)}
CRITERIA = {
    "version": (False, text()),
    "reg_event_type": (False, one_of("REGISTER", "NewHouseHoldMember")),
    "query_type": (True, one_of("idtype-value", "expression", "predicate")),
    "response_entity": (False, one_of("Group", "Member")),
    "query": (True, {"type": (False, text()), "value": (False, anything)}),
    "sort": (False, [{"attribute_name": (False, text()), "sort_order": (False, one_of("asc", "desc"))}]),
    "pagination": (False, PAGING),
    "consent": (False, dict),
    "authorize": (False, dict),
}
SEARCH = {
    "reference_id": (True, text(99)),
    "timestamp": (True, moment),
    "search_criteria": (True, CRITERIA),
    "locale": (False, text()),
}
REQUEST = {
    "signature": (False, text()),
    "header": (True, REQUEST_HEADER),
    "message": (True, {"transaction_id": (True, text(99)), "search_request": (True, [SEARCH])}),
}
RESPONSE_HEADER = {
    "version": (False, text()),
    "message_id": (True, text()),
    "message_ts": (True, moment),
    "action": (True, one_of("on-search")),
    "status": (True, STATUS),
    "status_reason_code": (False, HEADER_REASONS),
    "status_reason_message": (False, text(999)),
    "total_count": (False, whole),
    "completed_count": (False, whole),
    "sender_id": (False, text()),
    "receiver_id": (False, text()),
    "is_msg_encrypted": (False, flag),
    "meta": (False, dict),
}
ANSWER = {
    "reference_id": (True, text(99)),
    "timestamp": (True, moment),
    "status": (True, STATUS),
    "status_reason_code": (False, SEARCH_REASONS),
    "status_reason_message": (False, text(999)),
    "data": (False, {"version": (False, text()), "reg_records": (True, [dict])}),
    "pagination": (False, {**PAGING, "page_number": (True, whole), "total_count": (True, whole)}),
    "locale": (False, text()),
}
ACK_ERRORS = one_of(
    *(
        f"err.request.{what}"
        for what in ("bad", "unauthorized", "forbidden", "not_found", "timeout", "too_many_requests")
    ),
    *(
        "err.version.not_supported",
        "err.sender_id.invalid",
        "err.sender_uri.invalid",
        "err.receiver_id.invalid",
    ),
    *("err.signature.missing", "err.signature.invalid", "err.encryption.invalid", "err.service.unavailable"),
)
ACKNOWLEDGEMENT = {
    "message": (
        True,
        {
            "ack_status": (True, one_of("ACK", "NACK", "ERR")),
            "timestamp": (True, moment),
            "correlation_id": (True, text(99)),
            "error": (False, {"code": (False, ACK_ERRORS), "message": (False, text(999))}),
        },
    ),
}
RESPONSE = {
    "signature": (False, text()),
    "header": (True, RESPONSE_HEADER),
    "message": (
        False,
        {
            "transaction_id": (True, text(99)),
            "correlation_id": (True, text(99)),
            "search_response": (True, [ANSWER]),
        },
    ),
}


def faults(value, table, path=""):
    """The paths of the fields that are missing, of another kind, or not in the document."""
    if isinstance(table, list):
        if not isinstance(value, list):
            return [path]
        return [fault for item in value for fault in faults(item, table[0], f"{path}[]")]
    if not isinstance(table, dict):
        return [] if (isinstance(value, table) if isinstance(table, type) else table(value)) else [path]
    if not isinstance(value, dict):
        return [path]
    found = [f"{path}.{name}" for name, (required, _kind) in table.items() if required and name not in value]
    found += [f"{path}.{name}" for name in value if name not in table]
    for name, (_required, kind) in table.items():
        if name in value:
            found += faults(value[name], kind, f"{path}.{name}")
    return found
