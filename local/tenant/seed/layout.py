"""
Who is what, by index arithmetic alone: any number of people, both ways, without a table.

The last digit of an index decides: 0 to 8 are people (and their department), 9 is a shared
mailbox, a room or a piece of equipment. People are numbered through without the nines
("ordinals"); the tree of managers is a heap over ordinals, eight reports each.
"""

from dataclasses import dataclass

from local.tenant.state.kinds import Kind

_REPORTS = 8
_LOW_DIGITS = 10
_RESOURCE_DIGIT = 9
_GROUP_LICENSE_DIGIT = 3
MOST_MAILBOXES, MOST_TENANTS = 1_000_000, 500
SMALLEST = 40  # below this the special people do not all exist
EMPLOYEE_ID_TWINS = (22, 24)  # the second carries the first one's employee id
NAME_TWINS = (28, 30)  # the second carries the first one's display name
_BREAK_GLASS = 2
_UNUSED_OF, _UNUSED_AT = 500, 26  # never signed in: no statistics
_OVERSIZE_OF, _OVERSIZE_AT = 97, 40  # larger than the policy wants it to be
_DRIFT_OF, _DRIFT_AT = 33, 11
_SYNCED_OF, _SYNCED_AT = 50, 17
_DISABLED_OF, _DISABLED_AT = 113, 76
_NO_MANAGER_OF, _NO_MANAGER_AT = 97, 5
_GUESTS_OF, _GUESTS_MOST = 60, 200
_HOLD_OF, _HOLD_AT = 120, 45
_ARCHIVE_OF, _ARCHIVE_AT = 60, 34


@dataclass(frozen=True, slots=True)
class Layout:
    """The arithmetic for a tenant of *mailboxes* mailboxes."""

    mailboxes: int

    @property
    def people(self) -> int:
        """How many accounts there are: every mailbox has one, two are for emergencies, guests."""
        return self.guests.stop

    @property
    def guests(self) -> range:
        """The indexes of guests: they come last, and are few at any size."""
        first = self.mailboxes + _BREAK_GLASS
        return range(first, first + min(_GUESTS_MOST, max(2, self.mailboxes // _GUESTS_OF)))

    def is_guest(self, index: int) -> bool:
        return index in self.guests

    def is_break_glass(self, index: int) -> bool:
        return self.mailboxes <= index < self.mailboxes + _BREAK_GLASS

    def is_person(self, index: int) -> bool:
        return index % _LOW_DIGITS != _RESOURCE_DIGIT and index < self.mailboxes

    def kind(self, index: int) -> Kind:
        if index % _LOW_DIGITS != _RESOURCE_DIGIT:
            return Kind.USER
        return (
            Kind.SHARED, Kind.ROOM, Kind.SHARED, Kind.ROOM, Kind.SHARED,
            Kind.EQUIPMENT, Kind.SHARED, Kind.ROOM, Kind.SHARED, Kind.EQUIPMENT,
        )[index // _LOW_DIGITS % _LOW_DIGITS]  # fmt: skip

    def manager(self, index: int) -> int | None:
        if not self.is_person(index) or index == 0:
            return None
        if index % _NO_MANAGER_OF == _NO_MANAGER_AT:
            return None
        return _at((_ordinal(index) - 1) // _REPORTS)

    def reports(self, index: int) -> list[int]:
        """Whom *index* manages."""
        if not self.is_person(index):
            return []
        first = _ordinal(index) * _REPORTS + 1
        candidates = (_at(ordinal) for ordinal in range(first, first + _REPORTS))
        return [one for one in candidates if one < self.mailboxes and self.manager(one) == index]

    def has_group_license(self, index: int) -> bool:
        return index % _LOW_DIGITS == _GROUP_LICENSE_DIGIT and index < self.mailboxes

    def is_synced(self, index: int) -> bool:
        return index % _SYNCED_OF == _SYNCED_AT and self.is_person(index)

    def is_disabled(self, index: int) -> bool:
        return index % _DISABLED_OF == _DISABLED_AT or not (
            self.is_person(index) or self.is_break_glass(index) or self.is_guest(index)
        )

    def is_oversize(self, index: int) -> bool:
        return (
            index % _OVERSIZE_OF == _OVERSIZE_AT
            and self.is_person(index)
            and not self.has_group_license(index)
        )

    def is_unused(self, index: int) -> bool:
        return index % _UNUSED_OF == _UNUSED_AT and index < self.mailboxes

    def is_on_hold(self, index: int) -> bool:
        return index % _HOLD_OF == _HOLD_AT and self.is_person(index)

    def has_archive(self, index: int) -> bool:
        return index % _ARCHIVE_OF == _ARCHIVE_AT and self.is_person(index)

    def may_drift(self, index: int) -> bool:
        """Whether the quotas of *index* are planted wrong, if a policy governs it at all."""
        return (
            index % _DRIFT_OF == _DRIFT_AT
            and index < self.mailboxes
            and not self.is_oversize(index)
            and not self.is_unused(index)
        )

    @property
    def disabled(self) -> range:
        """The people among those whose account is disabled; resources are so as well."""
        return range(_DISABLED_AT, self.mailboxes, _DISABLED_OF)

    @property
    def drifting(self) -> range:
        return range(_DRIFT_AT, self.mailboxes, _DRIFT_OF)

    @property
    def oversize(self) -> list[int]:
        every = range(_OVERSIZE_AT, self.mailboxes, _OVERSIZE_OF)
        return [index for index in every if self.is_oversize(index)]

    @property
    def unused(self) -> range:
        return range(_UNUSED_AT, self.mailboxes, _UNUSED_OF)


def _ordinal(index: int) -> int:
    return index - index // _LOW_DIGITS


def _at(ordinal: int) -> int:
    return ordinal + ordinal // _RESOURCE_DIGIT
