"""recours.toml: what is wrong is one line that names it, and every key is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_gateway.settings import (
    AfricasTalkingLink,
    HttpJsonLink,
    KannelLink,
    PhoneLink,
    Section,
    Settings,
    SettingsError,
    SmppLink,
    TwilioLink,
    load_settings,
)

DOCS = Path(__file__).parents[3] / "docs"

KANNEL = """
[links.kannel]
kind = "kannel"
number = "5555"
secret = "s3cret-s3cret"
sendsms_url = "http://127.0.0.1:13013/cgi-bin/sendsms"
username = "u"
password = "passw0rd"
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "recours.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[service]\nprot = 1\n", "service.prot: this key is not known"),
        ("[service]\nport = 70000\n", "service.port: input should be less than or equal to 65535"),
        ('[service]\nport = "many"\n', "service.port: input should be a valid integer"),
        ("[servise]\nport = 1\n", "servise: this key is not known"),
        ('[links.a]\nkind = "pigeon"\nnumber = "1"\n', "links.a"),
        ('[links.a]\nkind = "kannel"\nnumber = "1"\n', "links.a.kannel.secret: this key is missing"),
        (
            '[links.a]\nkind = "http_json"\nnumber = "1"\nsend_url = "x"\nsecret = "whsec_not-base64!!"\n',
            "links.a.http_json.secret: value error, the secret is not whsec_ and base64",
        ),
        ("[service\n", "Expected ']'"),
        ("[limits]\ntries_per_hour = 0\n", "limits.tries_per_hour"),
    ],
)
def test_a_wrong_key_or_value_is_one_clear_line_that_names_it(tmp_path, text, named):
    with pytest.raises(SettingsError) as raised:
        load_settings(written(tmp_path, text))
    line = str(raised.value)
    assert named in line
    assert "\n" not in line


def test_a_named_file_that_is_missing_is_said(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        load_settings(tmp_path / "none.toml")


def test_the_environment_overrides_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("RECOURS_SERVICE__PORT", "8099")
    monkeypatch.setenv("RECOURS_LINKS__KANNEL__PASSWORD", "from-outside")
    settings = load_settings(written(tmp_path, KANNEL))
    assert settings.service.port == 8099
    assert settings.links["kannel"].password.get_secret_value() == "from-outside"


def test_a_role_of_its_own_needs_a_store_that_processes_share(tmp_path, monkeypatch):
    monkeypatch.setenv("RECOURS_SERVICE__ROLE", "worker")
    with pytest.raises(SettingsError, match=r"storage\.url"):
        load_settings(written(tmp_path, KANNEL))
    monkeypatch.setenv("RECOURS_STORAGE__URL", "postgresql://recours:s3cret@/recours")
    assert load_settings(written(tmp_path, KANNEL)).service.role == "worker"


def test_a_store_that_is_neither_file_nor_postgresql_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("RECOURS_STORAGE__URL", "mysql://recours:s3cret@/recours")
    with pytest.raises(SettingsError, match=r"postgresql://") as refused:
        load_settings(written(tmp_path, KANNEL))
    assert "s3cret" not in str(refused.value)


def test_a_secret_is_not_printed_with_the_settings(tmp_path):
    settings = load_settings(written(tmp_path, KANNEL))
    assert "s3cret" not in repr(settings)
    assert "passw0rd" not in repr(settings)


def test_the_example_file_is_a_right_one():
    assert load_settings(DOCS / "recours.toml").links["kannel"].kind == "kannel"


def keys(section: type) -> set[str]:
    return set(section.model_fields)


def test_every_key_is_documented():
    page = (DOCS / "configuration.md").read_text()
    tables = [field.annotation for field in Settings.model_fields.values()]
    sections = [table for table in tables if isinstance(table, type) and issubclass(table, Section)]
    wanted = set().union(
        *(
            keys(section)
            for section in (
                *sections,
                KannelLink,
                AfricasTalkingLink,
                SmppLink,
                TwilioLink,
                HttpJsonLink,
                PhoneLink,
            )
        )
    )
    assert not [key for key in sorted(wanted) if f"`{key}`" not in page]
