"""
Dynamic groups follow their rules: whoever was changed is looked at again, after a while.

Nothing runs in the background: what is due is done before somebody looks at a group.
"""

from typing import TYPE_CHECKING

from local.tenant.graph.odata.meaning import Read, holds
from local.tenant.licensing import joined, left
from local.tenant.membership.rule import rule
from local.tenant.messages import Json
from local.tenant.state.group import Group
from local.tenant.state.person import Person

if TYPE_CHECKING:
    from local.tenant.tenant import Tenant


class Follower:
    """Keeps the members of the dynamic groups of a tenant."""

    def __init__(self, tenant: "Tenant") -> None:
        self._tenant = tenant
        self._due: dict[int, float] = {}

    def note(self, index: int) -> None:
        """Person *index* is being changed."""
        self._due.setdefault(
            index, self._tenant.clock.monotonic() + self._tenant.groups.rule_delay_s
        )

    def follow(self) -> None:
        """The groups are as their rules want them, as far as that is due."""
        if not self._due:
            return
        now = self._tenant.clock.monotonic()
        ready = [index for index, due in self._due.items() if due <= now]
        for index in ready:
            del self._due[index]
        dynamic = [one for one in self._tenant.groups.all() if one.dynamic_rule]
        for index in ready:
            for group in dynamic:
                self._place(group, self._tenant.people.current(index))

    def _place(self, group: Group, person: Person) -> None:
        wanted = wants(group, person)
        if wanted is group.has(person.who.index):
            return
        group = self._tenant.groups.write(group)
        if wanted:
            group.add(person.who.index)
            joined(self._tenant, group, person)
        else:
            group.remove(person.who.index)
            left(self._tenant, group, person)


def wants(group: Group, person: Person) -> bool:
    """Whether the rule of *group* takes *person* in."""
    alive = person.account.deleted is None
    return alive and holds(rule(group.dynamic_rule or ""), _reading(person))


def _reading(person: Person) -> Read:
    """The properties that rules may read."""
    who, account = person.who, person.account
    known: dict[str, Json] = {
        "accountenabled": account.enabled,
        "city": _text(account.changes.get("city")),
        "companyname": _text(account.changes.get("companyName")),
        "country": who.country,
        "department": who.department,
        "displayname": who.display_name,
        "employeeid": who.employee_id,
        "jobtitle": who.title,
        "mail": who.address if person.mailbox else None,
        "usagelocation": who.country_code,
        "userprincipalname": who.upn,
        "usertype": "Guest" if "#EXT#" in who.upn else "Member",
    }
    return lambda name: known.get(name.casefold())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
