"""`/deviceManagement/managedDevices`: retiring and wiping the devices that are managed."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.device import MANAGED_DEVICE, Managed
from local.tenant.graph.lists import entity, page
from local.tenant.graph.odata.expression import Compare, conjuncts
from local.tenant.graph.people import the_user
from local.tenant.graph.query import Query
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer

_READ = (
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementManagedDevices.ReadWrite.All",
)
_ACT = "DeviceManagementManagedDevices.PrivilegedOperations.All"
_WIPE_OPTIONS = frozenset(
    {"keepEnrollmentData", "keepUserData", "macOsUnlockCode", "persistEsimDataPlan"}
)


@route("GET", "/users/{id}/managedDevices", *_READ)
def managed_devices_of(call: Call) -> Answer:
    """The managed devices of one person."""
    return page(call, MANAGED_DEVICE, _of(call, the_user(call).who.index))


@route("GET", "/deviceManagement/managedDevices", *_READ)
def list_managed_devices(call: Call) -> Answer:
    """
    The managed devices of the person whom the filter names, or of all.

    Raises:
        GraphRefusal: The query is none.

    """
    people, where = call.tenant.people, Query.of(call, MANAGED_DEVICE).where
    indexes = people.everyone
    for part in conjuncts(where) if where is not None else ():
        match part:
            case Compare(("userId",), "eq", str(wanted)):
                indexes = [one.who.index for one in people.find(wanted)]
            case _:
                pass
    return page(call, MANAGED_DEVICE, [one for index in indexes for one in _of(call, index)])


@route("GET", "/deviceManagement/managedDevices/{id}", *_READ)
def get_managed_device(call: Call) -> Answer:
    """One managed device."""
    return entity(call, MANAGED_DEVICE, _found(call)[1])


@route("POST", "/deviceManagement/managedDevices/{id}/retire", _ACT)
def retire(call: Call) -> Answer:
    """Company data will go from the device."""
    return _act(call, "retirePending")


@route("POST", "/deviceManagement/managedDevices/{id}/wipe", _ACT)
def wipe(call: Call) -> Answer:
    """Everything will go from the device."""
    if unknown := call.body().keys() - _WIPE_OPTIONS:
        raise refusals.bad_request(f"The parameter '{min(unknown)}' does not exist.")
    return _act(call, "wipePending")


def _act(call: Call, state: str) -> Answer:
    index, found = _found(call)
    for one in call.tenant.directory.access.devices.write(index):
        if one.id == found.device.id:
            one.management = state
    return Answer(204)


def _of(call: Call, index: int) -> list[Managed]:
    devices = call.tenant.directory.access.devices.read(index)
    return [Managed(one, call.tenant.people.who(index)) for one in devices if one.managed_id]


def _found(call: Call) -> tuple[int, Managed]:
    wanted = call.names["id"].casefold()
    index = call.tenant.directory.access.managed_ids.owner(wanted)
    for one in [] if index is None else _of(call, index):
        if index is not None and one.device.managed_id == wanted:
            return index, one
    raise GraphRefusal(404, "ResourceNotFound", f"Device {wanted} not found.")
