"""
Which cmdlets the caller may run, as the module asks when its session begins. No I/O.

Source: the request for `EXOModuleFile` that Connect-ExchangeOnline sends.
"""

from collections.abc import Iterable

from shared.exchange.protocol import Organization, headers
from shared.web.errors import Call, Malformed
from shared.web.request import Effect, Request, Row

_NAME = "EXOModuleFile"
_VERSION = "3.9.2"  # of the module that is spoken for; what an older one may run is no different


def request_of(organization: Organization, *, request_id: str) -> Request:
    """The question."""
    root = f"{organization.origin}/adminapi/v1.0/{organization.tenant_id}"
    asked = {**headers(organization, _NAME, request_id), "CommandName": "*"}
    url = f"{root}/{_NAME}?Version={_VERSION}"
    return Request("GET", url, Call(_NAME, None, request_id), Effect.READ, asked)


def names_of(rows: Iterable[Row]) -> frozenset[str]:
    """
    The cmdlets that the answer's *rows* name.

    Raises:
        Malformed: They name none: who may run nothing is refused, not answered.

    """
    told = ",".join(str(row.get("exportedCmdlets") or "") for row in rows)
    names = frozenset(name.strip() for name in told.split(",") if name.strip())
    if not names:
        raise Malformed(Call(_NAME), "the list of cmdlets is empty")
    return names
