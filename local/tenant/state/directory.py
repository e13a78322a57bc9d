"""What the directory holds beside people, groups and clients."""

from dataclasses import dataclass, field

from local.tenant.seed.ids import Ids
from local.tenant.seed.sign_ins import SignIns
from local.tenant.state.access import Access
from local.tenant.state.applications import Applications
from local.tenant.state.changes import Changes
from local.tenant.state.managers import Managers
from local.tenant.state.reports import Reports
from local.tenant.state.subscriptions import Subscription


@dataclass(slots=True)
class Directory:
    """One tenant's."""

    access: Access
    applications: Applications
    managers: Managers
    sign_ins: SignIns
    sign_in_ids: Ids
    people_changes: Changes[int]
    group_changes: Changes[str]
    reports: Reports = field(default_factory=Reports)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    bought: dict[str, int] = field(default_factory=dict)  # licences by product, where it was said
