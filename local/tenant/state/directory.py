"""What the directory holds beside people, groups and clients."""

from dataclasses import dataclass

from local.tenant.state.access import Access
from local.tenant.state.applications import Applications


@dataclass(slots=True)
class Directory:
    """One tenant's."""

    access: Access
    applications: Applications
