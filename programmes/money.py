"""In which money a pack's amounts are written: one unit everywhere, and never the old one by mistake."""

from __future__ import annotations

from programmes.errors import PackError
from programmes.manifest import Manifest
from programmes.parameters import FILE, Parameters


def check_units(parameters: Parameters, manifest: Manifest) -> None:
    """PackError where a parameter's `unit` does not begin with the programme's own (`DH per child ...`)."""
    unit, old = manifest.units["en"], manifest.old_unit
    for parameter in parameters.values():
        money = parameter.unit.split(" per ")[0]
        if money == unit:
            continue
        if old and money in {old.code, *old.names.values()}:
            trouble = f"these are old units; write a value in {unit}: {old.factor} of the old are one {unit}"
        else:
            trouble = f'begins with the programme\'s unit, {unit}, then "per ..."'
        raise PackError(FILE, f"{parameter.key}.unit", trouble)
