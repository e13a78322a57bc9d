"""Nobody listens at a host's port: TCP."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.REFUSED:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): {one.detail}")


HOST_REFUSES = Finding(
    code="host-refuses",
    severity=Severity.ERROR,
    symptom='Signing in ends at once with "connection refused" or "actively refused it".',
    cause=(
        "The connection reached a machine, and that machine turned it away: a firewall that "
        "answers for the host, a proxy that is not running, or a wrong address in a setting."
    ),
    fix=(
        "Allow outgoing connections to the host and port named here (`nightshift doctor "
        "endpoints` lists all of them), or set HTTPS_PROXY to the proxy that this network wants "
        "to be used. For a local tenant: start it with `make up`."
    ),
    says=(
        r"actively refused it",
        r"connection refused",
        r"cannot connect to host",
        r"connect call failed",
        r"\bECONNREFUSED\b",
        r"unable to connect to the remote server",
    ),
    seen=_seen,
    passing=True,
)
