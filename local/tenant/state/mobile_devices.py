"""Mobile devices that a mailbox is synchronised with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class MobileDevice:
    """
    One partnership; `client` is `Outlook`, which syncs by REST, or `EAS`.

    A wipe is asked for at `wipe_requested` and takes effect when the device next comes by.
    """

    guid: str
    device_id: str
    model: str
    system: str
    client: str
    first_sync: datetime
    last_sync: datetime
    wipe_requested: datetime | None = None
    account_only: bool = False
    wipe_mailed_to: tuple[str, ...] = ()
