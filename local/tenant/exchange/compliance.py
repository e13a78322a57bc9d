"""
Security & Compliance: the same protocol at other hosts, a front that serves no tenant, and regions.

The front finds a tenant by an anchor on its system mailbox at the initial domain, and answers 302
with an inner host on a port that nobody outside reaches. The region's own host serves; here it has
a few cmdlets that read. In process only: these names do not lead to this machine.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from local.tenant.exchange import denials, refusals
from local.tenant.exchange.command import command_of
from local.tenant.exchange.invoke import HEADERS, envelope
from local.tenant.exchange.properties.directory_object import directory_object
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import annotated, selected, selection
from local.tenant.messages import Answer, Request
from local.tenant.state.clients import COMPLIANCE
from local.tenant.tenant import Tenant

FRONT = COMPLIANCE.removeprefix("https://")
_REGION = "eur04b"
_INNER = f"https://{_REGION}.admin.protection.outlook.com:446"
_REGIONAL = f"{_REGION}.{FRONT}"
_SYSTEM_MAILBOX = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}"
_POLICIES: Mapping[str, tuple[str, ...]] = {
    "get-retentioncompliancepolicy": ("Keep mail for seven years",),
    "get-dlpcompliancepolicy": (),
    "get-compliancesearch": (),
    "get-label": ("Confidential", "Public"),
}


def serves(request: Request) -> bool:
    """Whether *request* came to one of the hosts of Security & Compliance."""
    return (urlsplit(request.origin).hostname or "") in {FRONT, _REGIONAL}


def answer(caller: Caller, request: Request) -> Answer:
    """
    Where the tenant is served, or the rows of a cmdlet.

    Raises:
        Denied: There is no such cmdlet here.
        ExchangeRefusal: The front cannot tell the tenant.
        NotJson: The body is not what was agreed.

    """
    if urlsplit(request.origin).hostname == FRONT:
        return _led_on(caller.tenant, request)
    if request.method != "POST" or request.segments[-1].casefold() != "invokecommand":
        return Answer(405)
    command = command_of(request)
    names = _POLICIES.get(command.name.casefold())
    if names is None:
        raise denials.not_allowed(caller, command.name)
    wanted = str(command.parameters.get("Identity") or "").casefold()
    rows = [
        _policy(caller.tenant, command.name, one)
        for one in names
        if not wanted or one.casefold() == wanted
    ]
    if wanted and not rows:
        raise refusals.not_found(wanted)
    chosen = selection(request.query)
    written = [annotated(selected(row, chosen)) for row in rows]
    return Answer.of(200, envelope(request, [*written], []), HEADERS)


def _led_on(tenant: Tenant, request: Request) -> Answer:
    anchor = request.headers.get("x-anchormailbox", "")
    if anchor.casefold() != f"UPN:{_SYSTEM_MAILBOX}@{tenant.domain}".casefold():
        raise ExchangeRefusal(
            400,
            "Microsoft.Exchange.Data.Directory.CannotResolveTenantNameException",
            f"The organization container for '{anchor}' could not be found.",
        )
    query = "&".join(f"{name}={value}" for name, value in request.query.items())
    return Answer(302, headers={"location": f"{_INNER}{request.path}{query and '?' + query}"})


def _policy(tenant: Tenant, cmdlet: str, name: str) -> Row:
    return {
        "Enabled": True,
        "Mode": "Enforce",
        "Workload": "Exchange",
        "CreatedBy": "",
        **directory_object(tenant, cmdlet.casefold().removeprefix("get-"), name),
    }
