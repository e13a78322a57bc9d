"""The mobile devices of a mailbox, and how each synchronises."""

from local.tenant.exchange.native.route import Read, native
from local.tenant.exchange.refusals import bad_request
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain
from local.tenant.messages import Answer, Document

# The metadata spells some names otherwise than the cmdlet does.
_SPELLED = {
    "DeviceId": "DeviceID",
    "FriendlyName": "DeviceFriendlyName",
    "DeviceTelephoneNumber": "DevicePhoneNumber",
    "LastAccountOnlyDeviceWipeAckTime": "AccountOnlyDeviceWipeAckTime",
}
_NOT_THERE = {
    "Id", "Name", "IsValid", "ObjectState", "UserDisplayName", "IsManaged", "IsCompliant",
    "IsDisabled", "RecoveryPassword",
}  # fmt: skip


@native(
    "Mailbox(key)/MobileDevice/Exchange.GetMobileDeviceStatistics",
    "Get-MobileDeviceStatistics",
    "$top",
)
def device_statistics(read: Read) -> Answer:
    """How each device of a mailbox synchronises."""
    rows = read.rows("Get-MobileDeviceStatistics", Mailbox=read.key())
    return read.entities("Collection(Exchange.MobileDeviceStatistics)", map(_written, rows))


@native("GetMobileDeviceStatisticsByIdentity", "Get-MobileDeviceStatistics")
def device_statistics_by_identity(read: Read) -> Answer:
    """How the one device with that identity synchronises."""
    identity = read.argument("Identity")
    if identity is None:
        raise bad_request("Identity is needed.")
    [row] = read.rows("Get-MobileDeviceStatistics", Identity=identity)
    return read.entity("Exchange.MobileDeviceStatistics", _written(row))


@native("Mailbox(key)/MobileDevice", "Get-MobileDevice", "$top")
def devices(read: Read) -> Answer:
    """The devices of a mailbox, of which this set tells the identity only."""
    rows = read.rows("Get-MobileDevice", Mailbox=read.key())
    return read.entities(
        "Collection(Exchange.MobileDevice)", ({"Identity": str(row["Identity"])} for row in rows)
    )


def _written(row: Row) -> Document:
    kept = {_SPELLED.get(name, name): one for name, one in row.items() if name not in _NOT_THERE}
    return plain(kept)
