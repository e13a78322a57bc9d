"""The app lacks Exchange.ManageAsApp."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        claims = one.exchange.claims
        if claims is None or claims.administers_exchange or one.is_without_any_grant:
            continue  # with no permission at all it is the consent that is missing
        held = ", ".join(sorted(claims.roles | claims.scopes)) or "nothing"
        yield Seen(f"its token for Exchange Online holds {held}", one.role)


MANAGE_AS_APP_MISSING = Finding(
    code="manage-as-app-missing",
    severity=Severity.ERROR,
    symptom=(
        'Signing in works, and every cmdlet is refused with 401 or "User is not allowed to call".'
    ),
    cause=(
        "The app's token for Exchange Online does not hold the application permission "
        "Exchange.ManageAsApp, without which Exchange's admin API takes no app at all. A "
        "person's token must hold Exchange.Manage."
    ),
    fix=(
        "Grant Office 365 Exchange Online > Application permissions > Exchange.ManageAsApp and "
        "consent to it: `nightshift setup app` (or `setup identity` for a managed identity, "
        "which has no page for it). Then wait for a new token; a managed identity may keep the "
        "old one for up to 24 hours."
    ),
    says=(
        r"lacks the application permission Exchange\.ManageAsApp",
        r"may not administer Exchange",
    ),
    hints=(r"Exchange\.ManageAsApp",),
    seen=_seen,
)
