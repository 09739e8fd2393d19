"""The standard's envelope: a search request written, a search response read. docs/registry_dci.md tells both.

What real registries do otherwise than the standard's OpenAPI document is absorbed here: no header, numbers
for texts, one record for a list, keys with a JSON-LD prefix, records beside a status that promises none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VERSION = "1.0.0"
REJECTED = "rjct"
#: With these a registry says that its answer comes later.
_LATER = frozenset({"rcvd", "pdng"})
_MOST_DEEP = 12
_LONGEST_ID = 99

Record = dict[str, Any]


class DciError(Exception):
    """The registry's answer cannot be used; the text is for a log and repeats nothing of it."""


class RejectedError(DciError):
    """The registry answers and does not take the question."""


class LaterError(DciError):
    """The registry will answer later."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who asks whom, as registered with the registry."""

    sender_id: str
    sender_uri: str = ""
    receiver_id: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One identifier to look for; `key` is what the registry calls its type (`type`, or older `idtype`)."""

    type: str
    value: str
    key: str = "type"


def write_request(
    query: Query, parties: Parties, now: datetime, new_id: Callable[[], str], most: int
) -> dict[str, Any]:
    """Header and message of a search for at most so many groups; each id is fresh."""
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    header = {
        "version": VERSION,
        "message_id": new_id(),
        "message_ts": moment,
        "action": "search",
        "sender_id": parties.sender_id,
        "total_count": 1,
        "is_msg_encrypted": False,
    }
    optional = {"sender_uri": parties.sender_uri, "receiver_id": parties.receiver_id}
    header |= {name: value for name, value in optional.items() if value}
    criteria = {
        "version": VERSION,
        "query_type": "idtype-value",
        "response_entity": "Group",
        "query": {query.key: query.type, "value": query.value},
        "pagination": {"page_size": most, "page_number": 1},
    }
    search = {"reference_id": new_id(), "timestamp": moment, "search_criteria": criteria, "locale": "eng"}
    return {"header": header, "message": {"transaction_id": new_id(), "search_request": [search]}}


def read_response(body: Any, request: Mapping[str, Any]) -> list[Record]:
    """The records of the answer to `request`, their keys without prefixes. Raises `DciError`."""
    document = plain(body)
    if not isinstance(document, dict):
        raise DciError("the answer is no JSON object")
    _check_header(document.get("header"))
    message = document.get("message")
    if not isinstance(message, dict):
        raise DciError("the answer has no message that can be read")
    answers = message.get("search_response")
    found = [answer for answer in _as_list(answers) if isinstance(answer, dict)]
    if not found:
        raise DciError("the answer holds no search_response")
    asked = request["message"]["search_request"][0]
    own = [answer for answer in found if str(answer.get("reference_id")) == asked["reference_id"]]
    if not own and len(found) > 1:
        raise DciError("no search_response has our reference_id")
    return _records((own or found)[0])  # one answer to one question is ours, whatever ids it carries


def transaction_of(body: Any) -> tuple[str, str]:
    """The transaction and the correlation that an answer names. Raises `DciError`."""
    document = plain(body)
    message = document.get("message") if isinstance(document, dict) else None
    if not isinstance(message, dict) or not message.get("transaction_id"):
        raise DciError("the answer names no transaction")
    return str(message["transaction_id"]), str(message.get("correlation_id", ""))[:_LONGEST_ID]


def check_acknowledged(body: Any) -> None:
    """Whether the registry took a search that it answers later; one that does not say is taken to have.

    Raises `RejectedError`.
    """
    document = plain(body)
    message = document.get("message") if isinstance(document, dict) else None
    if isinstance(message, dict) and str(message.get("ack_status", "ACK")).upper() != "ACK":
        raise RejectedError(f"the search was not taken ({_error_code(message.get('error'))})")


def _error_code(error: Any) -> str:
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    return code if len(code) < 60 and code.startswith("err.") and code.isascii() else "no code"


def _records(answer: Mapping[str, Any]) -> list[Record]:
    """The records of one answer; a status other than success counts only where it comes without records."""
    data = answer.get("data")
    kept = data.get("reg_records") if isinstance(data, dict) else None
    records = [record for record in _as_list(kept) if isinstance(record, dict) and record]
    status = str(answer.get("status", "")).casefold()
    if status == REJECTED:
        raise RejectedError(f"the search was rejected ({_code(answer)})")
    if not records and status in _LATER:
        raise LaterError("the registry will answer later, which a synchronous search does not wait for")
    return records


def _check_header(header: Any) -> None:
    """A missing header is forgiven: the standard's own mock server sends none."""
    if isinstance(header, dict) and str(header.get("status", "")).casefold() == REJECTED:
        raise RejectedError(f"the message was rejected ({_code(header)})")


def _code(part: Mapping[str, Any]) -> str:
    """The reason code where it is one of the standard's form; anything else could hold personal words."""
    code = str(part.get("status_reason_code", ""))
    return code if len(code) < 60 and code.startswith("rjct.") and code.isascii() else "no code"


def plain(value: Any, depth: int = 0) -> Any:
    """JSON with `spdci:identifier` and `:identifier` as `identifier`; a key without prefix wins."""
    if depth > _MOST_DEEP:
        raise DciError("the answer is nested too deep")
    if isinstance(value, list):
        return [plain(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    prefixed = {key.rpartition(":")[2]: item for key, item in value.items() if ":" in key}
    own = {key: item for key, item in value.items() if ":" not in key}
    return {key: plain(item, depth + 1) for key, item in {**prefixed, **own}.items()}


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
