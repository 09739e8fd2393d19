import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.fields import Keys, KeysError, SealError

ONE, TWO, INDEX = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))
BOTH = f"1={ONE} 2={TWO} current=2 index={INDEX}"
KEYS = Keys.parse(BOTH)


@given(st.text())
def test_what_is_sealed_opens_again(text):
    assert KEYS.unseal(b"mo.text", KEYS.seal(b"mo.text", text)) == text


def test_the_same_text_is_never_sealed_alike_and_never_shows():
    sealed = {KEYS.seal(b"mo.text", "+212600000001") for _ in range(10)}
    assert len(sealed) == 10
    assert all(b"212600000001" not in one for one in sealed)


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(SealError):
        KEYS.unseal(b"mt.text", KEYS.seal(b"mo.text", "hello"))


@given(st.binary(max_size=60))
def test_foreign_bytes_do_not_open(sealed):
    with pytest.raises(SealError):
        KEYS.unseal(b"mo.text", sealed)


def test_every_changed_byte_is_noticed():
    sealed = KEYS.seal(b"mo.text", "hello")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealError):
            KEYS.unseal(b"mo.text", bytes(changed))


def test_what_an_older_key_sealed_opens_while_that_key_is_kept():
    old = Keys.parse(f"1={ONE} current=1 index={INDEX}")
    sealed = old.seal(b"mo.text", "hello")
    assert KEYS.unseal(b"mo.text", sealed) == "hello"
    with pytest.raises(SealError):
        old.unseal(b"mo.text", KEYS.seal(b"mo.text", "hello"))


def test_a_lookup_depends_on_kind_value_and_index_key_alone():
    found = KEYS.lookup(b"phone", "+212600000001")
    assert len(found) == 16
    assert found == Keys.parse(f"1={TWO} current=1 index={INDEX}").lookup(b"phone", "+212600000001")
    assert found != KEYS.lookup(b"case", "+212600000001")
    assert found != KEYS.lookup(b"phone", "+212600000002")
    assert found != Keys.parse(f"1={ONE} current=1 index={TWO}").lookup(b"phone", "+212600000001")


def test_a_key_file_is_its_owners_alone_and_is_read_back(tmp_path):
    path = tmp_path / "keys"
    sealed = Keys.create(path).seal(b"mo.text", "hello")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.load(path).unseal(b"mo.text", sealed) == "hello"


def test_a_key_file_is_never_overwritten(tmp_path):
    path = tmp_path / "keys"
    Keys.create(path)
    with pytest.raises(KeysError):
        Keys.create(path)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o700])
def test_a_key_file_that_others_may_use_is_refused(tmp_path, mode):
    path = tmp_path / "keys"
    Keys.create(path)
    path.chmod(mode)
    with pytest.raises(KeysError, match="owner alone"):
        Keys.load(path)


def test_a_missing_key_file_is_one_clear_error(tmp_path):
    with pytest.raises(KeysError, match="cannot be read"):
        Keys.load(tmp_path / "none")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        f"1={ONE} index={INDEX}",
        f"1={ONE} current=2 index={INDEX}",
        f"0={ONE} current=0 index={INDEX}",
        f"256={ONE} current=256 index={INDEX}",
        f"1=c2hvcnQ= current=1 index={INDEX}",
        f"1={ONE} current=1 index=***",
    ],
)
def test_keys_that_cannot_be_right_are_refused_without_being_repeated(text):
    with pytest.raises(KeysError) as refused:
        Keys.parse(text)
    assert ONE not in str(refused.value)


def test_keys_do_not_print_themselves():
    assert repr(KEYS) == "Keys(ids=[1, 2], current=2)"
