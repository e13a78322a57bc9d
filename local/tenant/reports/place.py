"""
`/data/download/{key}`: where the files of reports lie.

The address is the key, for a while. Whoever sends a token there gives it to somebody it is not
for: that is refused, and counted as a violation.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from local.tenant.entra.tokens import TokenRefused, bearer_of
from local.tenant.graph.seal import BadSeal, opened, sealed
from local.tenant.messages import Answer, Request
from local.tenant.reports.usage import PERIODS, usage_file
from local.tenant.tenant import Tenant, Violation
from local.tenant.world import World

TOKEN_SENT = "token-sent-to-a-download"  # noqa: S105 - the name of a violation
_GOOD_FOR = timedelta(minutes=5)
_LOCALHOST, _LOOPBACK = "localhost", "127.0.0.1"
_CSV = "application/octet-stream"


def address(tenant: Tenant, origin: str, period: str) -> str:
    """
    Where the report on *period* can be fetched from now on, for some minutes.

    It is another host than *origin*, as in the cloud: clients that are led on by themselves keep
    their token where the host stays the same.
    """
    until = tenant.clock.now() + _GOOD_FOR
    key = sealed(tenant.key, {"period": period, "until": until.isoformat()})
    return f"{_elsewhere(origin)}/data/download/{tenant.tenant_id}.{key}"


def _elsewhere(origin: str) -> str:
    """The same server by another name."""
    parts = urlsplit(origin)
    host = _LOCALHOST if parts.hostname == _LOOPBACK else _LOOPBACK
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}"


def answer(world: World, request: Request) -> Answer:
    """The file, to whoever has the address and sends nothing else."""
    name, _, key = request.segments[-1].partition(".")
    tenant = world.tenant(name)
    if tenant is None or request.method != "GET":
        return _refused(404, "There is no such file.")
    if _carries_token(request):
        tenant.violations.append(Violation(request.path, TOKEN_SENT, world.clock.now()))
        return _refused(401, "The address is the key: send no token here.")
    try:
        content = opened(tenant.key, key)
    except BadSeal:
        return _refused(403, "The address is not a good one.")
    period = str(content.get("period"))
    if period not in PERIODS or datetime.fromisoformat(str(content["until"])) < world.clock.now():
        return _refused(403, "The address is good no longer.")
    disposition = f'attachment; filename="MailboxUsageDetail{period}.csv"'
    headers = {"content-type": _CSV, "content-disposition": disposition}
    return Answer(200, usage_file(tenant, period), headers)


def _carries_token(request: Request) -> bool:
    try:
        bearer_of(request)
    except TokenRefused:
        return "authorization" in request.headers
    return True


def _refused(status: int, text: str) -> Answer:
    return Answer.of(status, {"error": {"code": "AccessDenied", "message": text}})
