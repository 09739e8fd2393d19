"""The one configuration: recours.toml, overridden by the environment (`RECOURS_SERVICE__PORT=8081`).

Every key is documented in docs/configuration.md; a wrong key or value is one clear line that names it.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from sms_gateway.channels.signatures import StandardWebhook
from sms_gateway.quiet import Hours
from sms_gateway.settings_audit import AuditSettings
from sms_gateway.settings_dci import DciSettings, Section
from sms_gateway.settings_retention import RetentionSettings
from sms_gateway.settings_urls import CalledUrl, PublicUrl


class SettingsError(Exception):
    """The configuration cannot be used; the text names the key and says what is wrong."""


def _quiet_hours(text: str) -> str:
    Hours.of(text)
    return text


#: `21:00-08:00`, in the programme's time zone; "" is never.
QuietHours = Annotated[str, AfterValidator(_quiet_hours)]


class ServiceSettings(Section):
    """Where the service listens and keeps its files."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: PublicUrl = ""
    proxies: tuple[IPvAnyNetwork, ...] = ()
    data_folder: Path = Path(".recours")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_token: SecretStr = SecretStr("")
    role: Literal["all", "gateway", "worker", "console"] = "all"
    thinkers: Annotated[int, Field(ge=0, le=64)] = 0


class StorageSettings(Section):
    """Which files hold messages, registry, desks and keys; empty means in the data folder.

    `url` names a PostgreSQL in the place of the file of messages.
    """

    database: Path | None = None
    url: SecretStr = SecretStr("")
    registry: Path | None = None
    offices: Path | None = None
    keys: Path | None = None


class ProgrammeSettings(Section):
    """Which programme pack answers, when nothing is begun by itself, how long a remedy may take.

    `households` that benefit, by region as the registry names it: what the indicators are measured against.
    """

    pack: str = "ma_asd"
    quiet: QuietHours = "21:00-08:00"
    tell: tuple[Literal["accepted", "refused", "suspended", "paid", "amount_changed"], ...] = ()
    remedy_days: Annotated[int, Field(ge=1)] = 30
    households: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)


class UnderstandingSettings(Section):
    """How long a message may take to be understood, in seconds."""

    deadline: Annotated[float, Field(gt=0, le=30)] = 2.0


class NluSettings(Section):
    """A live Rasa server in the place of the compiled model, and how many seconds it may take."""

    url: CalledUrl = ""
    deadline: Annotated[float, Field(gt=0, le=10)] = 0.5


class LimitSettings(Section):
    """How many messages one phone may send before it is answered once more and then no longer.

    And tries to identify.
    """

    messages_per_minute: Annotated[int, Field(ge=1)] = 20
    messages_per_hour: Annotated[int, Field(ge=1)] = 120
    tries_per_hour: Annotated[int, Field(ge=1)] = 5
    tries_per_day: Annotated[int, Field(ge=1)] = 10


class ConsoleSettings(Section):
    """How long an officer stays signed in, in minutes, and may take a reply or question back, in seconds."""

    idle_minutes: Annotated[int, Field(ge=1)] = 30
    absolute_minutes: Annotated[int, Field(ge=1)] = 600
    undo_seconds: Annotated[int, Field(ge=0, le=300)] = 15


class LinkSettings(Section):
    """What every link has: its number as phones see it, its pace, quiet hours, the price of a part."""

    number: str
    pace: Annotated[float, Field(gt=0)] = 50.0
    in_flight: Annotated[int, Field(ge=1)] = 32
    tries: Annotated[int, Field(ge=1)] = 8
    most_in: Annotated[float, Field(ge=0)] = 0.0
    quiet: QuietHours | None = None
    fallback: str = ""
    fallback_minutes: Annotated[int, Field(ge=1)] = 10
    price: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    currency: str = ""
    balance_below: Annotated[Decimal, Field(ge=0)] = Decimal(0)


class UssdLinkSettings(LinkSettings):
    """What a link with USSD has too: the code that people dial, what a screen holds, the time to answer."""

    ussd_code: str = ""
    ussd_septets: Annotated[int, Field(ge=60, le=182)] = 182
    ussd_units: Annotated[int, Field(ge=40, le=80)] = 80
    ussd_deadline: Annotated[float, Field(gt=0, le=14)] = 6.0


class KannelLink(LinkSettings):
    """A link over Kannel's HTTP interface; see docs/channels/kannel.md."""

    kind: Literal["kannel"]
    secret: SecretStr
    sendsms_url: CalledUrl
    username: str
    password: SecretStr
    smsc: str = ""
    callback_url: PublicUrl = ""
    allow: tuple[str, ...] = ("127.0.0.1", "::1")


class AfricasTalkingLink(UssdLinkSettings):
    """A link over Africa's Talking; see docs/channels/africastalking.md."""

    kind: Literal["africastalking"]
    secret: SecretStr
    username: str
    api_key: SecretStr
    allow: tuple[str, ...]
    send_url: CalledUrl = "https://api.africastalking.com/version1/messaging"


class TwilioLink(LinkSettings):
    """A link over Twilio; see docs/channels/twilio.md."""

    kind: Literal["twilio"]
    account_sid: str
    auth_token: Annotated[SecretStr, Field(min_length=16)]
    messaging_service: str = ""
    callback_url: PublicUrl = ""
    api_url: CalledUrl = "https://api.twilio.com"
    allow: tuple[str, ...] = ()


class HttpJsonLink(LinkSettings):
    """A link over signed JSON; see docs/channels/http_json.md."""

    kind: Literal["http_json"]
    secret: Annotated[SecretStr, Field(min_length=16)]
    send_url: CalledUrl
    balance_url: CalledUrl = ""
    signed: bool = True
    callback_url: PublicUrl = ""
    allow: tuple[str, ...] = ()

    @field_validator("secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr) -> SecretStr:
        StandardWebhook(secret.get_secret_value())
        return secret


class SmppLink(UssdLinkSettings):
    """A link over SMPP 3.4 to an operator's SMSC; see docs/channels/smpp.md."""

    kind: Literal["smpp"]
    host: str
    port: Annotated[int, Field(gt=0, le=65535)] = 2775
    system_id: Annotated[str, Field(max_length=15)]
    password: SecretStr
    system_type: Annotated[str, Field(max_length=12)] = ""
    binds: Literal["transceiver", "pair"] = "transceiver"
    tls: bool = False
    tls_ca: Path | None = None
    window: Annotated[int, Field(ge=1)] = 10
    long_messages: Literal["udh8", "udh16", "sar", "payload"] = "udh8"
    receipts: Literal["last", "each", "none"] = "last"
    receipt_ids: Literal["same", "hex", "decimal"] = "same"
    alphabet: Literal["gsm7", "ascii", "latin1", "utf8"] = "gsm7"
    service_type: Annotated[str, Field(max_length=5)] = ""
    source_ton: Annotated[int, Field(ge=0, le=255)] | None = None
    source_npi: Annotated[int, Field(ge=0, le=255)] | None = None
    enquire_seconds: Annotated[float, Field(gt=0)] = 30.0
    reply_seconds: Annotated[float, Field(gt=0)] = 30.0
    parts_minutes: Annotated[int, Field(ge=1)] = 30
    ussd_vendor: Literal["operation", "end_bit", "reference", "phone"] | None = None


class PhoneLink(UssdLinkSettings):
    """The browser phone of the demo."""

    kind: Literal["phone"]
    failing_suffix: str = "999"


Link = Annotated[
    KannelLink | AfricasTalkingLink | SmppLink | TwilioLink | HttpJsonLink | PhoneLink,
    Field(discriminator="kind"),
]


class Settings(BaseSettings):
    """All of recours.toml."""

    model_config = SettingsConfigDict(
        env_prefix="RECOURS_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    service: ServiceSettings = ServiceSettings()
    storage: StorageSettings = StorageSettings()
    programme: ProgrammeSettings = ProgrammeSettings()
    understanding: UnderstandingSettings = UnderstandingSettings()
    nlu: NluSettings = NluSettings()
    limits: LimitSettings = LimitSettings()
    console: ConsoleSettings = ConsoleSettings()
    audit: AuditSettings = AuditSettings()
    retention: RetentionSettings = RetentionSettings()
    dci: DciSettings | None = None
    links: dict[str, Link] = Field(default_factory=dict)

    @field_validator("links")
    @classmethod
    def _fall_back_on_another(cls, links: dict[str, Link]) -> dict[str, Link]:
        for name, link in links.items():
            if link.fallback and (link.fallback == name or link.fallback not in links):
                raise ValueError(f"{name}.fallback names no other link")
        return links

    @model_validator(mode="after")
    def _share_a_store(self) -> Settings:
        url = self.storage.url.get_secret_value()
        if url and not url.startswith("postgresql://"):
            raise ValueError("storage.url must begin with postgresql://")
        if self.service.role != "all" and not url:
            raise ValueError("service.role: processes with roles of their own need storage.url (PostgreSQL)")
        return self

    @model_validator(mode="after")
    def _ask_by_one_process(self) -> Settings:
        if self.service.thinkers and self.dci is not None:
            raise ValueError(
                "service.thinkers: a registry over HTTP ([dci]) is asked by one process; leave it 0"
            )
        return self

    @property
    def database(self) -> Path:
        """The file of messages, sessions and tickets."""
        return self.storage.database or self.service.data_folder / "recours.db"

    @property
    def registry(self) -> Path:
        """The file of households and payments."""
        return self.storage.registry or self.service.data_folder / "registry.db"

    @property
    def offices(self) -> Path:
        """The operator's own desks, in place of the pack's samples, where there is such a file."""
        return self.storage.offices or self.service.data_folder / "offices.csv"

    @property
    def keys(self) -> Path:
        """The file of keys, never beside a backup of the database."""
        return self.storage.keys or self.service.data_folder / "recours.keys"

    @property
    def public_url(self) -> str:
        """The address that providers and browsers see."""
        return self.service.public_url or f"http://{self.service.host}:{self.service.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code wins, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(file: Path | None = None, **given: Any) -> Settings:
    """Read `file` (left out: recours.toml here, if it is there). Raises `SettingsError` with one line."""
    chosen = file or Path("recours.toml")
    if file is not None and not file.is_file():
        raise SettingsError(f"{file}: there is no such file; copy docs/recours.toml and change it")
    try:
        return _settings_of(chosen)(**given)
    except ValidationError as error:
        raise SettingsError(f"{chosen}: {_first_fault(error)}") from None
    except ValueError as error:  # tomllib: not TOML at all
        raise SettingsError(f"{chosen}: {error}") from None


def _settings_of(file: Path) -> type[Settings]:
    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    return FromFile


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(step) for step in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{key}: this key is not known; docs/configuration.md lists them all"
    if fault["type"] == "missing":
        return f"{key}: this key is missing"
    return f"{key}: {fault['msg'][0].lower()}{fault['msg'][1:]}"
