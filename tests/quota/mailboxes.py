"""Mailbox rows as the native read gives them, and an Exchange that holds some of them."""

from collections.abc import AsyncIterator
from typing import Any

from shared.exchange.client import Exchange
from shared.exchange.sizes import Size
from shared.exchange.values import Value
from shared.quota.policy import QuotaPolicy, load_policy
from shared.settings import from_environment
from shared.web.errors import Call, NotFound
from shared.web.request import Json, Row

GB = 1 << 30
STANDARD = (49 * GB, int(49.5 * GB), 50 * GB)
LARGE = (98 * GB, 99 * GB, 100 * GB)


def shipped_policy() -> QuotaPolicy:
    return load_policy(from_environment({}).config_dir).value


def written(size: int) -> str:
    """A size as Exchange writes it."""
    return f"{round(size / GB, 2):g} GB ({size:,} bytes)"


def mailbox_row(number: int = 1, quotas: tuple[int, int, int] = STANDARD, **more: Json) -> Row:
    warning, send, send_receive = map(written, quotas)
    row: Row = {
        "Guid": f"00000000-0000-4000-8000-{number:012d}",
        "UserPrincipalName": f"person{number}@contoso.com",
        "RecipientTypeDetails": "UserMailbox",
        "CustomAttribute1": "",
        "IssueWarningQuota": warning,
        "ProhibitSendQuota": send,
        "ProhibitSendReceiveQuota": send_receive,
        "UseDatabaseQuotaDefaults": False,
    }
    return row | more


class FakeExchange(Exchange):
    """
    Mailboxes in memory: what is written is read back, and all writes are listed.

    `before` and `after` hold, by GUID, errors raised once before or after a write has its effect;
    `shy` counts how often a mailbox is still read as it was.
    """

    calls: int = 0

    def __init__(self, *rows: Row, used: dict[str, Json] | None = None) -> None:
        self.rows = {str(row["Guid"]): dict(row) for row in rows}
        self.used = used or {}
        self.writes: list[dict[str, Value]] = []
        self.statistics_read: list[str] = []
        self.before: dict[str, list[BaseException]] = {}
        self.after: dict[str, list[BaseException]] = {}
        self.shy: dict[str, int] = {}
        self._old: dict[str, Row] = {}

    async def mailboxes(self, *property_sets: str, **query: Any) -> AsyncIterator[list[Row]]:
        for row in list(self.rows.values()):
            self.calls += 1
            yield [dict(row)]

    async def mailbox(self, identity: str, *property_sets: str, **query: Any) -> Row:
        self.calls += 1
        if identity not in self.rows:
            raise NotFound(Call("Get-EXOMailbox", identity), "not found")
        if self.shy.get(identity, 0) > 0 and identity in self._old:
            self.shy[identity] -= 1
            return dict(self._old[identity])
        return dict(self.rows[identity])

    async def mailbox_statistics(self, mailbox: str, **query: Any) -> Row | None:
        self.calls += 1
        self.statistics_read.append(mailbox)
        return {"TotalItemSize": self.used[mailbox]} if mailbox in self.used else None

    async def invoke(self, cmdlet: str, /, **parameters: Value) -> list[Row]:
        assert cmdlet == "Set-Mailbox"
        self.calls += 1
        self.writes.append(parameters)
        guid = str(parameters["Identity"])
        if self.before.get(guid):
            raise self.before[guid].pop(0)
        row = self.rows[guid]
        self._old[guid] = dict(row)
        for name, value in parameters.items():
            if name != "Identity":
                assert isinstance(value, Size | bool)
                row[name] = written(value.bytes) if isinstance(value, Size) else value
        if self.after.get(guid):
            raise self.after[guid].pop(0)
        return []
