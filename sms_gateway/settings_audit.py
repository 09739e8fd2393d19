"""The table `[audit]` of recours.toml; docs/operations/audit.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from sms_gateway.settings_dci import Section


class AuditSettings(Section):
    """Where milestones of the store are told beyond its reach, and how often (seconds, rows of the audit)."""

    file: Path | None = None
    syslog: str = ""
    seconds: Annotated[float, Field(gt=0)] = 60.0
    rows: Annotated[int, Field(ge=1)] = 100
