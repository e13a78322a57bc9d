"""
Exchange Online's admin REST protocol: values in, values out, no I/O.

Facts that surprised us, and must survive a rewrite:
- The next page is a POST of the same body to the link, with the same anchor; without an anchor
  the link is void.
"""

import json
from dataclasses import dataclass

from shared.exchange.answers import Page, Reply, reply_of
from shared.exchange.catalogue import Cmdlet
from shared.exchange.command import Command, target_of
from shared.exchange.patience import patience_s
from shared.exchange.sizes import UNLIMITED
from shared.exchange.values import BYTES, Value, encoded
from shared.transcript.redaction import NOT_KEPT, kept_parameter
from shared.web.errors import BadCall, Call, Malformed, ServiceError
from shared.web.request import Effect, Json, Request

PAGE_SIZE = 1000  # the largest the service gives
# The organisation's arbitration mailbox has the same id in every tenant and routes to its back end.
SYSTEM_MAILBOX = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}"
_CUT = "There are more results available than are currently displayed."


@dataclass(frozen=True, slots=True)
class Organization:
    """Where one tenant's Exchange Online answers; `anchor` routes to its back end."""

    origin: str  # https://outlook.office365.com
    tenant_id: str
    anchor: str = ""

    def __post_init__(self) -> None:
        if not self.anchor:
            object.__setattr__(self, "anchor", f"APP:{SYSTEM_MAILBOX}@{self.tenant_id}")

    @property
    def root(self) -> str:
        return f"{self.origin}/adminapi/beta/{self.tenant_id}"


def invoke(
    organization: Organization,
    command: Command[Value],
    *,
    request_id: str,
    page_size: int = PAGE_SIZE,
) -> Request:
    """
    The request that runs *command*.

    Writes that can prompt carry `Confirm: false`: nobody is there to answer.

    Raises:
        BadCall: A value cannot be sent so that it arrives as it was meant.

    """
    cmdlet, effect = command.cmdlet.name, command.cmdlet.effect
    call = Call(cmdlet, target_of(command.parameters), request_id)
    try:
        wanted = encoded(command.parameters)
    except ValueError as error:
        raise BadCall(call, f"nothing was sent: {error}") from error
    if effect is Effect.WRITE and "confirm" in command.cmdlet.parameters:
        wanted.setdefault("Confirm", False)
    body: Json = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": wanted}}
    return Request(
        "POST",
        f"{organization.root}/InvokeCommand",
        call,
        effect,
        {
            **headers(organization, cmdlet, request_id),
            "Content-Type": "application/json; charset=utf-8",
            "X-ResponseFormat": "json",
            "Prefer": f"odata.maxpagesize={page_size}",
        },
        json.dumps(body, ensure_ascii=False).encode(),
        {name: _shown(command.cmdlet, name, value) for name, value in wanted.items()},
        timeout_s=patience_s(cmdlet, effect),
    )


def whole(command: Command[Value], call: Call, last: Page) -> None:
    """
    Nothing, when *last* ends a listing of *command* that is all there is, or all that was asked.

    Pages before the last say the same of themselves, and mean the next one.

    Raises:
        ServiceError: The service held rows back that nobody told it to.

    """
    if not any(_CUT in warning for warning in last.warnings):
        return
    wanted = command.parameters.get("ResultSize")
    if wanted is None:
        detail = "the answer was cut at the default size; give ResultSize='Unlimited' or a number"
        raise BadCall(call, detail)
    if str(wanted).casefold() == UNLIMITED.casefold():
        raise Malformed(call, "the answer ends early though all was asked for; the list is void")


def ended(command: Command[Value], end: list[Page] | ServiceError) -> Reply | ServiceError:
    """What *command* gave in a batch: its pages as one reply, when they are all there is."""
    if isinstance(end, ServiceError):
        return end
    try:
        whole(command, Call(command.cmdlet.name, target_of(command.parameters)), end[-1])
    except ServiceError as error:
        return error
    return reply_of(end)


def headers(organization: Organization, cmdlet: str, request_id: str) -> dict[str, str]:
    """What every request of one tenant carries, but for its token."""
    return {
        "Accept": "application/json",
        "Accept-Language": "en-US",  # error texts are read by people and by `failure`
        "X-AnchorMailbox": organization.anchor,
        "X-CmdletName": cmdlet,
        "client-request-id": request_id,
    }


def _shown(cmdlet: Cmdlet, name: str, value: Json) -> Json:
    known = cmdlet.parameters.get(name.casefold())
    if _holds_bytes(value):
        return NOT_KEPT
    return kept_parameter(name, value, known.kind if known else "")


def _holds_bytes(value: Json) -> bool:
    if isinstance(value, dict):
        return value.get("@odata.type") == BYTES
    return isinstance(value, list) and any(map(_holds_bytes, value))
