"""Who is signed in, and what they may do: Get-ConnectionInformation and the rights behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.clock import stamp
from shared.desk.standing import Standing
from shared.identity.directory_roles import names_of
from shared.identity.public_client import name_of
from shared.identity.tokens import Claims
from shared.tenants import Auth, Tenant
from shared.web.request import Json


@dataclass(frozen=True, slots=True)
class Account:
    """A principal that is connected to a tenant; `cache` is None for an app, which keeps none."""

    tenant: Tenant
    auth: Auth
    principal: Claims
    standing: Standing
    cache: str | None = None
    why_memory: str = ""

    @property
    def name(self) -> str:
        """The user, or the application by its id."""
        return self.principal.user or f"the application {self.principal.app_id}"

    @property
    def client_name(self) -> str | None:
        """The public client by name, if every tenant has it."""
        return name_of(self.principal.app_id)

    @property
    def expires(self) -> datetime | None:
        """When the token of Exchange ends; None when it does not say."""
        ends = self.principal.expires_at
        try:
            return None if ends is None else datetime.fromtimestamp(ends, UTC)
        except (OverflowError, OSError, ValueError):  # a time that no calendar has
            return None

    @property
    def directory_roles(self) -> list[str] | None:
        """
        The Entra roles in the token, by name; None when it does not say.

        Everybody's token has a template id that means no more than "a member" or "an application".
        """
        held = self.principal.directory_roles
        return names_of(held) if held else None

    def document(self) -> dict[str, Json]:
        """The account for other programs; what is not known is null."""
        who, may = self.principal, self.standing
        return {
            "schema": "nightshift.account/1",
            "tenant": self.tenant.tenant_id,
            "tenantDomain": self.tenant.domain,
            "cloud": self.tenant.cloud,
            "user": who.user,
            "objectId": who.object_id,
            "method": self.auth.method,
            "client": {"id": who.app_id, "name": self.client_name},
            "scopes": [*sorted(who.scopes)],
            "appRoles": [*sorted(who.roles)],
            "directoryRoles": _listed(self.directory_roles),
            "roleGroups": _listed(may.role_groups),
            "managementRoles": _listed(may.management_roles),
            "rightsUnknown": may.unknown or None,
            "exchange": "answers" if may.reads else "refuses",
            "refusal": may.refusal or None,
            "expiresAt": None if self.expires is None else stamp(self.expires),
            "cache": self.cache,
        }


def _listed(found: list[str] | tuple[str, ...] | None) -> list[Json] | None:
    return None if found is None else [*found]
