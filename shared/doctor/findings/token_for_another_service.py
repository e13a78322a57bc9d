"""The token is for another service or cloud."""

from collections.abc import Iterator

from shared.doctor.audience import exchange_of, is_for_exchange
from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    tenant = examination.tenant
    for one in examination.identities:
        claims = one.exchange.claims
        if claims is not None and not is_for_exchange(claims, tenant):
            what = f"the token is for {claims.audience[:100]}, not for {exchange_of(tenant)}"
            yield Seen(what, one.role)


TOKEN_FOR_ANOTHER_SERVICE = Finding(
    code="token-for-another-service",
    severity=Severity.ERROR,
    symptom='Signing in works, and every call is refused with 401 or "Audience validation failed".',
    cause=(
        "The token that came names another service than Exchange Online of this tenant's cloud "
        "as its audience: a token for Graph, for another Microsoft cloud, or one that something "
        "between caches for the wrong scope."
    ),
    fix=(
        "Check `cloud` in tenants.yaml, and what answers at IDENTITY_ENDPOINT if this is a "
        "managed identity. In a script, ask for the scope https://outlook.office365.com/.default "
        "and not for Graph's."
    ),
    says=(
        r"audience validation failed",
        r"invalid audience",
        r"InvalidAudience",
        r"InvalidAuthenticationTokenAudience",
        r"token.{0,40}for (?:the )?wrong audience",
    ),
    seen=_seen,
)
