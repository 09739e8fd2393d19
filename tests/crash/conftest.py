"""One nursery for all lives of a run."""

import pytest

from tests.crash.lives import NURSERY


@pytest.fixture(scope="session", autouse=True)
def nursery():
    yield
    NURSERY.close()
