"""The certificate that answers for a host is not trusted: inspection, most often."""

import re
from collections.abc import Iterator
from datetime import datetime

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity
from shared.tenants import Cloud

_OUT_OF_TIME = re.compile("expired|not yet valid", re.IGNORECASE)
_LOCAL = "A local tenant has an authority of its own: SSL_CERT_FILE=.local/ca.pem."


def _seen(examination: Examination) -> Iterator[Seen]:
    local = _LOCAL if examination.tenant.cloud is Cloud.LOCAL else ""
    for one in examination.reaches:
        if one.state is State.UNTRUSTED:
            by = f"; it was issued by {one.issuer}" if one.issuer else ""
            where = f"{one.host.name}:{one.host.port} ({one.host.purpose})"
            do = f"{local} {_clock_first(one.detail, examination.at)}".strip()
            yield Seen(f"{where}: {one.detail}{by}", do=do)


def _clock_first(detail: str, now: datetime) -> str:
    """By a clock that is wrong, a good certificate has run out, or is not valid yet."""
    if not _OUT_OF_TIME.search(detail):
        return ""
    return f"Here it is {now:%Y-%m-%d %H:%M} UTC: if that is wrong, set this machine's clock first."


TLS_INTERCEPTED = Finding(
    code="tls-intercepted",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "certificate verify failed", "self-signed certificate in '
        'certificate chain" or "could not establish trust relationship".'
    ),
    cause=(
        "Somebody other than Microsoft answers for the host: a proxy that opens TLS to inspect "
        "it and signs with its own authority, which this process does not trust; seldom a "
        "machine whose list of authorities is out of date. The connection was refused, and "
        "nothing was sent."
    ),
    fix=(
        "Have Microsoft 365's hosts excepted from inspection, as Microsoft advises. Where that "
        "cannot be, put the inspecting authority's certificate into a PEM file and name the file "
        "in SSL_CERT_FILE, or let the operating system trust it. Never switch verification off: "
        "your tokens would be readable."
    ),
    says=(
        r"certificate[ _]verify[ _]failed(?:.{0,80}(?:expired|not yet valid))?",
        r"self[- ]signed certificate",
        r"unable to get local issuer certificate",
        r"could not establish trust relationship",
        r"remote certificate is invalid",
        r"SSLCertVerificationError",
        r"\bSELF_SIGNED_CERT_IN_CHAIN\b",
        r"unable_to_verify_leaf_signature",
        r"certificate chain was issued by an authority that is not trusted",
    ),
    seen=_seen,
)
