"""The groups of a tenant; memberships are ranges, so that they can be read both ways."""

from collections.abc import Callable
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.seed.layout import Layout
from local.tenant.seed.pools import DEPARTMENTS
from local.tenant.state.group import Group, GroupKind
from local.tenant.state.licenses import E3

LICENSE_GROUP = "License E3"
ROLE_GROUP = "Tier 0 Operators"
_TEAMS_AT_MOST = 200
_TEAM_SIZE = 25


def group_id(key: bytes, name: str) -> str:
    """The object id of the group *name*."""
    return str(uuid5(NAMESPACE_DNS, f"{key.hex()}/{name}"))


def groups(key: bytes, domain: str, layout: Layout) -> list[Group]:
    """Every group of a tenant with that *layout*."""

    def group(name: str, kind: GroupKind, base: range) -> Group:
        alias = name.lower().replace(" ", "-")
        mail = None if kind is GroupKind.SECURITY else f"{alias}@{domain}"
        return Group(group_id(key, name), name, alias, kind, base, mail=mail)

    return [
        *_special(group, layout),
        *_departments(group, layout.mailboxes),
        *_teams(group, layout.mailboxes),
    ]


type _Maker = Callable[[str, GroupKind, range], Group]


def _special(group: _Maker, layout: Layout) -> list[Group]:
    count = layout.mailboxes
    everyone = group("Everyone", GroupKind.SECURITY, range(count))
    everyone.dynamic_rule = "user.accountEnabled -eq true"
    everyone.added = {*range(count, layout.people)}  # the accounts without a mailbox
    sales = group("Active Sales", GroupKind.SECURITY, range(1, count, 10))
    sales.dynamic_rule = '(user.department -eq "Sales") -and (user.accountEnabled -eq true)'
    for one in (everyone, sales):
        one.removed = {index for index in layout.disabled if index in one.base}
    synced = group("On-premises File Server", GroupKind.SECURITY, range(7, count, 20))
    synced.synced = True
    legacy = group("Legacy List", GroupKind.DISTRIBUTION, range(18, count, 40))
    legacy.synced = True
    licensing = group(LICENSE_GROUP, GroupKind.SECURITY, range(3, count, 10))
    licensing.sku_ids = (E3.sku_id,)
    tier = group(ROLE_GROUP, GroupKind.SECURITY, range(4, 6))
    tier.role_assignable = True
    return [
        everyone,
        sales,
        synced,
        legacy,
        licensing,
        tier,
        group("VPN Users", GroupKind.MAIL_SECURITY, range(0, count, 3)),
        group("News", GroupKind.DISTRIBUTION, range(0, count, 2)),
        group("Canteen", GroupKind.DISTRIBUTION, range(1, count, 2)),
    ]


def _departments(group: _Maker, count: int) -> list[Group]:
    found = []
    for digit, name in enumerate(DEPARTMENTS):
        base = range(digit, count, 10)
        department = group(f"Department {name}", GroupKind.SECURITY, base)
        department.owners = [digit]
        found.append(department)
        found.append(group(f"List {name}", GroupKind.DISTRIBUTION, base))
    return found


def _teams(group: _Maker, count: int) -> list[Group]:
    size = max(_TEAM_SIZE, -(-count // _TEAMS_AT_MOST))
    starts = range(0, count, size)
    found = []
    for number, start in enumerate(starts, 1):
        base = range(start, min(start + size, count))
        team = group(f"Team {number}", GroupKind.MICROSOFT_365, base)
        # One owner or two, by turns; nines are no people.
        team.owners = [one for one in base if one % 10 != 9][: 1 + number % 2]  # noqa: PLR2004
        found.append(team)
    return found
