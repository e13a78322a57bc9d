"""Which tenants we serve, how we sign in to each, and what we may do there (tenants.yaml)."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

from shared.config import ConfigError, Loaded, Section, load

# Source: message centre post MC1248389 on the parameter -Credential.
_BASIC_REFUSED = (
    "user name and password are refused: they cannot do MFA, and Microsoft removes them from "
    "Connect-ExchangeOnline in module versions from July 2026 on; use managed-identity in Azure, "
    "certificate for unattended work elsewhere, interactive or device-code at a prompt"
)
_SOURCES = frozenset({"certificate", "thumbprint", "certificate_file"})
_TAKEN = _SOURCES | {"client_id", "certificate_password_secret", "identity_client_id"}
_TAKES = {
    "managed-identity": {"client_id"},
    "certificate": _SOURCES | {"client_id", "certificate_password_secret"},
    "federated": {"client_id", "identity_client_id"},
    "interactive": {"client_id"},
    "device-code": {"client_id"},
    "azure-cli": set[str](),
}
_NEED_AN_APP = frozenset({"certificate", "federated"})


def known_zone(name: str) -> str:
    """*name*, if it is a time zone. Raises: ValueError."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; use an IANA name such as Europe/Berlin") from error
    return name


def _lower_guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise ValueError("must be a GUID like 11111111-2222-3333-4444-555555555555") from error


type ZoneName = Annotated[str, AfterValidator(known_zone)]
type Guid = Annotated[str, AfterValidator(_lower_guid)]


class Mode(StrEnum):
    """What a capability may do: plan and show, or write."""

    REPORT = "report"
    ENFORCE = "enforce"


class Cloud(StrEnum):
    """Which Microsoft cloud a tenant lives in; `local` is a tenant on this machine."""

    PUBLIC = "public"
    USGOV = "usgov"
    USGOVDOD = "usgovdod"
    CHINA = "china"
    LOCAL = "local"


class Auth(Section):
    """How one identity signs in; what a method needs and takes is in `_NEEDS` and `_TAKES`."""

    method: Literal[
        "managed-identity",
        "certificate",
        "federated",
        "interactive",
        "device-code",
        "azure-cli",
    ] = "managed-identity"
    client_id: Guid | None = None
    certificate: str | None = Field(default=None, description="Its name in Key Vault")
    thumbprint: str | None = Field(
        default=None, pattern=r"^[0-9A-Fa-f: ]{40,59}$", description="SHA-1, of one in Key Vault"
    )
    certificate_file: Path | None = None
    certificate_password_secret: str | None = Field(
        default=None, description="Name of the secret in Key Vault that opens certificateFile"
    )
    identity_client_id: Guid | None = Field(
        default=None, description="The managed identity that vouches for a federated app"
    )

    @field_validator("method", mode="before")
    @classmethod
    def _no_password(cls, method: object) -> object:
        if method in {"basic", "credential", "password"}:
            raise ValueError(_BASIC_REFUSED)
        return method

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {name for name in _TAKEN if getattr(self, name) is not None}
        if extra := sorted(to_camel(name) for name in given - _TAKES[self.method]):
            raise ValueError(f"{self.method} takes no {' and no '.join(extra)}; remove it")
        if self.method in _NEED_AN_APP and self.client_id is None:
            raise ValueError(f"{self.method} needs clientId, the app registration's")
        if self.method == "certificate" and len(given & _SOURCES) != 1:
            raise ValueError(
                "certificate needs one of: certificate (its name in Key Vault), thumbprint (of "
                "one in Key Vault), certificateFile"
            )
        if self.certificate_password_secret and self.certificate_file is None:
            raise ValueError("certificatePasswordSecret opens a certificateFile; name the file")
        return self


class Identities(Section):
    """Who writes, and who only reads; the operator serves when there is no reader."""

    operator: Auth = Auth()
    reader: Auth | None = None

    def of(self, role: "Role") -> Auth:
        """The identity for *role*."""
        return self.reader if role is Role.READER and self.reader else self.operator


class Role(StrEnum):
    """What an identity is for. What only reads never asks for the operator's token."""

    OPERATOR = "operator"
    READER = "reader"


class Modes(Section):
    """The mode of each capability; each starts in `report`."""

    offboarding: Mode = Mode.REPORT
    quota: Mode = Mode.REPORT
    audit: Mode = Mode.REPORT


class Limits(Section):
    """How much may change before a person must look."""

    leavers_per_hour: int = Field(default=20, ge=1)
    leavers_per_day_percent: float = Field(default=2.0, gt=0, le=100)
    quota_changes_per_night: int = Field(default=500, ge=1)


class TenantSection(Section):
    """One tenant as the file has it."""

    tenant_id: Guid
    domain: str = Field(min_length=3)
    domains: tuple[str, ...] = Field(default=(), description="Further verified domains")
    cloud: Cloud = Cloud.PUBLIC
    time_zone: ZoneName = "UTC"
    auth: Identities = Identities()
    mode: Modes = Modes()
    limits: Limits = Limits()


class Tenant(TenantSection):
    """One tenant with its key in the file."""

    key: str

    def named(self, name: str) -> bool:
        """Whether *name* is this tenant's key, id or one of its domains."""
        plain = name.strip().casefold()
        names = {self.key, self.tenant_id, self.domain, *self.domains}
        return plain in {known.casefold() for known in names}


class TenantsFile(Section):
    """The content of tenants.yaml."""

    tenants: dict[str, TenantSection] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        """A name must mean one tenant: what is written for one must not reach another."""
        owner: dict[str, str] = {}
        for key, tenant in self.tenants.items():
            for name in {key, tenant.tenant_id, tenant.domain, *tenant.domains}:
                other = owner.setdefault(name.casefold(), key)
                if other != key:
                    raise ValueError(
                        f"{name} means both {other} and {key}; it must mean one tenant"
                    )
        return self


class UnknownTenant(ConfigError):
    """No tenant of that name is configured, or the name is missing where there are several."""


class Tenants:
    """All tenants we serve."""

    def __init__(self, tenants: dict[str, TenantSection], sha256: str = "") -> None:
        self.sha256 = sha256
        self._tenants = [
            Tenant(key=key, **section.model_dump(by_alias=False))
            for key, section in tenants.items()
        ]

    def __iter__(self) -> Iterator[Tenant]:
        return iter(self._tenants)

    def find(self, name: str | None) -> Tenant:
        """
        The tenant called *name* (key, GUID or verified domain); the only one when None.

        Raises:
            UnknownTenant: There is none, or several and no name.

        """
        if name is None:
            if len(self._tenants) == 1:
                return self._tenants[0]
            raise UnknownTenant(f"several tenants are configured; say which: {self._keys}")
        for tenant in self._tenants:
            if tenant.named(name):
                return tenant
        raise UnknownTenant(
            f"no tenant {name[:100]!r} is configured in tenants.yaml; there are: {self._keys}"
        )

    @property
    def _keys(self) -> str:
        return ", ".join(tenant.key for tenant in self._tenants)


def load_tenants(config_dir: Path) -> Tenants:
    """The tenants of *config_dir*/tenants.yaml. Raises: ConfigError."""
    loaded: Loaded[TenantsFile] = load(config_dir / "tenants.yaml", TenantsFile)
    return Tenants(loaded.value.tenants, loaded.sha256)
