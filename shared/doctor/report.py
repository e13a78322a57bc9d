"""What a visit found, as it is shown and kept. Pure."""

from dataclasses import dataclass

from shared.clock import stamp
from shared.doctor.decide import diagnose
from shared.doctor.examination import Examination, IdentitySeen, Reach
from shared.doctor.finding import Diagnosis, Severity
from shared.web.request import Json

SCHEMA = "nightshift.doctor/1"


@dataclass(frozen=True, slots=True)
class Report:
    """What was seen of one tenant, and what is wrong with it."""

    examination: Examination
    diagnoses: tuple[Diagnosis, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; a warning is not wrong, what was not seen is."""
        return not any(one.finding.severity is Severity.ERROR for one in self.diagnoses)

    def document(self) -> dict[str, Json]:
        """The report as JSON; null stands for what was not seen."""
        seen = self.examination
        return {
            "schema": SCHEMA,
            "tenant": seen.tenant.key,
            "tenantId": seen.tenant.tenant_id,
            "domain": seen.tenant.domain,
            "cloud": seen.tenant.cloud.value,
            "at": stamp(seen.at),
            "ok": self.ok,
            "findings": [told(one) for one in self.diagnoses],
            "identities": [_identity(one) for one in seen.identities],
            "hosts": [_host(one) for one in seen.reaches],
            "clockSkewSeconds": None if seen.skew_s is None else round(seen.skew_s),
            "catalogue": {
                "date": seen.catalogue_of.isoformat(),
                "ageDays": (seen.at.date() - seen.catalogue_of).days,
            },
        }


def report_of(examination: Examination) -> Report:
    """The report on *examination*."""
    return Report(examination, diagnose(examination))


def told(one: Diagnosis) -> dict[str, Json]:
    """A diagnosis as JSON."""
    return {
        "code": one.finding.code,
        "severity": one.finding.severity.value,
        "symptom": one.finding.symptom,
        "cause": one.finding.cause,
        "fix": one.fix,
        "seen": one.seen.what,
        "identity": None if one.seen.role is None else one.seen.role.value,
    }


def _identity(one: IdentitySeen) -> dict[str, Json]:
    claims = one.exchange.claims
    certificate = one.certificate
    ends = certificate.ends if certificate is not None else None
    return {
        "role": one.role.value,
        "method": one.auth.method,
        "app": None if claims is None else claims.app_id,
        "user": None if claims is None else claims.user,
        "permissions": None if claims is None else sorted(claims.roles | claims.scopes),
        "directoryRoles": None if claims is None else sorted(claims.directory_roles),
        "mailboxRead": one.mailbox_read,
        "cmdlets": None if one.cmdlets is None else len(one.cmdlets),
        "certificateEnds": None if ends is None else stamp(ends),
    }


def _host(one: Reach) -> dict[str, Json]:
    return {
        "host": one.host.name,
        "port": one.host.port,
        "feature": one.host.feature.value,
        "state": one.state.value,
        "detail": one.detail,
    }
