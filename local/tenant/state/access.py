"""How people get in beside their password: methods, consents, app assignments, devices."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from local.tenant.messages import Json
from local.tenant.seed.ids import Ids
from local.tenant.state.kept import Kept


class MethodKind(StrEnum):
    """The collection in which Graph keeps a sign-in method."""

    PASSWORD = "passwordMethods"  # noqa: S105 - the name of a collection
    PHONE = "phoneMethods"
    AUTHENTICATOR = "microsoftAuthenticatorMethods"
    FIDO2 = "fido2Methods"
    EMAIL = "emailMethods"
    SOFTWARE_OATH = "softwareOathMethods"
    WINDOWS_HELLO = "windowsHelloForBusinessMethods"
    TEMPORARY_PASS = "temporaryAccessPassMethods"  # noqa: S105 - likewise
    PLATFORM = "platformCredentialMethods"


@dataclass(frozen=True, slots=True)
class Method:
    """A sign-in method; the default one of a person can only go last."""

    id: str
    kind: MethodKind
    created: datetime
    default: bool = False
    details: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person let an application do in their name, on another one."""

    id: str
    client_id: str
    resource_id: str
    scope: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """An application that a person may use."""

    id: str
    resource_id: str
    role_id: str
    created: datetime


@dataclass(slots=True)
class Device:
    """A device; `managed_id` is what the device management calls it, if it manages it."""

    id: str
    device_id: str
    name: str
    system: str
    version: str
    enabled: bool
    registered: datetime
    managed_id: str | None
    management: str = "managed"


@dataclass(slots=True)
class Access:
    """All of these, by person; the ids lead from a thing back to its person."""

    methods: Kept[list[Method]]
    consents: Kept[list[Consent]]
    assignments: Kept[list[Assignment]]
    devices: Kept[list[Device]]
    consent_ids: Ids
    device_ids: Ids
    managed_ids: Ids
