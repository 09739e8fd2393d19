"""The registry that the settings name is the one that is asked."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from programmes.pack import load_programme
from sms_gateway.registries import open_registry
from sms_gateway.settings import SettingsError, load_settings
from tests.unit.programmes.builders import a_vault
from tests.unit.registry.dci_mock import PHONE, TOKEN, DciMock

PACK = load_programme("ma_asd")


def settings(folder, url, more=""):
    file = folder / "recours.toml"
    file.write_text(
        f'[service]\ndata_folder = "{folder}"\n[dci]\nurl = "{url}"\ntoken = "{TOKEN}"\nsender_id = "recours"\n{more}',
        encoding="utf-8",
    )
    return load_settings(file)


async def test_a_registry_in_the_settings_is_asked_and_its_answers_lie_in_the_data_folder(tmp_path):
    async with (
        DciMock().running() as mock,
        open_registry(settings(tmp_path, mock.url), PACK, a_vault()) as registry,
    ):
        [case] = await registry.cases_of_phone(PHONE)
        assert await registry.case(case.case_id) == case
    assert (tmp_path / "dci.db").is_file()


async def test_a_signing_key_in_the_settings_signs(tmp_path):
    key = Ed25519PrivateKey.generate()
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    more = f'signing_key = "{pem}"\nsigning_key_id = "k1"\n'
    async with (
        DciMock(public_key=key.public_key()).running() as mock,
        open_registry(settings(tmp_path, mock.url, more), PACK, a_vault()) as registry,
    ):
        assert await registry.cases_of_phone(PHONE)


async def test_a_signing_key_that_is_none_stops_the_start_with_its_name(tmp_path):
    (tmp_path / "key.pem").write_text("no key")
    chosen = settings(tmp_path, "https://rsu.example/search", f'signing_key = "{tmp_path}/key.pem"\n')
    with pytest.raises(SettingsError, match=r"dci\.signing_key"):
        async with open_registry(chosen, PACK, a_vault()):
            pass


@pytest.mark.parametrize(
    "url", ["http://rsu.example/search", "ftp://127.0.0.1/", "rsu.example", "http://127.0.0.1.example/"]
)
def test_households_never_travel_in_the_clear(tmp_path, url):
    with pytest.raises(SettingsError, match=r"dci\.url: .*https"):
        settings(tmp_path, url)


def test_the_token_is_not_printed_with_the_settings(tmp_path):
    assert TOKEN not in repr(settings(tmp_path, "https://rsu.example/search"))
