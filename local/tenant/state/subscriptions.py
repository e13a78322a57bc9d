"""Who wants to be told of changes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Subscription:
    """A wish to be told, until it runs out."""

    id: str
    resource: str
    change_type: str
    url: str
    expires: datetime
    client_state: str | None
    application_id: str
