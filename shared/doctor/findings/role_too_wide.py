"""The app may do more than it needs."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, IdentitySeen
from shared.doctor.finding import Finding, Seen, Severity
from shared.doctor.needs import least_of
from shared.doctor.roles import TOO_WIDE, TOO_WIDE_TO_READ
from shared.tenants import Role


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if wide := sorted({*_directory_roles(one), *_groups(one)}):
            least = least_of(examination.tenant, one.role)
            yield Seen(f"it holds {', '.join(wide)}", one.role, do=least)


def _directory_roles(one: IdentitySeen) -> Iterator[str]:
    claims = one.exchange.claims
    # A person's own roles are the business of who gave them.
    held = claims.directory_roles if claims is not None and claims.user is None else frozenset()
    wide = TOO_WIDE | TOO_WIDE_TO_READ if one.role is Role.READER else TOO_WIDE
    yield from (f"the Entra role {name}" for template, name in wide.items() if template in held)


def _groups(one: IdentitySeen) -> Iterator[str]:
    yield from (f'the Exchange role group "{name}"' for name in one.groups)


ROLE_TOO_WIDE = Finding(
    code="role-too-wide",
    severity=Severity.WARNING,
    symptom="Everything works. Whoever gets hold of the app gets more than mailboxes.",
    cause=(
        "The identity holds a role that allows far more than its work: all of the directory, the "
        "granting of rights, or, for an identity that only reads, any write. Its rights are the "
        "harm that its loss would do."
    ),
    fix=(
        "Run `nightshift setup roles` for a role group with just what is needed, then take the "
        "wide role away from the enterprise application."
    ),
    seen=_seen,
)
