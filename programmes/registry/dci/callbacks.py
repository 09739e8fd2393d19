"""Answers that come later: the registry acknowledges a search and posts what it found to us.

A question waits for its answer as long as the deadline; what comes after it, within the hour, is kept for
the next look-up. Questions that were asked before a restart are not known any more: they are asked anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

import orjson

from programmes.registry.dci.envelope import (
    DciError,
    LaterError,
    Query,
    Record,
    read_response,
    transaction_of,
)
from programmes.registry.dci.verifying import SignatureError, UnsignedError, Verifier

#: So long a late answer is still known.
LATE_SECONDS = 3600
Answer = asyncio.Future[list[Record]]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and who waits for it."""

    request: dict[str, Any]
    query: Query
    answer: Answer
    asked_at: float


@dataclass(slots=True)
class Callbacks:
    """The open questions. `token` lets the registry in; `late` keeps what nobody waits for."""

    token: str
    verifier: Verifier | None = None
    late: Callable[[Query, list[Record]], None] = field(default=lambda _query, _records: None)
    clock: Callable[[], float] = time.monotonic
    _open: dict[str, Question] = field(default_factory=dict)

    def expect(self, request: dict[str, Any], query: Query, answer: Answer) -> None:
        """Know the answer to `request` when it comes; call it before the request goes out."""
        now = self.clock()
        for transaction in [key for key, one in self._open.items() if now - one.asked_at > LATE_SECONDS]:
            del self._open[transaction]
        self._open[request["message"]["transaction_id"]] = Question(request, query, answer, now)

    def take(self, authorization: str, content: bytes) -> tuple[int, dict[str, Any]]:
        """What the registry posted; gives the HTTP status and the acknowledgement."""
        if not compare_digest(authorization.encode(errors="replace"), f"Bearer {self.token}".encode()):
            return 401, {"errors": [{"code": "401", "message": "The token is wrong."}]}
        try:
            if self.verifier is not None:
                self.verifier.check(content)
            body = orjson.loads(content)
            transaction, correlation = transaction_of(body)
        except UnsignedError:
            return 200, _refused("err.signature.missing")
        except SignatureError:
            return 200, _refused("err.signature.invalid")
        except (DciError, orjson.JSONDecodeError):
            return 200, _refused("err.request.bad")
        question = self._open.get(transaction)
        if question is None:
            return 200, _refused("err.request.not_found", correlation)
        self._settle(transaction, question, body)
        return 200, _acknowledgement("ACK", correlation)

    def _settle(self, transaction: str, question: Question, body: Any) -> None:
        waited_for = not question.answer.done()
        try:
            records = read_response(body, question.request)
        except LaterError:
            return
        except DciError as error:
            if waited_for:
                question.answer.set_exception(error)
        else:
            if waited_for:
                question.answer.set_result(records)
            else:
                self.late(question.query, records)
        del self._open[transaction]


def _acknowledgement(status: str, correlation: str) -> dict[str, Any]:
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"message": {"ack_status": status, "timestamp": moment, "correlation_id": correlation}}


def _refused(code: str, correlation: str = "") -> dict[str, Any]:
    answer = _acknowledgement("ERR", correlation)
    answer["message"]["error"] = {"code": code, "message": "This answer is not taken."}
    return answer
