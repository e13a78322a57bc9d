"""`/reports` and `/admin/reportSettings`: mailbox usage, and whether names are concealed."""

from local.tenant.graph import refusals
from local.tenant.graph.lists import context
from local.tenant.graph.query import options_of
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer
from local.tenant.reports.place import address
from local.tenant.reports.usage import PERIODS

_SETTINGS = "/admin/reportSettings"
_WRITE = "ReportSettings.ReadWrite.All"


@route("GET", "/reports/getMailboxUsageDetail(period='{period}')", "Reports.Read.All")
def mailbox_usage_detail(call: Call) -> Answer:
    """The address of the report, for who fetches it without a token."""
    period = call.names["period"].upper()
    if period not in PERIODS:
        raise refusals.bad_request(f"Invalid period value specified: {call.names['period']}.")
    if options_of(call):
        raise refusals.bad_request("Query options are not supported by this report.")
    place = address(call.tenant, call.request.origin, period)
    return Answer(302, headers={"location": place})


@route("GET", _SETTINGS, "ReportSettings.Read.All", _WRITE)
def report_settings(call: Call) -> Answer:
    """Whether names are concealed."""
    concealed = call.tenant.directory.reports.concealed
    return Answer.of(200, {"@odata.context": context(call), "displayConcealedNames": concealed})


@route("PATCH", _SETTINGS, _WRITE)
def change_report_settings(call: Call) -> Answer:
    """Names are concealed from now on, or not."""
    given = call.body()
    concealed = given.get("displayConcealedNames")
    if given.keys() != {"displayConcealedNames"} or not isinstance(concealed, bool):
        raise refusals.bad_request("Only displayConcealedNames can be written: true or false.")
    call.tenant.directory.reports.concealed = concealed
    return Answer(204)
