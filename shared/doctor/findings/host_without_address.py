"""A host's name has no address: DNS."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.NO_NAME:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): {one.detail}")


HOST_WITHOUT_ADDRESS = Finding(
    code="host-without-address",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "the remote name could not be resolved", "getaddrinfo failed" or '
        '"Name or service not known".'
    ),
    cause=(
        "The DNS server that this machine asks knows no address for the host: there is no "
        "network, the resolver is wrong or down, or a filter answers that Microsoft's names do "
        "not exist."
    ),
    fix=(
        "Look the name up on this machine (nslookup), and on another network. If only this "
        "machine fails, correct its DNS server; if only this network does, have its "
        "administrators allow the names that `nightshift doctor endpoints` lists."
    ),
    says=(
        r"remote name could not be resolved",
        r"getaddrinfo failed",
        r"name or service not known",
        r"no such host is known",
        r"temporary failure in name resolution",
        r"nodename nor servname provided",
        r"\bENOTFOUND\b",
        r"failed to resolve",
        r"could not resolve host",
    ),
    seen=_seen,
    passing=True,
)
