"""Devices as the directory writes them, and as the device management does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.tenant.graph.kind import Kind, referenced
from local.tenant.graph.times import instant
from local.tenant.messages import Json
from local.tenant.state.access import Device
from local.tenant.state.person import Identity

_DIRECTORY: Mapping[str, Callable[[Device], Json]] = {
    "id": lambda d: d.id,
    "deviceId": lambda d: d.device_id,
    "displayName": lambda d: d.name,
    "accountEnabled": lambda d: d.enabled,
    "operatingSystem": lambda d: d.system,
    "operatingSystemVersion": lambda d: d.version,
    "trustType": lambda d: "AzureAd" if d.managed_id else "Workplace",
    "isManaged": lambda d: d.managed_id is not None,
    "isCompliant": lambda d: d.managed_id is not None,
    "registrationDateTime": lambda d: instant(d.registered),
    "approximateLastSignInDateTime": lambda d: instant(d.registered),
}
DEVICE = Kind[Device](
    name="device",
    readers=_DIRECTORY,
    filterable=frozenset(
        {"accountEnabled", "deviceId", "displayName", "id", "isManaged", "operatingSystem"}
    ),
    sortable={"displayName": True},
    searchable=frozenset({"displayName"}),
    flags=frozenset({"accountEnabled", "isCompliant", "isManaged"}),
)
REFERENCED_DEVICE = referenced(DEVICE)


@dataclass(frozen=True, slots=True)
class Managed:
    """A managed device and whose it is."""

    device: Device
    user: Identity


_MANAGED: Mapping[str, Callable[[Managed], Json]] = {
    "id": lambda m: m.device.managed_id,
    "azureADDeviceId": lambda m: m.device.device_id,
    "deviceName": lambda m: m.device.name,
    "operatingSystem": lambda m: m.device.system,
    "osVersion": lambda m: m.device.version,
    "managementState": lambda m: m.device.management,
    "complianceState": lambda _: "compliant",
    "enrolledDateTime": lambda m: instant(m.device.registered),
    "userId": lambda m: m.user.object_id,
    "userPrincipalName": lambda m: m.user.upn,
    "userDisplayName": lambda m: m.user.display_name,
}
MANAGED_DEVICE = Kind[Managed](
    name="managedDevice",
    readers=_MANAGED,
    filterable=frozenset({"azureADDeviceId", "deviceName", "operatingSystem", "userId"}),
    directory=False,
)
