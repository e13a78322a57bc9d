"""The app has no role in Exchange."""

from collections.abc import Iterator
from http import HTTPStatus

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.doctor.needs import least_of
from shared.doctor.roles import KNOWN_TO_EXCHANGE


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.read is None or one.cmdlets is not None:
            continue  # it has a role: what that allows is told elsewhere
        roles = one.exchange.claims.directory_roles if one.exchange.claims else frozenset()
        if one.read.status == HTTPStatus.FORBIDDEN and roles.isdisjoint(KNOWN_TO_EXCHANGE):
            least = least_of(examination.tenant, one.role)
            yield Seen(f"{one.read.doing}: {one.read.text}", one.role, of=one.read, do=least)


NO_EXCHANGE_ROLE = Finding(
    code="no-exchange-role",
    severity=Severity.ERROR,
    symptom=(
        'Signing in works, and every cmdlet is refused with 403: "The role assigned to '
        "application ... isn't supported in this scenario\"."
    ),
    cause=(
        "Exchange Online knows the app, but no Entra role that Exchange looks at and no Exchange "
        "role group gives it any right. Or the role was given minutes ago: it takes effect with "
        "a new token, and can take up to an hour to spread."
    ),
    fix=(
        "Run `nightshift setup roles`, which makes a role group with just the roles that the app "
        "needs. If a role was given within the last hour, wait and ask again before giving "
        "another."
    ),
    says=(
        r"isn't supported in this scenario",
        r"no Exchange role allows it",
        r"assigning correct directory roles to azure ad application",
        r"the application has no role in Exchange",
    ),
    seen=_seen,
)
