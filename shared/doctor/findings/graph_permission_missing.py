"""The app lacks a permission of Graph."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.doctor.needs import graph_of


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        claims = one.graph.claims
        if claims is None or one.is_without_any_grant:
            continue  # without any permission it is the consent that is missing
        held = claims.roles if claims.user is None else claims.scopes
        missing = {
            need.permission
            for need in graph_of(examination.tenant, one.role)
            if held.isdisjoint({need.permission, need.call.least, *need.call.wider})
        }
        if missing:
            what = f"its token for Graph lacks {', '.join(sorted(missing))}"
            yield Seen(what, one.role, do="" if claims.user is None else _FOR_A_PERSON)


# Beside them a person needs the Entra roles, which only Graph knows.
_FOR_A_PERSON = (
    "Here a person signs in: have an administrator consent to them, as delegated permissions, for "
    "the application of `clientId` (without one: Microsoft Graph Command Line Tools)."
)


GRAPH_PERMISSION_MISSING = Finding(
    code="graph-permission-missing",
    severity=Severity.ERROR,
    symptom=(
        'Exchange works; steps about people, groups or licences end with 403, "Insufficient '
        'privileges to complete the operation" or "Authorization_RequestDenied".'
    ),
    cause=(
        "The app's token for Microsoft Graph lacks application permissions that the capabilities "
        "switched on for this tenant need. They were never granted, were taken away, or are too "
        "new for the token."
    ),
    fix=(
        "Grant the permissions named here: `nightshift setup app` (or `setup identity` for a "
        "managed identity) grants what is needed and nothing else. Then wait for a new token; a "
        "managed identity may keep the old one for up to 24 hours."
    ),
    says=(r"insufficient privileges to complete", r"Authorization_RequestDenied"),
    seen=_seen,
)
