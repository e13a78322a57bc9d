"""What the directory holds beside people, groups and clients, as the seed makes it."""

from datetime import datetime

from local.tenant.seed.access import Ways
from local.tenant.seed.applications import applications, resource_ids
from local.tenant.seed.ids import Ids
from local.tenant.seed.layout import Layout
from local.tenant.seed.sign_ins import SignIns
from local.tenant.state.changes import Changes
from local.tenant.state.clients import Client
from local.tenant.state.directory import Directory
from local.tenant.state.lag import Lag
from local.tenant.state.managers import Managers


def directory(
    key: bytes, layout: Layout, clients: list[Client], opened: datetime, lag: Lag
) -> Directory:
    """The directory of the tenant with *key*, opened at the time *opened*."""
    ways = Ways(key, layout, opened, resource_ids(key))
    return Directory(
        ways.access(lag),
        applications(key, clients, opened, lag),
        Managers(layout.manager, layout.reports, lag),
        SignIns(layout, opened.replace(microsecond=0)),
        Ids(key, "sign-in"),
        Changes(lag),
        Changes(lag),
    )
