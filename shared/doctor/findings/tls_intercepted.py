"""The certificate that answers for a host is not trusted: inspection, most often."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity
from shared.tenants import Cloud

_LOCAL = "A local tenant has an authority of its own: SSL_CERT_FILE=.local/ca.pem."


def _seen(examination: Examination) -> Iterator[Seen]:
    do = _LOCAL if examination.tenant.cloud is Cloud.LOCAL else ""
    for one in examination.reaches:
        if one.state is State.UNTRUSTED:
            by = f"; it was issued by {one.issuer}" if one.issuer else ""
            where = f"{one.host.name}:{one.host.port} ({one.host.purpose})"
            yield Seen(f"{where}: {one.detail}{by}", do=do)


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
        r"certificate[ _]verify[ _]failed",
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
