"""A role was given and has not taken effect."""

from collections.abc import Iterator
from http import HTTPStatus

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.doctor.roles import KNOWN_TO_EXCHANGE


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.read is None or one.cmdlets is not None:
            continue  # it has a role: what that allows is told elsewhere
        roles = one.exchange.claims.directory_roles if one.exchange.claims else frozenset()
        granted = not roles.isdisjoint(KNOWN_TO_EXCHANGE)
        unseen = granted and one.read.status == HTTPStatus.FORBIDDEN
        if unseen or one.read.status == HTTPStatus.UNAUTHORIZED:
            yield Seen(f"{one.read.doing}: {one.read.text}", one.role, of=one.read)


ROLE_NOT_YET_EFFECTIVE = Finding(
    code="role-not-yet-effective",
    severity=Severity.ERROR,
    symptom=(
        'Every cmdlet is refused with 401, "User is not allowed to call", or the module shows an '
        'error about "GetResponseHeader", minutes after a role was given.'
    ),
    cause=(
        "The permission or the role is there, and Exchange Online does not see it yet: a new "
        "role takes up to an hour to spread, a token from before the grant does not know of it, "
        "and a managed identity keeps a token for up to 24 hours. The module hides this 401 "
        "behind a message about GetResponseHeader."
    ),
    fix=(
        "Wait an hour and ask again. Restart the function app, or sign in anew, so that a new "
        "token is fetched. If it is still refused after a day, the role is one that Exchange "
        "does not look at: `nightshift setup roles` makes one that it does."
    ),
    says=(
        r"GetResponseHeader",
        r"user is not allowed to call",
        r"(?:error|the error) .{0,40}unauthori[sz]ed.{0,80}role",
    ),
    seen=_seen,
)
