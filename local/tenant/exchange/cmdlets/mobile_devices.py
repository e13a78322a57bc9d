"""Get-MobileDevice, its statistics, and Clear- and Remove-MobileDevice."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.mobile_devices import Found, change_device, devices_of, find_device
from local.tenant.exchange.properties.mobile_device import device_row, statistics_row
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.seed.devices import MOST
from local.tenant.tenant import Tenant

_CLIENTS = {"ActiveSync": "EAS", "RestApi": "Outlook", "UniversalOutlook": "", "OWAforDevices": ""}
_KINDS = tuple(f"{name} bool" for name in _CLIENTS)


@cmdlet("Get-MobileDevice", "Identity text", "Mailbox text", "ResultSize count", *_KINDS)
def get_mobile_device(tenant: Tenant, given: Bound) -> Output:
    """One device, those of a mailbox, or all; of one kind of client when asked for."""
    if given.text("Identity") or given.text("Mailbox"):
        return Output([device_row(one) for one in _named(tenant, given)])

    mailboxes, now = tenant.people.mailboxes, tenant.clock.now()

    # No mailbox has more than so many devices, so each has its place in a listing of all.
    def row(place: int, _: Names) -> Row | None:
        person = tenant.people.read(mailboxes[place // MOST])
        devices = devices_of(person) if life(person, now) is Life.ACTIVE else []
        if place % MOST >= len(devices):
            return None
        found = Found(person, devices[place % MOST])
        return device_row(found) if _wanted(found, given) else None

    return Output(range(len(mailboxes) * MOST), row)


@cmdlet(
    "Get-MobileDeviceStatistics",
    "Identity text",
    "Mailbox text",
    "GetMailboxLog bool",
    "UseCustomRouting bool",
    *_KINDS,
)
def get_mobile_device_statistics(tenant: Tenant, given: Bound) -> Output:
    """How one device, or each of a mailbox, synchronises."""
    if not given.text("Identity") and not given.text("Mailbox"):
        raise refusals.missing_parameter("Get-MobileDeviceStatistics", ["Mailbox"])
    now = tenant.clock.now()
    return Output([statistics_row(one, now) for one in _named(tenant, given)])


@cmdlet(
    "Clear-MobileDevice",
    "Identity! text",
    "AccountOnly bool",
    "Cancel bool",
    "NotificationEmailAddresses many",
)
def clear_mobile_device(tenant: Tenant, given: Bound) -> Output:
    """A wipe is asked for, of all or of the account's data only; or no longer, with `Cancel`."""
    _, device = change_device(tenant, given.required("Identity"))
    if given.flag("Cancel"):
        device.wipe_requested = None
        return NOTHING
    device.wipe_requested = device.wipe_requested or tenant.clock.now()
    # Outlook removes only what is the account's own, whatever was asked for.
    device.account_only = given.flag("AccountOnly") or device.client == "Outlook"
    device.wipe_mailed_to = tuple(given.change("NotificationEmailAddresses").applied([]))
    return NOTHING


@cmdlet("Remove-MobileDevice", "Identity! text")
def remove_mobile_device(tenant: Tenant, given: Bound) -> Output:
    """The partnership is gone; an error when it was already."""
    devices, device = change_device(tenant, given.required("Identity"))
    devices.remove(device)
    return NOTHING


def _named(tenant: Tenant, given: Bound) -> list[Found]:
    if identity := given.text("Identity"):
        return [find_device(tenant, identity)]
    person, _ = find_mailbox(tenant, given.required("Mailbox"))
    found = [Found(person, device) for device in devices_of(person)]
    return [one for one in found if _wanted(one, given)]


def _wanted(found: Found, given: Bound) -> bool:
    kinds = {client for name, client in _CLIENTS.items() if given.flag(name)}
    return not kinds or found.device.client in kinds
