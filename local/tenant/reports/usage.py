"""
The mailbox usage report as a file: CSV with a byte-order mark.

It says what was so some days ago: who was changed since is in it as they were, who came since is
in it without sizes. Source: reportRoot: getMailboxUsageDetail, and exports of it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from io import StringIO

from local.tenant.mailbox_life import Life, life
from local.tenant.state.kinds import GB, Kind
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

COLUMNS = (
    "Report Refresh Date",
    "User Principal Name",
    "Display Name",
    "Is Deleted",
    "Deleted Date",
    "Created Date",
    "Last Activity Date",
    "Item Count",
    "Storage Used (Byte)",
    "Issue Warning Quota (Byte)",
    "Prohibit Send Quota (Byte)",
    "Prohibit Send/Receive Quota (Byte)",
    "Deleted Item Count",
    "Deleted Item Size (Byte)",
    "Deleted Item Quota (Byte)",
    "Has Archive",
    "Report Period",
    "Recipient Type",
)
PERIODS = {"D7": 7, "D30": 30, "D90": 90, "D180": 180}
_TYPES = {Kind.USER: "User", Kind.SHARED: "Shared", Kind.ROOM: "Room", Kind.EQUIPMENT: "Equipment"}
_RECOVERABLE = 30 * GB


def usage_file(tenant: Tenant, period: str) -> bytes:
    """The report on the days that *period* names."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    reports = tenant.directory.reports
    as_of = tenant.clock.now() - timedelta(days=reports.days_old)
    writer.writerows(_Report(tenant, as_of, PERIODS[period], reports.concealed).rows())
    return text.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class _Report:
    tenant: Tenant
    as_of: datetime
    days: int
    concealed: bool

    def rows(self) -> Iterator[list[object]]:
        people = self.tenant.people
        for index in people.mailboxes:
            person = self._then(people.read(index))
            if person.mailbox is not None and life(person, self.as_of) is not Life.GONE:
                yield self._row(person, person.mailbox)

    def _then(self, person: Person) -> Person:
        """*person* as they were: as the seed made them, if they were changed since."""
        changed = person.mailbox.changed if person.mailbox else None
        seeded = person.who.index < self.tenant.people.layout.people
        if changed is None or changed <= self.as_of or not seeded:
            return person
        return self.tenant.people.births.person(person.who.index)

    def _row(self, person: Person, mailbox: Mailbox) -> list[object]:
        deleted = person.account.deleted
        gone = deleted is not None and deleted <= self.as_of
        return [
            f"{self.as_of:%Y-%m-%d}",
            self._shown(person.who.upn),
            self._shown(person.who.display_name),
            gone,
            f"{deleted:%Y-%m-%d}" if gone else "",
            f"{mailbox.created:%Y-%m-%d}",
            "" if mailbox.used_bytes is None else f"{self.as_of:%Y-%m-%d}",
            *self._sizes(mailbox),
            mailbox.archive,
            self.days,
            _TYPES[mailbox.kind],
        ]

    def _sizes(self, mailbox: Mailbox) -> list[object]:
        """Items, bytes, the three quotas, and what was deleted; new mailboxes have none."""
        if mailbox.created > self.as_of:
            return [""] * 8
        quotas = mailbox.quotas
        known = mailbox.used_bytes is not None
        return [
            mailbox.items if known else "",
            mailbox.used_bytes if known else "",
            quotas.warning,
            quotas.send,
            quotas.send_receive,
            mailbox.items // 50 if known else "",
            (mailbox.used_bytes or 0) // 50 if known else "",
            _RECOVERABLE,
        ]

    def _shown(self, name: str) -> str:
        """*name*, or a hash of it that joins to nothing."""
        if not self.concealed:
            return name
        return blake2b(name.encode(), key=self.tenant.key, digest_size=16).hexdigest().upper()
