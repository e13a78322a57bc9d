"""Domain and tenant id in the configuration are of two tenants."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    told, tenant = examination.discovery.tenant_id, examination.tenant
    if told is not None and told != tenant.tenant_id:
        yield Seen(f"{tenant.domain} belongs to tenant {told}, not to {tenant.tenant_id}")


TENANT_MISMATCH = Finding(
    code="tenant-mismatch",
    severity=Severity.ERROR,
    symptom="Signing in works, and everything is refused or is about the wrong company.",
    cause=(
        "tenants.yaml names a domain and a tenant id that do not belong together: by Entra's "
        "word the domain is another tenant's."
    ),
    fix="Copy both from the same overview page at entra.microsoft.com into tenants.yaml.",
    seen=_seen,
)
