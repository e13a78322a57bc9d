"""Nobody has consented to the app, or the consent was withdrawn."""

import re
from collections.abc import Iterator

from shared.clouds import endpoints
from shared.doctor.examination import Examination, IdentitySeen
from shared.doctor.finding import Finding, Seen, Severity, aadsts
from shared.tenants import Cloud

_UNKNOWN = re.compile(aadsts(700016, 7000229))


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        link = _link(examination, one)
        if one.is_without_any_grant:
            yield Seen("its tokens hold no permission at all", one.role, do=link)
        for setback in one.setbacks:
            if one.auth.method == "federated" and _UNKNOWN.search(setback.text):
                what = "the tenant does not know the multi-tenant app"
                yield Seen(what, one.role, of=setback, do=link)


def _link(examination: Examination, one: IdentitySeen) -> str:
    """The consent link of this tenant and app; none for an identity of Azure, which has no such."""
    if one.auth.client_id is None or one.auth.method == "managed-identity":
        return "A managed identity has no consent page: `nightshift setup identity` grants it."
    login = endpoints(
        Cloud.PUBLIC if examination.tenant.cloud is Cloud.LOCAL else examination.tenant.cloud, None
    ).login
    return (
        f"Here: {login}/{examination.tenant.tenant_id}/adminconsent?client_id={one.auth.client_id}"
    )


CONSENT_MISSING = Finding(
    code="consent-missing",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS65001: "has not consented to use the application", or works '
        "and everything is refused."
    ),
    cause=(
        "The tenant's administrators have not consented to the app's permissions, or somebody "
        "removed the enterprise application or its permissions. Without consent Entra gives no "
        "token, or one without any permission in it."
    ),
    fix=(
        "An administrator of the tenant opens the consent link once and accepts (Privileged Role "
        "Administrator or Global Administrator): "
        "https://login.microsoftonline.com/{tenant}/adminconsent?client_id={clientId}. Then find "
        'out who removed it: Entra\'s audit log has it under "Remove service principal" or '
        '"Remove app role assignment".'
    ),
    says=(
        aadsts(65001, 65004, 65005, 650056, 650057, 650054, 90094, 90099),
        r"has not consented to use the application",
        r"need admin approval",
        r"admin consent",
    ),
    seen=_seen,
)
