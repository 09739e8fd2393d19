"""The demo's households, made once; a service and a Kannel on free ports for each test."""

import pytest

from sms_gateway.demo import prepare_demo
from tests.peers.kannel import Phone, free_ports, running_kannel
from tests.peers.needs import need
from tests.peers.service import Service, settings_of


@pytest.fixture(scope="session")
def households(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "data"
    prepare_demo(settings_of(folder, 0, 1))  # nobody is called
    return folder


@pytest.fixture
async def place(tmp_path, households):
    """(folder of Kannel's, service that is not up yet, Kannel's ports)."""
    need("bearerbox", "smsbox")
    port, *ports = free_ports(5)
    return tmp_path, Service(tmp_path / "data", households, port, ports[2]), ports


@pytest.fixture
async def line(place):
    """(phone, service that is not up yet), Kannel between them."""
    folder, service, ports = place
    async with running_kannel(folder, service.port, ports), Phone.open(ports[3]) as phone:
        yield phone, service
