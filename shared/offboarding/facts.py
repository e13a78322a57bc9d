"""
What was read about a leaver, typed. Pure: rows in, values out.

An absent field is never taken for a value: `KeyError` means the answer is not what we rely on,
and becomes `Malformed` where it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.exchange.models.mailbox import Mailbox
from shared.web.request import Json, Row


class Reading(StrEnum):
    """One thing that can be read about a leaver, with one or two calls."""

    USER = "user"
    MANAGER = "manager"
    GROUPS = "groups"
    MAILBOX = "mailbox"
    AUTO_REPLY = "auto-reply"
    PERMISSIONS = "permissions"
    DISTRIBUTION_GROUPS = "distribution-groups"
    USAGE = "usage"


@dataclass(frozen=True, slots=True)
class License:
    """A licence of a person: by hand, or through a group."""

    sku_id: str
    group_id: str | None


@dataclass(frozen=True, slots=True)
class User:
    """The account in Entra."""

    id: str
    upn: str
    display_name: str
    enabled: bool
    synced: bool
    employee_id: str | None
    password_changed: str | None
    sessions_valid_from: str | None
    licenses: tuple[License, ...]

    @classmethod
    def from_row(cls, row: Row) -> "User":
        states = row["licenseAssignmentStates"]
        return cls(
            str(row["id"]),
            str(row["userPrincipalName"]),
            str(row["displayName"]),
            row["accountEnabled"] is True,
            row.get("onPremisesSyncEnabled") is True,
            _text(row.get("employeeId")),
            _text(row["lastPasswordChangeDateTime"]),
            _text(row["signInSessionsValidFromDateTime"]),
            tuple(
                License(str(state["skuId"]), _text(state.get("assignedByGroup")))
                for state in _rows(states)
            ),
        )


@dataclass(frozen=True, slots=True)
class Manager:
    """The person the directory names as manager."""

    id: str
    upn: str
    display_name: str
    mail: str | None
    enabled: bool

    @classmethod
    def from_row(cls, row: Row) -> "Manager":
        return cls(
            str(row["id"]),
            str(row["userPrincipalName"]),
            str(row["displayName"]),
            _text(row.get("mail")),
            row["accountEnabled"] is True,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A group of Entra that the person is a member of."""

    id: str
    name: str
    mail_enabled: bool
    unified: bool
    dynamic: bool
    synced: bool
    role_assignable: bool
    gives_license: bool | None  # None: Graph did not say

    @classmethod
    def from_row(cls, row: Row) -> "Group":
        kinds = row["groupTypes"]
        types = kinds if isinstance(kinds, list) else []
        return cls(
            str(row["id"]),
            str(row["displayName"]),
            row["mailEnabled"] is True,
            "Unified" in types,
            "DynamicMembership" in types,
            row.get("onPremisesSyncEnabled") is True,
            row.get("isAssignableToRole") is True,
            None if row["assignedLicenses"] is None else bool(row["assignedLicenses"]),
        )


@dataclass(frozen=True, slots=True)
class DistributionGroup:
    """A distribution list or mail-enabled security group the person is a member of."""

    guid: str
    name: str
    synced: bool

    @classmethod
    def from_row(cls, row: Row) -> "DistributionGroup":
        return cls(str(row["Guid"]), str(row["DisplayName"]), row.get("IsDirSynced") is True)


class Facts:
    """What has been read so far; asking for what was not is a mistake of ours."""

    def __init__(self, read: Mapping[Reading, object]) -> None:
        self._read = dict(read)

    @property
    def user(self) -> User:
        return self._of(Reading.USER, User)

    @property
    def manager(self) -> Manager | None:
        return self._maybe(Reading.MANAGER, Manager)

    @property
    def mailbox(self) -> Mailbox | None:
        return self._maybe(Reading.MAILBOX, Mailbox)

    @property
    def auto_reply(self) -> AutoReplyConfiguration | None:
        return self._maybe(Reading.AUTO_REPLY, AutoReplyConfiguration)

    @property
    def groups(self) -> tuple[Group, ...]:
        return self._many(Reading.GROUPS, Group)

    @property
    def distribution_groups(self) -> tuple[DistributionGroup, ...]:
        return self._many(Reading.DISTRIBUTION_GROUPS, DistributionGroup)

    @property
    def full_access(self) -> tuple[str, ...]:
        """Who has full access to the mailbox, as Exchange names them, in lower case."""
        return self._many(Reading.PERMISSIONS, str)

    @property
    def used_bytes(self) -> int | None:
        """What the mailbox holds; None when Exchange has no figure: unknown, not zero."""
        return self._maybe(Reading.USAGE, int)

    def _of[T](self, reading: Reading, kind: type[T]) -> T:
        value = self._read[reading]
        if not isinstance(value, kind):
            raise TypeError(f"{reading} is not a {kind.__name__}")
        return value

    def _maybe[T](self, reading: Reading, kind: type[T]) -> T | None:
        return None if self._read[reading] is None else self._of(reading, kind)

    def _many[T](self, reading: Reading, kind: type[T]) -> tuple[T, ...]:
        values = self._of(reading, tuple)
        return tuple(value for value in values if isinstance(value, kind))


def _text(value: Json) -> str | None:
    return str(value) if isinstance(value, str) and value else None


def _rows(value: Json) -> list[Row]:
    if not isinstance(value, list):
        raise KeyError("licenseAssignmentStates")
    return [row for row in value if isinstance(row, dict)]
