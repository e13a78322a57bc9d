"""What tests of every area share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from local.stack import Stack

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@pytest.fixture(scope="session")
def stack() -> "Iterator[Stack]":
    """Local tenant, storage and host with the app; for tests marked `processes`."""
    from local.stack import Stack  # noqa: PLC0415 - most runs of the tests start no process

    with Stack() as running:
        yield running
