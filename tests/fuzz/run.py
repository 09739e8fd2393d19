"""Runs one decoder's target, guided by coverage where atheris is installed, else at random.

python -m tests.fuzz.run kannel --seconds 20        or: --cases 100000; prints the cases that were run
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import random
import sys
import time
from pathlib import Path

from tests.fuzz.mutations import mutated

ROOMS = ("tests.fuzz.wire", "tests.fuzz.webhooks", "tests.fuzz.files", "tests.fuzz.words")
OURS = ["sms_gateway", "programmes", "console", "storage", "bot", "nlu"]
#: What each file of targets holds, so that a name leads to its file before that is imported.
NAMES = {
    "gsm7": 0, "ucs2": 0, "parts": 0, "receipts": 0,
    "kannel": 1, "africastalking": 1, "twilio": 1, "http_json": 1, "signature": 1, "cookie_and_code": 1,
    "registry_csv": 2, "dci": 2, "settings_toml": 2, "sealed": 2, "journal": 2,
    "normalise": 3, "understand": 3, "ussd": 3, "msisdn": 3,
}  # fmt: skip
LONGEST, HANG_SECONDS = 4096, 10


def target(name, guide=None):
    """What takes one case, and the right cases to begin with."""
    with guide or contextlib.nullcontext():
        room = importlib.import_module(ROOMS[NAMES[name]])
    return room.TARGETS[name]


def at_random(name, cases, seed=1, seconds=0.0):
    """So many cases, or as many as go into so many seconds; gives their number."""
    one, seeds = target(name)
    choice, corpus, until, done = random.Random(seed), list(seeds), time.monotonic() + seconds, 0
    while done < cases or time.monotonic() < until:
        one(mutated(choice, corpus))
        done += 1
    return done


def guided(name, cases, seconds, folder):
    """atheris ends the process: by itself, or with the case that it found."""
    import atheris

    one, seeds = target(name, atheris.instrument_imports(include=OURS))
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-runs={cases}"] if cases else [f"-max_total_time={int(seconds)}"]
    limits += [
        f"-max_len={LONGEST}",
        f"-timeout={HANG_SECONDS}",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("name", choices=NAMES)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--cases", type=int, default=0)
    asked.add_argument("--folder", type=Path, default=Path(".fuzz"))
    given = asked.parse_args()
    if importlib.util.find_spec("atheris"):
        guided(given.name, given.cases, given.seconds, given.folder)
    done = at_random(given.name, given.cases, random.randrange(2**32), 0 if given.cases else given.seconds)
    sys.stdout.write(f"{given.name}: {done} cases at random, no crash\n")


if __name__ == "__main__":
    main()
