"""The table `[dci]`: a registry that is asked over HTTP; see docs/registry_dci.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

#: What opens a door to us is not to be guessed.
SHORTEST_SECRET = 16
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Section(BaseModel):
    """A table of recours.toml; a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DciSettings(Section):
    """A registry that is asked over HTTP by the DCI's interface; see docs/registry_dci.md."""

    url: str
    token: SecretStr = SecretStr("")
    sender_id: str
    sender_uri: str = ""
    receiver_id: str = ""
    phone_type: str = "PHONE_NUMBER"
    number_type: str = "CASE_NUMBER"
    type_key: Literal["type", "idtype"] = "type"
    deadline: Annotated[float, Field(gt=0, le=30)] = 3.0
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    failures: Annotated[int, Field(ge=1)] = 5
    rest_seconds: Annotated[float, Field(gt=0)] = 30.0
    fresh_minutes: Annotated[int, Field(ge=0)] = 5
    stale_hours: Annotated[int, Field(ge=0)] = 24
    signing_key: Path | None = None
    signing_key_id: str = ""
    registry_key: Path | None = None
    mode: Literal["sync", "async"] = "sync"
    callback_token: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _lets_in_nobody_unknown(self) -> Self:
        """Whoever posts an answer tells families what they get."""
        if self.mode == "async" and len(self.callback_token.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"callback_token: at least {SHORTEST_SECRET} characters, where mode is async")
        return self

    @field_validator("url")
    @classmethod
    def _is_private(cls, url: str) -> str:
        """The token and the households' data travel over TLS, or stay on this machine."""
        address = urlsplit(url)
        if address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK):
            return url
        raise ValueError("an address with https:// is expected (http:// on loopback only)")
