"""Lets everything that can write a log write one, each with a person's words in it; run as a program of its own."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import warnings

import structlog

from sms_gateway.logs import configure_logs
from tests.unit.service.redaction_victim_words import WORDS

LOGGERS = (
    "aiohttp.server",
    "aiohttp.client",
    "aiohttp.web",
    "asyncio",
    "psycopg",
    "psycopg.pool",
    "uvloop",
    "anything",
)


class Unwilling:
    def __del__(self):
        raise RuntimeError(WORDS)


async def stray():
    raise ValueError(WORDS)


async def asyncio_stories():
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": WORDS, "exception": OSError(WORDS), "handle": WORDS})
    loop.call_soon(lambda: [][len(WORDS)])
    task = asyncio.create_task(stray(), name=WORDS)
    await asyncio.sleep(0.01)
    del task
    gc.collect()


def fails():
    raise LookupError(WORDS)


def main():
    configure_logs("debug", ["kannel"])
    log = structlog.get_logger()
    log.info(
        "refused",
        link="kannel",
        reason=WORDS,
        text=WORDS,
        phone=212677713919,
        rows=[WORDS],
        of={WORDS: WORDS},
    )
    try:
        fails()
    except LookupError as error:
        log.exception("turn failed", error=error)
        log.error("turn failed", exc_info=error, stack_info=WORDS)
        for name in LOGGERS:
            logging.getLogger(name).exception("handling %s", WORDS)
            logging.getLogger(name).error(WORDS, stack_info=True, extra={"text": WORDS})
            logging.getLogger(name).warning("a %d that does not fit", WORDS)
    warnings.warn(WORDS, stacklevel=1)
    thread = threading.Thread(target=fails, name=WORDS)
    thread.start()
    thread.join()
    Unwilling()
    gc.collect()
    asyncio.run(asyncio_stories(), debug=True)
    sys.stderr.flush()
    fails()


main()
