"""InvokeCommand: one cmdlet, run, its rows in pages."""

from local.tenant.exchange import refusals
from local.tenant.exchange.admission import runnable
from local.tenant.exchange.binding import bind
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.catalogue import check_names
from local.tenant.exchange.cmdlet import NOTHING, Cmdlet, cmdlets
from local.tenant.exchange.paging import LARGEST, TRUNCATED, cursor_of, cut, link, page_size
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.wire import annotated, selected, selection
from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.tenant import Tenant

_DEFAULT_RESULT = 1000
_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;"
    "IEEE754Compatible=false;charset=utf-8"
)


def answer(caller: Caller, request: Request) -> Answer:
    """
    The rows of the cmdlet that *request* names.

    Raises:
        Denied: The caller may not run it.
        ExchangeRefusal: The cmdlet ended in an error, or its parameters do not fit.
        NotJson: The body is not what was agreed.

    """
    if request.method != "POST":
        return Answer(405)
    given = request.document().get("CmdletInput")
    if not isinstance(given, dict) or not isinstance(given.get("CmdletName"), str):
        raise refusals.bad_request("CmdletInput with a CmdletName is needed.")
    parameters = given.get("Parameters") or {}
    if not isinstance(parameters, dict):
        raise refusals.bad_request("Parameters must be an object.")
    known = runnable(caller, str(given["CmdletName"]), parameters)
    check_names(known, parameters)
    cmdlet = cmdlets().get(known.name.casefold())
    if cmdlet is None:
        raise refusals.not_simulated(f"cmdlet {known.name}")
    return _page(caller.tenant, request, cmdlet, bind(cmdlet, parameters))


def _page(tenant: Tenant, request: Request, cmdlet: Cmdlet, bound: Bound) -> Answer:
    now = tenant.clock.now()
    start = cursor_of(request, now)
    names = selection(request.query)
    rehearsal = bound.flag("WhatIf") and not cmdlet.reads
    output = NOTHING if rehearsal else cmdlet.run(tenant, bound)
    size = len(output.positions) if output.whole else page_size(request.headers, LARGEST)
    page = cut(output, start, size, _limit(cmdlet, bound), names)
    warnings: list[Json] = list(output.warnings)
    if page.truncated:
        warnings.append(TRUNCATED)
    rows: list[Json] = [annotated(selected(row, names)) for row in page.rows]
    root = request.path.rpartition("/")[0]
    document: Document = {
        "@odata.context": f"{request.origin}{root}/$metadata#Collection(Exchange.GenericHashTable)",
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": warnings,
        "value": rows,
    }
    if page.next is not None:
        document["@odata.nextLink"] = link(request, page.next, now)
    return Answer.of(200, document, {"content-type": _TYPE, "odata-version": "4.0"})


def _limit(cmdlet: Cmdlet, bound: Bound) -> int | None:
    """How many rows the whole result may have; None is no limit."""
    if "resultsize" not in cmdlet.parameters:
        return None
    wanted = bound.size("ResultSize")
    if wanted is None:
        return _DEFAULT_RESULT
    return None if wanted < 0 else wanted
