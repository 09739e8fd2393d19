"""How long an import takes: invented households as CSV files, imported as an operator would."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from programmes.pack import load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from programmes.synthetic import write_households
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys

_MILLION = 1_000_000


def measure_import(households: int) -> str:
    """A table of one import; memory is this process's most, the writing of the files included."""
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as folder:
        source = Path(folder)
        write_households(source, households)
        wall, cpu = time.perf_counter(), time.process_time()
        report = import_registry(
            FileGenerations(source / "registry.db"),
            Sources.in_folder(source),
            load_programme("ma_asd"),
            vault_of(Keys.fresh()),
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        written = (source / "registry.db").stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = report.households + report.members + report.payments
    return "\n".join(
        (
            f"households {report.households}, rows {rows}, refused {report.refused_rows}",
            f"wall {wall:.1f} s, CPU {cpu:.1f} s, {cpu / households * 1e6:.0f} us of CPU a household",
            f"a million households: {cpu / households * _MILLION:.0f} s of CPU",
            f"memory at most {memory} MiB, registry file {written / households:.0f} bytes a household",
        )
    )
