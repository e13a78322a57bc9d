"""
The v2.0 endpoints: a few cmdlets and parameters, one address each, by POST.

Source: "Exchange Online Admin API" (preview). The tenant is named by its GUID, the anchor is
required, and where the preview is not enabled there is no such address.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.tenant.exchange import invoke, refusals
from local.tenant.exchange.catalogue import real
from local.tenant.exchange.cmdlet import COMMON, Names
from local.tenant.exchange.command import Command, command_of
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.wire import selection
from local.tenant.messages import Answer, Request

_COMMON = {text.split()[0].casefold() for text in COMMON}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The parameters of each cmdlet, all in lower case; `shows` None is every property."""

    cmdlets: Mapping[str, frozenset[str]]
    shows: Names = None


def _names(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


_MEMBERS = _names("Identity ResultSize")
ENDPOINTS: Mapping[str, Endpoint] = {
    "organizationconfig": Endpoint(
        {"get-organizationconfig": frozenset()},
        _names(
            "Name Identity Id Guid DisplayName ExternalDirectoryObjectId MailTipsAllTipsEnabled "
            "MailTipsExternalRecipientsTipsEnabled MailTipsGroupMetricsEnabled "
            "MailTipsLargeAudienceThreshold MailTipsMailboxSourcedTipsEnabled"
        ),
    ),
    "accepteddomain": Endpoint({"get-accepteddomain": _MEMBERS}),
    "mailbox": Endpoint(
        {
            "get-mailbox": _MEMBERS | {"includegrantsendonbehalftowithdisplaynames"},
            "set-mailbox": _names("Identity GrantSendOnBehalfTo"),
        },
        _names(
            "Name DisplayName UserPrincipalName Alias RecipientType RecipientTypeDetails "
            "EmailAddresses PrimarySmtpAddress MaxSendSize GrantSendOnBehalfTo "
            "GrantSendOnBehalfToWithDisplayNames ExternalDirectoryObjectId Guid Id"
        ),
    ),
    "mailboxfolderpermission": Endpoint(
        {
            f"{verb}-mailboxfolderpermission": _names("Identity User AccessRights ResultSize")
            for verb in ("get", "add", "set", "remove")
        }
    ),
    "distributiongroupmember": Endpoint({"get-distributiongroupmember": _MEMBERS}),
    "dynamicdistributiongroupmember": Endpoint({"get-dynamicdistributiongroupmember": _MEMBERS}),
}


def answer(caller: Caller, request: Request) -> Answer:
    """
    The rows of a cmdlet that the endpoint takes.

    Raises:
        Denied: The caller may not run it.
        ExchangeRefusal: The endpoint does not take it, or it ended in an error.
        NotJson: The body is not what was agreed.

    """
    _, _, tenant, *rest = request.segments
    endpoint = ENDPOINTS.get("/".join(rest).casefold())
    if endpoint is None or not caller.tenant.protocol.admin_api_v2:
        return refusals.no_resource("/".join(rest))
    if tenant.casefold() != caller.tenant.tenant_id:
        raise refusals.bad_request("The tenant has to be named by its GUID.")
    if request.method != "POST":
        return Answer(405)
    if "x-anchormailbox" not in request.headers:
        raise refusals.bad_request("The header X-AnchorMailbox is required.")
    command = command_of(request)
    _taken(endpoint, command)
    chosen = selection(request.query)
    shows = endpoint.shows if chosen is None else chosen & (endpoint.shows or chosen)
    return invoke.run(caller, request, command, shows)


def _taken(endpoint: Endpoint, command: Command) -> None:
    """
    The endpoint takes *command* with its parameters.

    Raises:
        ExchangeRefusal: It does not.

    """
    known = real(command.name)
    allowed = endpoint.cmdlets.get(command.name.casefold())
    if known is None or allowed is None:
        raise refusals.bad_request(f"The endpoint does not take the cmdlet {command.name}.")
    for name in command.parameters:
        if name.endswith("@odata.type"):
            continue
        if name.casefold() not in allowed | _COMMON:
            raise refusals.bad_request(f"The endpoint does not take the parameter {name}.")
