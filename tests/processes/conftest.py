"""The stack that these tests share."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from tests.processes.site import SECTION, SHORT_WAITS, Site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The stack with short leases and waits, and no fault in force."""
    with Stack(section=SECTION, extra=SHORT_WAITS) as stack:
        yield Site(stack)
