"""The native reads: the service document, its metadata, or what a route answers. No writes."""

from local.tenant.exchange import refusals
from local.tenant.exchange.admission import runnable
from local.tenant.exchange.native.path import NoSuchPath, parsed
from local.tenant.exchange.native.query import Query
from local.tenant.exchange.native.route import Read, natives
from local.tenant.exchange.native.service import metadata, service
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.messages import Answer, Request

_NOT_FOUND = 404


def answer(caller: Caller, request: Request) -> Answer:
    """
    The entities that the path names.

    Raises:
        Denied: The caller may not read them.
        ExchangeRefusal: A filter, property set or page that is not valid.

    """
    rest = request.segments[3:]
    if request.method != "GET":
        return Answer(405)
    if not rest:
        return service(request)
    if [one.casefold() for one in rest] == ["$metadata"]:
        return metadata()
    try:
        segments = parsed(rest)
    except NoSuchPath:
        return refusals.no_resource("/".join(rest))
    route = natives().get("/".join(one.pattern for one in segments))
    if route is None:
        return refusals.no_resource("/".join(rest))
    if route.cmdlet is not None:
        runnable(caller, route.cmdlet, ())
    read = Read(caller, request, tuple(segments), Query.of(request, route.options))
    try:
        return route.handler(read)
    except ExchangeRefusal as refusal:
        if refusal.status == _NOT_FOUND:
            return refusals.native_not_found(refusal)
        raise
