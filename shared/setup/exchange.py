"""
The Exchange part: role groups with the least roles, and the identities that are in them.

Exchange keeps its own reference to an app, made with the object id of the enterprise application;
made with that of the registration it would be taken, and bring nothing.
Source: "App-only authentication in Exchange Online PowerShell".
"""

from collections.abc import Iterable, Sequence

from shared.clock import Clock
from shared.config import ConfigError
from shared.exchange.client import Exchange
from shared.rights.needs import CmdletNeed, cmdlets
from shared.rights.roles import Choice, Holders, choose, known_holders
from shared.setup.checklist import Checklist, Outcome, Settled, changed, once_seen
from shared.setup.grants import Principal
from shared.tenants import Role
from shared.web.errors import AlreadySo, NotFound, Refused, ServiceError, Unsupported
from shared.web.request import Row

ADMIN = "Exchange Administrator"
_STEP = "exchange"
# What a tenant that was never customised says must be run first.
_CUSTOMIZE = "Enable-OrganizationCustomization"


def group_name(role: Role) -> str:
    """What the role group of the identity for *role* is called."""
    return f"Nightshift {role}"


async def choices(
    checklist: Checklist, exchange: Exchange, roles: Sequence[Role]
) -> dict[Role, Choice]:
    """The management roles for each of *roles*, as this tenant's roles hold their cmdlets."""
    needs = cmdlets(*roles)
    holders = await checklist.settle(_STEP, _holders(exchange, needs), least=ADMIN)
    if holders is None:
        return {}
    found = {}
    for role in roles:
        choice = choose(cmdlets(role), holders)
        if choice.unserved:
            named = ", ".join(choice.unserved)
            text = (
                f"no narrow role of this tenant holds {named}, which the {role} runs; "
                "`Get-ManagementRole -Cmdlet` tells which do, give one yourself if you want"
            )
            checklist.note(_STEP, Outcome.FAILED, text)
        found[role] = choice
    return found


async def group(
    checklist: Checklist, exchange: Exchange, role: Role, choice: Choice, *, what_if: bool
) -> None:
    """The role group for *role* has the roles of *choice*; what it has beyond them is told."""
    name = group_name(role)
    held = await checklist.settle(
        _STEP, _group(exchange, name, role, choice.roles, what_if=what_if), least=ADMIN
    )
    if held is None:
        return
    for missing in sorted({*choice.roles} - held):
        work = _assigned(exchange, name, missing, what_if=what_if)
        await checklist.settle(_STEP, work, least=ADMIN)
    if extra := sorted(held - {*choice.roles}):
        text = f"{name} has roles that the {role} does not need: {', '.join(extra)}; take them away"
        checklist.note(_STEP, Outcome.PERSON, text)


async def enrolled(
    checklist: Checklist,
    exchange: Exchange,
    clock: Clock,
    principal: Principal,
    roles: Iterable[Role],
    *,
    what_if: bool,
) -> None:
    """Exchange knows *principal*, who is in the role group of each of *roles*."""
    work = _registered(exchange, clock, principal, what_if=what_if)
    fresh = await checklist.settle(_STEP, work, least=ADMIN)
    if fresh is None:
        return
    for role in roles:
        joining = _member(
            exchange, clock, principal, group_name(role), fresh=fresh, what_if=what_if
        )
        await checklist.settle(_STEP, joining, least=ADMIN)


async def _holders(exchange: Exchange, needs: Sequence[CmdletNeed]) -> Settled[Holders]:
    """Which roles hold each cmdlet with its parameters: the tenant's word, or else our table."""
    commands = [
        exchange.command(
            "Get-ManagementRole",
            Cmdlet=need.known_as,
            **({"CmdletParameters": list(need.parameters)} if need.parameters else {}),
        )
        for need in needs
    ]
    answers = await exchange.batch(commands)
    told: dict[str, frozenset[str]] = {}
    for need, answer in zip(needs, answers, strict=True):
        if isinstance(answer, Refused | Unsupported | NotFound):
            text = "which roles hold what could not be asked here; our own table serves"
            return Settled(Outcome.ALREADY_SO, text, known_holders(needs))
        if isinstance(answer, ServiceError):
            raise answer
        told[need.known_as] = frozenset(str(row["Name"]) for row in answer.rows if "Name" in row)
    text = f"{len(needs)} cmdlets were looked up in the roles of this tenant"
    return Settled(Outcome.ALREADY_SO, text, told)


async def _group(
    exchange: Exchange, name: str, role: Role, roles: Sequence[str], *, what_if: bool
) -> Settled[frozenset[str]]:
    has = f"role group {name} with {', '.join(roles)}"
    try:
        [row] = await exchange.invoke("Get-RoleGroup", Identity=name)
    except NotFound:
        await _made(exchange, name, role, roles)
        return Settled(changed(what_if=what_if), has, frozenset(roles))
    return Settled(Outcome.ALREADY_SO, f"role group {name} is there", _roles_of(row))


async def _made(exchange: Exchange, name: str, role: Role, roles: Sequence[str]) -> None:
    about = f"What the {role} of Nightshift runs, and nothing else."
    try:
        await exchange.invoke("New-RoleGroup", Name=name, Roles=[*roles], Description=about)
    except ServiceError as error:
        if _CUSTOMIZE not in error.detail:
            raise
        raise ConfigError(
            f"this tenant still shares Microsoft's settings and takes no role group: run "
            f"`nightshift exo {_CUSTOMIZE}` once (it cannot be undone and may take an hour), then "
            "this again"
        ) from error


def _roles_of(row: Row) -> frozenset[str]:
    """The names of a role group's roles; a tenant may tell where they stand, too."""
    listed = row.get("Roles")
    named = [str(one) for one in listed] if isinstance(listed, list) else []
    return frozenset(one.rpartition("/")[2] for one in named)


async def _assigned(exchange: Exchange, name: str, role: str, *, what_if: bool) -> Settled[None]:
    try:
        await exchange.invoke("New-ManagementRoleAssignment", SecurityGroup=name, Role=role)
    except AlreadySo:
        return Settled(Outcome.ALREADY_SO, f"{name} has the role {role}", None)
    return Settled(changed(what_if=what_if), f"{name} has the role {role}", None)


async def _registered(
    exchange: Exchange, clock: Clock, principal: Principal, *, what_if: bool
) -> Settled[bool]:
    """Whether Exchange learned of *principal* just now."""
    known = await exchange.invoke("Get-ServicePrincipal")
    ids = {str(row.get("ObjectId", "")).casefold() for row in known}
    told = f"Exchange knows {principal.name} ({principal.id})"
    if principal.id.casefold() in ids:
        return Settled(Outcome.ALREADY_SO, told, value=False)

    async def make() -> list[Row]:
        return await exchange.invoke(
            "New-ServicePrincipal",
            AppId=principal.client_id,
            ObjectId=principal.id,
            DisplayName=principal.name,
        )

    try:
        await once_seen(clock, make, fresh=principal.fresh)
    except AlreadySo:
        return Settled(Outcome.ALREADY_SO, told, value=False)
    return Settled(changed(what_if=what_if), told, value=True)


async def _member(
    exchange: Exchange,
    clock: Clock,
    principal: Principal,
    name: str,
    *,
    fresh: bool,
    what_if: bool,
) -> Settled[None]:
    text = f"{principal.name} is in {name}"
    try:
        rows = await exchange.invoke("Get-RoleGroupMember", Identity=name)
    except NotFound:
        rows = []  # in a dry run the group is not there yet
    if any(_is(row, principal) for row in rows):
        return Settled(Outcome.ALREADY_SO, text, None)

    async def join() -> list[Row]:
        return await exchange.invoke("Add-RoleGroupMember", Identity=name, Member=principal.id)

    try:
        await once_seen(clock, join, fresh=fresh and not what_if)
    except AlreadySo:
        return Settled(Outcome.ALREADY_SO, text, None)
    return Settled(changed(what_if=what_if), text, None)


def _is(row: Row, principal: Principal) -> bool:
    """Whether a member's row is of *principal*, by whichever field names it."""
    named = (row.get(one) for one in ("ExternalDirectoryObjectId", "Name", "Guid"))
    return principal.id.casefold() in {str(one).casefold() for one in named}
