"""How the directory behaves: licences bought, rules followed after a while, reports grown old."""

from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.state.licenses import PRODUCTS
from local.tenant.tenant import Tenant
from local.tenant.world import World

_LONGEST_S, _MOST_SEATS, _OLDEST_DAYS = 86400, 1_000_000, 30
_BY_PART = {one.part_number: one.sku_id for one in PRODUCTS.values()}


def seats(world: World, request: Request) -> Answer:
    """
    So many licences of each product named are bought: `{"SPE_E3": 100}`.

    Raises:
        ValueError: There is no such product or tenant, or it is no number.

    """
    given = request.document()
    tenants = _tenants(world, given)
    wanted = {_sku(part): _whole(part, number, _MOST_SEATS) for part, number in given.items()}
    for tenant in tenants:
        tenant.directory.bought.update(wanted)
    return Answer.of(200, {})


def dynamic_groups(world: World, request: Request) -> Answer:
    """
    Rules take so long to be looked at after a change: `{"seconds": 30}`.

    Raises:
        ValueError: There is no such tenant or member, or it is no number.

    """
    given = request.document()
    tenants = _tenants(world, given)
    _known(given, "seconds")
    seconds = _whole("seconds", given.get("seconds"), _LONGEST_S)
    for tenant in tenants:
        tenant.groups.rule_delay_s = float(seconds)
    return Answer.of(200, {"seconds": seconds})


def report(world: World, request: Request) -> Answer:
    """
    Usage reports conceal names or not, and are so old: `{"concealed": true, "daysOld": 3}`.

    Raises:
        ValueError: There is no such tenant, or a member or its value is none.

    """
    given = request.document()
    tenants = _tenants(world, given)
    _known(given, "concealed", "daysOld")
    concealed, days = given.get("concealed"), given.get("daysOld")
    if concealed is not None and not isinstance(concealed, bool):
        raise ValueError("concealed is true or false")
    old = None if days is None else _whole("daysOld", days, _OLDEST_DAYS)
    for tenant in tenants:
        reports = tenant.directory.reports
        reports.concealed = reports.concealed if concealed is None else concealed
        reports.days_old = reports.days_old if old is None else old
    return Answer.of(200, {})


def _tenants(world: World, given: dict[str, Json]) -> list[Tenant]:
    """The tenant that `tenant` names, taken out of what was given, or else all."""
    name = given.pop("tenant", None)
    if name is None:
        return world.tenants
    tenant = world.tenant(str(name))
    if tenant is None:
        raise ValueError(f"no tenant {name}")
    return [tenant]


def _known(given: Document, *names: str) -> None:
    """Nothing else is in *given*. Raises: ValueError."""
    for name in given:
        if name not in names:
            raise ValueError(f"unknown member {name!r}; known are {', '.join(names)}, tenant")


def _sku(part: str) -> str:
    if part not in _BY_PART:
        raise ValueError(f"no product {part}; there are {', '.join(_BY_PART)}")
    return _BY_PART[part]


def _whole(name: str, value: Json, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{name} is a whole number up to {most}")
    return value
