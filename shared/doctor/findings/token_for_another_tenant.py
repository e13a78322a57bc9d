"""The token is for another tenant."""

from collections.abc import Iterator

from shared.doctor.audience import is_for_tenant
from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        claims = one.exchange.claims
        if claims is not None and not is_for_tenant(claims, examination.tenant):
            yield Seen(f"the token is for tenant {claims.tenant_id[:40]}", one.role)


TOKEN_FOR_ANOTHER_TENANT = Finding(
    code="token-for-another-tenant",
    severity=Severity.ERROR,
    symptom='Signing in works, and ends with "the token is for tenant ..., not ...".',
    cause=(
        "What signed in lives in another tenant. A managed identity always signs in to the "
        "tenant of its Azure subscription; the Azure CLI to the one it was logged in to."
    ),
    fix=(
        "For a customer's tenant use method federated or certificate with a multi-tenant app, "
        "not a managed identity by itself. For the Azure CLI: az login --tenant {tenantId}."
    ),
    says=(r"the token is for tenant",),
    seen=_seen,
)
