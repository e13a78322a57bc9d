"""A connection is cut before there is an answer."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.BROKEN:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): {one.detail}")


CONNECTION_CUT = Finding(
    code="connection-cut",
    severity=Severity.ERROR,
    symptom='Signing in ends with "connection reset", "forcibly closed" or "server disconnected".',
    cause=(
        "A firewall or an inspecting proxy cut the connection after it was made, or what "
        "answered does not speak HTTP: a wrong port, a captive portal, a load balancer without a "
        "server behind it."
    ),
    fix=(
        "Have the network's administrators look for the host named here in the logs of the "
        "firewall and the proxy, and except Microsoft 365's hosts from inspection. Check the "
        "address in the setting if the host is one of yours."
    ),
    says=(
        r"forcibly closed by the remote host",
        r"connection (?:was )?reset",
        r"connection was closed unexpectedly",
        r"\bECONNRESET\b",
        r"underlying connection was closed: (?:an unexpected|the connection was closed)",
        r"server disconnected",
        r"RemoteProtocolError",
    ),
    seen=_seen,
    passing=True,
)
