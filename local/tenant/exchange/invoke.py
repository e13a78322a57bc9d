"""One cmdlet, run, its rows in pages: InvokeCommand, and what the v2.0 endpoints share with it."""

from local.tenant.exchange import refusals
from local.tenant.exchange.admission import runnable
from local.tenant.exchange.audit_records import admin_record
from local.tenant.exchange.binding import bind
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.catalogue import check_names
from local.tenant.exchange.clixml import clixml
from local.tenant.exchange.cmdlet import NOTHING, Cmdlet, Names, Output, cmdlets
from local.tenant.exchange.command import Command, command_of
from local.tenant.exchange.paging import LARGEST, TRUNCATED, Cut, cursor_of, cut, link, page_size
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import annotated, selected, selection
from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.state.protocol import Protocol

_DEFAULT_RESULT = 1000
_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;"
    "IEEE754Compatible=false;charset=utf-8"
)
HEADERS = {"content-type": _TYPE, "odata-version": "4.0"}
# A cmdlet has parameters for what OData would filter, order and count by.
_OPTIONS = {"$format", "$select", "$skiptoken"}
_SURE = "Are you sure you want to perform this action?"


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
    return run(caller, request, command_of(request), selection(request.query))


def run(caller: Caller, request: Request, command: Command, names: Names) -> Answer:
    """
    The rows of *command*, with the properties *names*, in lower case, or with all.

    Raises:
        Denied: The caller may not run it.
        ExchangeRefusal: The cmdlet ended in an error, or its parameters do not fit.

    """
    for name in request.query:
        if name.startswith("$") and name.casefold() not in _OPTIONS:
            raise refusals.not_served(name)
    known = runnable(caller, command.name, command.parameters)
    check_names(known, command.parameters)
    cmdlet = cmdlets().get(known.name.casefold())
    if cmdlet is None:
        raise refusals.not_simulated(f"cmdlet {known.name}")
    bound = bind(cmdlet, command.parameters)
    if bound.flag("Confirm") and not cmdlet.reads:
        return _asked_back(request, cmdlet, bound)
    return _page(caller, request, cmdlet, bound, names)


def _asked_back(request: Request, cmdlet: Cmdlet, bound: Bound) -> Answer:
    """The question that a caller gets who wants to confirm; nothing was done."""
    what = f'Performing the operation "{cmdlet.name}" on "{bound.text("Identity") or ""}".'
    document = envelope(request, [], [])
    document["@adminapi.confirmationmessage"] = f"{_SURE}\n{what}"
    return Answer.of(200, document, HEADERS)


def _page(caller: Caller, request: Request, cmdlet: Cmdlet, bound: Bound, names: Names) -> Answer:
    now, protocol = caller.tenant.clock.now(), caller.tenant.protocol
    start = cursor_of(request, now, protocol)
    output = _output(caller, cmdlet, bound)
    size = len(output.positions) if output.whole else page_size(request.headers, LARGEST)
    page = cut(output, start, size, _limit(cmdlet, bound), names)
    warnings = [*output.warnings, *([TRUNCATED] if page.truncated else ())]
    if not page.rows and not warnings and protocol.empty_as != "value":
        return _without_body(protocol)
    document = envelope(request, _written(request, page, names), warnings)
    if page.next is not None:
        document["@odata.nextLink"] = link(request, page.next, now, protocol)
    return Answer.of(200, document, HEADERS)


def _output(caller: Caller, cmdlet: Cmdlet, bound: Bound) -> Output:
    """What *cmdlet* gives; a write is in the audit log then, a rehearsal did nothing."""
    if cmdlet.reads:
        return cmdlet.run(caller.tenant, bound)
    if bound.flag("WhatIf"):
        return NOTHING
    output = cmdlet.run(caller.tenant, bound)
    caller.tenant.audit.note(admin_record(caller, cmdlet, bound))
    return output


def _without_body(protocol: Protocol) -> Answer:
    return Answer(204) if protocol.empty_as == "204" else Answer(200)


def _written(request: Request, page: Cut, names: Names) -> list[Json]:
    rows: list[Row] = [selected(row, names) for row in page.rows]
    if request.headers.get("x-responseformat", "json").casefold() == "clixml":
        return [{"_clixml": clixml(row)} for row in rows]
    return [annotated(row) for row in rows]


def envelope(request: Request, rows: list[Json], warnings: list[str]) -> Document:
    """The document around the *rows* of a cmdlet."""
    root = request.path.rpartition("/")[0]
    said: list[Json] = [*warnings]
    return {
        "@odata.context": f"{request.origin}{root}/$metadata#Collection(Exchange.GenericHashTable)",
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": said,
        "value": rows,
    }


def _limit(cmdlet: Cmdlet, bound: Bound) -> int | None:
    """How many rows the whole result may have; None is no limit."""
    if "resultsize" not in cmdlet.parameters:
        return None
    wanted = bound.size("ResultSize")
    if wanted is None:
        return _DEFAULT_RESULT
    return None if wanted < 0 else wanted
