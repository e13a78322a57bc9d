"""
Which quotas a mailbox ought to have, and which it has.

The rules are those of the sample quota policy, in order: VIP, Archive, Frontline by
CustomAttribute1, then every other user and shared mailbox; rooms and equipment are not governed.
"""

from local.tenant.seed.layout import Layout
from local.tenant.state.kinds import GB, Kind
from local.tenant.state.licenses import F3, UNLICENSED_BYTES
from local.tenant.state.person import Quotas

_TENTHS = 10


def _gigabytes(warning: float, send: float, send_receive: float) -> Quotas:
    return Quotas(int(warning * GB), int(send * GB), int(send_receive * GB))


def wanted(kind: Kind, attribute: str) -> Quotas:
    """The quotas that the sample policy gives."""
    match kind, attribute:
        case Kind.USER, "VIP":
            return _gigabytes(95, 98, 99)
        case Kind.USER, "Archive":
            return _gigabytes(45, 48, 49)
        case Kind.USER, "Frontline":
            return _gigabytes(1.8, 1.9, 2)
        case _:
            return _gigabytes(49, 49.5, 50)


def actual(layout: Layout, index: int, kind: Kind, attribute: str, largest: int) -> Quotas:
    """The quotas that mailbox *index* has: as wanted, but where drift is planted."""
    right = wanted(kind, attribute)
    lowering = layout.is_oversize(index) or layout.is_unused(index)
    if lowering and largest > right.send_receive:
        return _gigabytes(98, 99, 100)
    if not layout.may_drift(index) or kind not in {Kind.USER, Kind.SHARED}:
        return right
    variant = index // 3 % 3
    if variant == 0 and largest >= 100 * GB and attribute != "VIP":
        return _gigabytes(98, 99, 100)
    if variant == 1:
        return Quotas(right.warning * 9 // _TENTHS, right.send, right.send_receive)
    return Quotas(
        *(part * 8 // _TENTHS for part in (right.warning, right.send, right.send_receive))
    )


def used(layout: Layout, index: int, right: Quotas, chance: bytes) -> int | None:
    """How many bytes mailbox *index* holds; most hold a third, a few are close to the limit."""
    if layout.is_unused(index):
        return None
    if layout.is_oversize(index):
        return right.send_receive + (5 + chance[32] % 20) * GB
    share = int.from_bytes(chance[32:34]) / 65536
    close = chance[34] < 8 and not layout.may_drift(index)  # noqa: PLR2004 - 8 in 256
    part = 0.90 + share * 0.095 if close else 0.02 + share * share * 0.58
    return int(right.send_receive * part)


def largest(kind: Kind, sku_ids: list[str]) -> int:
    """The largest mailbox that the licences allow; a user mailbox needs one to be of any size."""
    if any(sku_id != F3.sku_id for sku_id in sku_ids):
        return 100 * GB
    if sku_ids:
        return F3.mailbox_bytes if kind is Kind.USER else UNLICENSED_BYTES
    return UNLICENSED_BYTES
