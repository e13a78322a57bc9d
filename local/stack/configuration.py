"""The configuration of a run: the repository's own, with the tenants of the local tenant."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from local.stack.environment import LocalTenant

_TENANTS = "tenants.yaml"
_KEPT = ("*.yaml", "*.json")


def write(
    source: Path,
    target: Path,
    tenants: Sequence[LocalTenant],
    section: Mapping[str, object],
) -> None:
    """*target* holds the files of *source*, and a tenants.yaml: *tenants*, each with *section*."""
    target.mkdir(parents=True, exist_ok=True)
    for pattern in _KEPT:
        for file in source.glob(pattern):
            shutil.copy(file, target / file.name)
    content = {"tenants": {t.domain.partition(".")[0]: {**_section(t), **section} for t in tenants}}
    text = yaml.safe_dump(content, sort_keys=False)
    (target / _TENANTS).write_text(text, encoding="utf-8")


def _section(tenant: LocalTenant) -> Mapping[str, object]:
    identities = {
        role: {"method": "managed-identity", "clientId": client_id}
        for role in ("operator", "reader")
        if (client_id := tenant.client(role))
    }
    section: dict[str, object] = {
        "tenantId": tenant.tenant_id,
        "domain": tenant.domain,
        "cloud": "local",
        "timeZone": "Europe/Berlin",
        "auth": identities,
        # Nothing real can be harmed here; in a real tenant each capability starts in `report`.
        "mode": {"offboarding": "enforce", "quota": "report", "audit": "report"},
    }
    if tenant.domains:
        section["domains"] = list(tenant.domains)
    return section
