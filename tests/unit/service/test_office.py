"""The households that the indicators are measured against: the registry's own, else as the operator said."""

import pytest

from console.office import Households
from programmes.household import CaseStatus
from programmes.registry.embedded import EmbeddedRegistry
from sms_gateway.office import ServiceOffice
from sms_gateway.registry_vault import vault_of
from tests.unit.service.conversing import CASES, PACK, WORDING

TOLD = {"Souss-Massa": 310_000}


@pytest.fixture
def office_over(households):
    _folder, keys = households
    return lambda file: ServiceOffice(PACK, WORDING, TOLD, registry=EmbeddedRegistry(file, vault_of(keys)))


async def test_a_registry_that_was_imported_counts_its_own_households(households, office_over):
    folder, _keys = households
    found = await office_over(folder / "registry.db").households(None)
    assert sum(one.registered for one in found.values()) == len(CASES)
    accepted = [case for case in CASES if case.status is CaseStatus.ACCEPTED]
    assert sum(one.benefiting for one in found.values()) == len(accepted)
    assert found.keys() == {case.region for case in CASES}


async def test_only_the_programmes_that_are_meant_are_counted(households, office_over):
    office = office_over(households[0] / "registry.db")
    assert await office.households(("another",)) == {}
    assert await office.households((PACK.key,)) == await office.households(None)


async def test_where_nothing_counts_the_operators_figures_stand(tmp_path, office_over):
    assert await office_over(tmp_path / "none.db").households(None) == {"Souss-Massa": Households(0, 310_000)}
