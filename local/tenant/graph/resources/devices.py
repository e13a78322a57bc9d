"""
Devices in the directory: `/devices`, and those of a person.

A device is named by its object id; `deviceId` is another number and finds nothing here.
"""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.device import DEVICE, REFERENCED_DEVICE
from local.tenant.graph.lists import entity, page
from local.tenant.graph.people import the_user
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer
from local.tenant.state.access import Device

_OF_USER = ("User.Read.All", "Directory.Read.All", "User.ReadWrite.All")
_READ = ("Device.Read.All", "Device.ReadWrite.All", "Directory.Read.All")
_WRITABLE = frozenset({"accountEnabled"})


@route("GET", "/users/{id}/registeredDevices", *_OF_USER)
def registered_devices(call: Call) -> Answer:
    """The devices that the person registered."""
    devices = call.tenant.directory.access.devices.read(the_user(call).who.index)
    return page(call, REFERENCED_DEVICE, devices)


@route("GET", "/users/{id}/ownedDevices", *_OF_USER)
def owned_devices(call: Call) -> Answer:
    """The same: who registers a device owns it."""
    return registered_devices(call)


@route("GET", "/devices/{id}", *_READ)
def get_device(call: Call) -> Answer:
    """One device."""
    return entity(call, DEVICE, _found(call)[1])


@route("PATCH", "/devices/{id}", "Device.ReadWrite.All", "Directory.ReadWrite.All")
def patch_device(call: Call) -> Answer:
    """The device may be used to sign in, or not."""
    index, device = _found(call)
    changes = call.body()
    if unknown := changes.keys() - _WRITABLE:
        raise refusals.bad_request(f"Property '{min(unknown)}' cannot be written here.")
    enabled = changes.get("accountEnabled", device.enabled)
    if not isinstance(enabled, bool):
        raise refusals.bad_request("Invalid value specified for property 'accountEnabled'.")
    for one in call.tenant.directory.access.devices.write(index):
        if one.id == device.id:
            one.enabled = enabled
    return Answer(204)


def _found(call: Call) -> tuple[int, Device]:
    """The device that the path names, and whose it is."""
    access, wanted = call.tenant.directory.access, call.names["id"].casefold()
    index = access.device_ids.owner(wanted)
    for one in [] if index is None else access.devices.read(index):
        if index is not None and one.id == wanted:
            return index, one
    raise refusals.not_found(call.names["id"])
