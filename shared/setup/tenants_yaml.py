"""The lines of tenants.yaml that serve a tenant as it was set up. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from shared.tenants import Cloud, Role

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_KEY = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Section:
    """
    A tenant as tenants.yaml is to have it; `auth` says how each identity signs in.

    It is called by its `whole` domain where another is by the first part alone.
    """

    tenant_id: str
    domain: str
    cloud: Cloud
    auth: Mapping[Role, Mapping[str, str]]
    whole: bool = False

    @property
    def key(self) -> str:
        """A name for the tenant: its domain, or the first part of that."""
        named = self.domain if self.whole else self.domain.partition(".")[0]
        return _KEY.sub("-", named.casefold()).strip("-") or "tenant"

    def text(self) -> str:
        """The section; every capability starts in report."""
        cloud = "" if self.cloud is Cloud.PUBLIC else f"    cloud: {self.cloud.value}\n"
        return (
            f"  {_scalar(self.key)}:\n"
            f"    tenantId: {self.tenant_id}\n"
            f"    domain: {_scalar(self.domain)}\n"
            f"{cloud}"
            f"{self.auth_text()}"
            "    mode: {offboarding: report, quota: report, audit: report}\n"
        )

    def auth_text(self) -> str:
        """How the tenant's identities sign in, alone."""
        lines = (f"      {role}: {_flow(said)}\n" for role, said in self.auth.items())
        return f"    auth:\n{''.join(lines)}"


def _flow(said: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {_scalar(it)}' for name, it in said.items())}}}"


def _scalar(text: str) -> str:
    """*text* as YAML reads it back: in quotes where it would be a number, or the like."""
    plain = _PLAIN.fullmatch(text) and yaml.safe_load(text) == text
    return text if plain else json.dumps(text)
