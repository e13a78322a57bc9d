"""What a listing cost the process that made it."""

import json
import resource
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PROPERTY_SETS = ("Minimum", "Quota")
PAGE_SIZE = 1000
EXCHANGE = "https://outlook.office365.com/.default"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the mailboxes are, and who asks for them; given as the only argument, in JSON."""

    origin: str
    tenant_id: str
    domain: str
    client_id: str
    page_size: int | None = PAGE_SIZE  # None: whatever the service gives who asks for nothing

    @property
    def mailboxes(self) -> str:
        """The address of the first page."""
        sets = ",".join(PROPERTY_SETS)
        return f"{self.origin}/adminapi/beta/{self.tenant_id}/Mailbox?PropertySet={sets}"


@dataclass(frozen=True, slots=True)
class Cost:
    """User CPU of the listing alone, after imports and sign-in; peak memory of the process."""

    rows: int
    user_s: float
    peak_mib: float


def place() -> Place:
    """What this process was told."""
    return Place(**json.loads(sys.argv[1]))


async def tell_cost(list_all: Callable[[], Awaitable[int]]) -> None:
    """The cost of *list_all*, which gives the number of rows, is written to standard output."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    rows = await list_all()
    user_s = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    print(json.dumps(asdict(Cost(rows, user_s, _peak_mib()))))


def _peak_mib() -> float:
    """The most memory this process held; what its parent held before it is not counted (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak) / 1024
