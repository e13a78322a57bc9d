"""People as the seed makes them."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cached_property

from local.tenant.seed.identities import Identities
from local.tenant.seed.layout import Layout
from local.tenant.seed.quotas import actual, largest, used, wanted
from local.tenant.state.kinds import Kind
from local.tenant.state.licenses import E3, E5, F3, PRODUCTS, Assignment
from local.tenant.state.person import Account, Mailbox, Permission, Person, Trustee

_E5_BELOW, _F3_BELOW = 56, 87  # of 256, among those licensed by hand: so E3 comes to about 70 %
_VIP_BELOW, _ARCHIVE_BELOW = 64, 20  # of 256, among E5 and E3
_ITEM_BYTES = 75_000


class Births:
    """Makes person *index* of one tenant, the same one each time."""

    def __init__(
        self, layout: Layout, identities: Identities, license_group: str, opened: datetime
    ) -> None:
        self._layout = layout
        self._identities = identities
        self._license_group = license_group
        self.opened = opened.replace(microsecond=0)

    def person(self, index: int) -> Person:
        """Person *index* as they are before anybody changed them."""
        chance = self._identities.chance(index)
        licenses = self._licenses(index, chance)
        return Person(
            self._identities.of(index, chance),
            self._account(index, chance, licenses),
            self._mailbox(index, chance, licenses),
        )

    def licenses(self, index: int) -> list[Assignment]:
        return self._licenses(index, self._identities.chance(index))

    @cached_property
    def license_counts(self) -> Counter[str]:
        """How many people held each product at first."""
        held = map(self.licenses, range(self._layout.mailboxes))
        return Counter(one.sku_id for found in held for one in found)

    def attribute(self, index: int) -> str:
        """CustomAttribute1 of *index*."""
        chance = self._identities.chance(index)
        return self._attribute(index, chance, self._licenses(index, chance))

    def _licenses(self, index: int, chance: bytes) -> list[Assignment]:
        if not self._layout.is_person(index):
            return []
        if self._layout.has_group_license(index):
            return [Assignment(E3.sku_id, self._license_group)]
        special = self._layout.is_oversize(index) or self._layout.is_unused(index)
        if special or self._layout.is_on_hold(index) or self._layout.has_archive(index):
            return [Assignment(E3.sku_id)]
        draw = chance[35]
        product = E5 if draw < _E5_BELOW else F3 if draw < _F3_BELOW else E3
        return [Assignment(product.sku_id)]

    def _attribute(self, index: int, chance: bytes, licenses: list[Assignment]) -> str:
        special = self._layout.is_oversize(index) or self._layout.is_unused(index)
        match licenses[0].sku_id if licenses else None:
            case F3.sku_id:
                return "Frontline"
            case E5.sku_id if chance[36] < _VIP_BELOW:
                return "VIP"
            case E3.sku_id if chance[36] < _ARCHIVE_BELOW and not special:
                return "Archive"
            case _:
                return ""

    def _account(self, index: int, chance: bytes, licenses: list[Assignment]) -> Account:
        changed = self.opened - timedelta(days=3 + chance[37] % 80, seconds=chance[38] * 60)
        return Account(
            not self._layout.is_disabled(index),
            self._layout.is_synced(index),
            self.opened - timedelta(days=400 + chance[39] * 8),
            changed,
            changed,
            licenses,
        )

    def _mailbox(self, index: int, chance: bytes, licenses: list[Assignment]) -> Mailbox | None:
        if self._layout.is_break_glass(index) or self._layout.is_guest(index):
            return None
        kind = self._layout.kind(index)
        attribute = self._attribute(index, chance, licenses)
        most = largest(kind, [one.sku_id for one in licenses])
        size = used(self._layout, index, wanted(kind, attribute), chance)
        mailbox = Mailbox(
            kind,
            actual(self._layout, index, kind, attribute, most),
            size,
            (size or 0) // _ITEM_BYTES,
            self.opened - timedelta(days=390 + chance[39] * 8),
            PRODUCTS[licenses[0].sku_id].mailbox_plan if licenses else None,
        )
        if attribute:
            mailbox.attributes[1] = attribute
        if self._layout.is_on_hold(index):
            mailbox.hold_since = self.opened - timedelta(days=100)
        mailbox.archive = self._layout.has_archive(index)
        self._share(index, mailbox)
        return mailbox

    def shared_with(self, trustee: Trustee) -> list[int]:
        """The mailboxes that *trustee* may send as from the start, and a few others at most."""
        after = trustee + 1 if isinstance(trustee, int) else self._layout.mailboxes
        return [after] if after < self._layout.mailboxes else []

    def _share(self, index: int, mailbox: Mailbox) -> None:
        """A shared mailbox is read by two people nearby; now and then a user mailbox by one."""
        if mailbox.kind is Kind.SHARED:
            mailbox.permissions = [Permission(index - back, ["FullAccess"]) for back in (1, 2)]
            mailbox.send_as = [index - 1]
        elif mailbox.kind is Kind.USER and index % 20 == 1 and index + 1 < self._layout.mailboxes:
            mailbox.permissions = [Permission(index + 1, ["FullAccess"])]
