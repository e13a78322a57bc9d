"""There is no such tenant."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity, aadsts


def _seen(examination: Examination) -> Iterator[Seen]:
    if examination.discovery.found is False:
        yield Seen(f"Entra knows no tenant with the domain {examination.tenant.domain}")


UNKNOWN_TENANT = Finding(
    code="unknown-tenant",
    severity=Severity.ERROR,
    symptom='Signing in ends with AADSTS90002: "Tenant ... not found".',
    cause=(
        "Microsoft Entra ID (formerly Azure AD) knows no tenant by this domain or id: a slip of "
        "the pen in tenants.yaml, a domain that is not verified anywhere, a tenant that was "
        "deleted, or one of another Microsoft cloud."
    ),
    fix=(
        "Compare `tenantId` and `domain` in tenants.yaml with the tenant's overview page at "
        "entra.microsoft.com. If they are right, set `cloud`: a tenant of GCC High, DoD or China "
        "is unknown to the public sign-in."
    ),
    says=(
        aadsts(90002, 900023, 900021),
        r"tenant .{1,80} not found",
    ),
    seen=_seen,
)
