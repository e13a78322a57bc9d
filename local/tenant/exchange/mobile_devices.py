"""Which mobile device an identity means, and what has become of a wipe."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from local.tenant.exchange import refusals
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.seed.devices import mobile_devices
from local.tenant.state.mobile_devices import MobileDevice
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_CONTAINER = "ExchangeActiveSyncDevices"
_NEXT_SYNC = timedelta(minutes=15)  # until a device hears that it is to be wiped
_NOT_FOUND = 404


@dataclass(slots=True)
class Found:
    """A device and its owner."""

    person: Person
    device: MobileDevice


def devices_of(person: Person) -> list[MobileDevice]:
    """The devices of *person*; not to be changed."""
    kept = None if person.mailbox is None else person.mailbox.devices
    return mobile_devices(person) if kept is None else kept


def identity_of(person: Person, device: MobileDevice) -> str:
    """The Identity of *device*: its owner's name, a container, and what it is."""
    kind = "REST" if device.client == "Outlook" else "iPhone"
    return f"{person.who.alias}\\{_CONTAINER}\\{kind}§{device.client}§{device.device_id}"


def find_device(tenant: Tenant, identity: str) -> Found:
    """
    The one device that *identity*, an Identity or a Guid, means, to be read.

    Raises:
        ExchangeRefusal: There is none.

    """
    owner, _, rest = identity.partition("\\")
    people = _owner(tenant, owner) if rest else _by_guid(tenant, identity)
    wanted = identity.casefold()
    for person in people:
        for device in devices_of(person):
            if wanted in {device.guid, identity_of(person, device).casefold()}:
                return Found(person, device)
    raise refusals.not_found(identity)


def change_device(tenant: Tenant, identity: str) -> tuple[list[MobileDevice], MobileDevice]:
    """
    The device that *identity* means among those of its owner, to be changed.

    Raises:
        ExchangeRefusal: There is none.

    """
    found = find_device(tenant, identity)
    person, mailbox = change_mailbox(tenant, found.person.who.object_id)
    mailbox.devices = devices_of(person)
    changing = next(one for one in mailbox.devices if one.guid == found.device.guid)
    return mailbox.devices, changing


def wiped_at(device: MobileDevice, now: datetime) -> datetime | None:
    """When the wipe of *device* was done; None while it is not, or was never asked for."""
    if device.wipe_requested is None or now < device.wipe_requested + _NEXT_SYNC:
        return None
    return device.wipe_requested + _NEXT_SYNC


def status(device: MobileDevice, now: datetime) -> str:
    """DeviceOk, or what has become of the wipe."""
    if device.wipe_requested is None:
        return "DeviceOk"
    scope = "AccountOnlyDeviceWipe" if device.account_only else "DeviceWipe"
    return f"{scope}{'Pending' if wiped_at(device, now) is None else 'Succeeded'}"


def _owner(tenant: Tenant, name: str) -> list[Person]:
    try:
        return [find_mailbox(tenant, name)[0]]
    except ExchangeRefusal as refusal:
        if refusal.status == _NOT_FOUND:
            return []
        raise


def _by_guid(tenant: Tenant, guid: str) -> list[Person]:
    """Who may own the device *guid*, which ends like the GUID of its owner's mailbox."""
    return [tenant.people.read(index) for index in tenant.people.identities.find(guid)]
