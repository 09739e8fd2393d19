"""Files and registries: CSV, DCI's JSON, recours.toml, sealed columns and journals."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import date
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.kept import from_json, split_open, unsent_words
from programmes.registry.columns import HOUSEHOLDS, MEMBERS, PAYMENTS, reader_of
from programmes.registry.csv_files import RegistryFileError, examine, read_rows
from programmes.registry.dci.callbacks import Callbacks
from programmes.registry.dci.envelope import DciError, check_acknowledged, read_response, transaction_of
from programmes.registry.dci.signing import ALGORITHM, HEADERS
from programmes.registry.dci.verifying import Verifier, members_of
from programmes.registry.values import RowError
from sms_gateway.settings import SettingsError, load_settings
from storage.fields import Keys, SealError
from storage.key_set import KeysError

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
READER = reader_of("ma_asd", "MAD", 2, frozenset({"THRESHOLD"}), "MA", date(2025, 11, 22))
KINDS = ((HOUSEHOLDS, READER.household), (MEMBERS, READER.member), (PAYMENTS, READER.payment))
REQUEST = {"message": {"transaction_id": "t1", "search_request": [{"reference_id": "r1"}]}}
CALLBACKS = Callbacks("a-token-of-the-fuzzer")
SIGNED = Callbacks("a-token-of-the-fuzzer", Verifier(Ed25519PrivateKey.generate().public_key()))
KEYS = Keys.fresh()


def _written(name, data):
    file = FOLDER / f"{os.getpid()}-{name}"
    file.write_bytes(data)
    return file


def registry_csv(data):
    with contextlib.suppress(RegistryFileError):
        file = examine(_written("households.csv", data))
        for columns, read in KINDS:
            with contextlib.suppress(RegistryFileError):
                for _line, row in read_rows(file, columns, lambda _line, _reason: None):
                    with contextlib.suppress(RowError):
                        read(row)


def dci(data):
    for callbacks in (CALLBACKS, SIGNED):
        status, answer = callbacks.take(f"Bearer {callbacks.token}", data)
        assert status == 200
        json.dumps(answer)
    assert CALLBACKS.take(data.decode("utf-8", "surrogateescape"), data)[0] == 401
    with contextlib.suppress(DciError):
        members_of(data)
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    for read in (transaction_of, check_acknowledged, lambda one: read_response(one, REQUEST)):
        with contextlib.suppress(DciError):
            read(body)


def settings_toml(data):
    with contextlib.suppress(SettingsError):
        load_settings(_written("recours.toml", data))


def sealed(data):
    with contextlib.suppress(SealError):
        KEYS.unseal_bytes(b"sessions.state", data)
    right = KEYS.seal_bytes(b"sessions.state", data)
    assert KEYS.unseal_bytes(b"sessions.state", right) == data
    with contextlib.suppress(SealError):
        KEYS.unseal(b"sessions.state", KEYS.seal_bytes(b"other", data))
    with contextlib.suppress(KeysError):
        Keys.parse(data.decode("utf-8", "replace"))


def journal(data):
    """What a session's row holds, as an older version may have written it."""
    try:
        entries = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    if isinstance(entries, list):
        kept = tuple(
            (str(entry[0]), entry[1]) for entry in entries if isinstance(entry, list) and len(entry) == 2
        )
        answers, _seen = split_open(kept)
        for _key, value in answers:
            from_json(value)
        with contextlib.suppress(TypeError):  # words that are no text: no version of ours wrote these
            unsent_words(answers)


HEAD = b"case_number,status,status_since,head_birth_year,phones,commune\n"
ANSWER = {
    "header": {"status": "succ"},
    "message": {
        "transaction_id": "t1",
        "search_response": [{"reference_id": "r1", "status": "succ", "data": {"reg_records": [{"a": "b"}]}}],
    },
}
SIGNATURE = (
    f'Signature: namespace="g2p",kidId="a|b|{ALGORITHM}",algorithm="{ALGORITHM}",created="1",expires="2",'
    f'headers="{HEADERS}",signature="AA=="'
)
TARGETS = {
    "registry_csv": (
        registry_csv,
        [HEAD + b"ASD-1,accepted,2025-01-01,1970,0612345678|212600000001,Azilal\n", HEAD.replace(b",", b";") + b'"a\n',
         b"case_number,month,amount,state,day\nASD-1,2025-01,500.00,paid,2025-01-05\n", b"\xff\xfea\0", b"\xef\xbb\xbf" + HEAD],
    ),
    "dci": (
        dci,
        [json.dumps(ANSWER).encode(), json.dumps(ANSWER | {"signature": SIGNATURE}).encode(), b'{"header":{},"message":[]}',
         json.dumps({"signature": SIGNATURE.replace('"1"', f'"{"9" * 5000}"'), "header": {}, "message": {}}).encode(), b"[" * 500],
    ),
    "settings_toml": (
        settings_toml,
        [(Path(__file__).parents[2] / "docs/recours.toml").read_bytes(), b"[service]\nport = 0x50\n", b"[[links]]\n", b"a.b.c = 1e999\n"],
    ),
    "sealed": (sealed, [KEYS.seal_bytes(b"sessions.state", b"{}"), b"\0" * 40, b"key 1 " + b"0" * 64]),
    "journal": (
        journal,
        [b'[["case","c-1"],["words",{"words":"mon fils"}],["filed",{"reference":"1"}],["open",["a"]]]', b'[["open",1]]'],
    ),
}  # fmt: skip
