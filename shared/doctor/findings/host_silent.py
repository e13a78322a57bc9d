"""No answer from a host in time."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.SILENT:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): no answer in time")


HOST_SILENT = Finding(
    code="host-silent",
    severity=Severity.ERROR,
    symptom='Signing in hangs and ends with "timed out".',
    cause=(
        "Packets to the host are dropped without a word, which is what most firewalls do with "
        "what they do not allow; or the network has no route, or the host's service is down."
    ),
    fix=(
        "Allow outgoing connections to the host and port named here (`nightshift doctor "
        "endpoints` lists all of them), or set HTTPS_PROXY if this network has a proxy. If all "
        "hosts are silent, look at the network itself first; if one is, at Microsoft 365's "
        "service health."
    ),
    says=(
        r"connection (?:attempt )?timed out",
        r"operation (?:has )?timed out",
        r"\bETIMEDOUT\b",
        r"did not properly respond after a period of time",
        r"network is unreachable",
        r"no route to host",
        r"no answer \((?:Connect|Read|Pool)?Timeout",
    ),
    seen=_seen,
    passing=True,
)
