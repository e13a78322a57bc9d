"""Applications, and the service principals through which they act in the tenant."""

from dataclasses import dataclass, field
from datetime import datetime

from local.tenant.messages import Document
from local.tenant.state.lag import Lag
from local.tenant.state.shelf import Shelf
from local.tenant.state.trust import Trust


@dataclass(frozen=True, slots=True)
class AppRole:
    """What an application may be allowed to do by itself."""

    id: str
    value: str


@dataclass(slots=True)
class ServicePrincipal:
    """An application, or a managed identity, in this tenant; `audience` is set for resources."""

    id: str
    app_id: str
    name: str
    kind: str  # Application or ManagedIdentity
    audience: str | None = None
    roles: tuple[AppRole, ...] = ()
    owners: list[str] = field(default_factory=list)
    ours: bool = False  # the application is registered in this tenant
    of_resource: bool = False  # a managed identity that comes and goes with what it belongs to


@dataclass(slots=True)
class Application:
    """A registration; credentials and required permissions are kept as they were written."""

    id: str
    app_id: str
    name: str
    created: datetime
    audience: str = "AzureADMyOrg"
    keys: list[Document] = field(default_factory=list)
    required: list[Document] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    trusts: list[Trust] = field(default_factory=list)  # whose tokens prove it


class Applications:
    """All of both, by object id."""

    def __init__(
        self, principals: list[ServicePrincipal], registrations: list[Application], lag: Lag
    ) -> None:
        self.principals = Shelf(((one.id, one) for one in principals), lag)
        self.registrations = Shelf(((one.id, one) for one in registrations), lag)

    def saved(self) -> tuple[dict[str, ServicePrincipal], dict[str, Application]]:
        """Principals and registrations by object id."""
        return self.principals.saved(), self.registrations.saved()

    def restore(self, saved: tuple[dict[str, ServicePrincipal], dict[str, Application]]) -> None:
        """There are those in *saved* and no others."""
        principals, registrations = saved
        self.principals.restore(principals)
        self.registrations.restore(registrations)

    def principal(self, wanted: str) -> ServicePrincipal | None:
        """The service principal with object id or application id *wanted*."""
        wanted = wanted.casefold()
        return self.principals.read(wanted) or next(
            (one for one in self.principals if one.app_id == wanted), None
        )

    def registration(self, wanted: str) -> Application | None:
        """The application with object id or application id *wanted*."""
        wanted = wanted.casefold()
        return self.registrations.read(wanted) or next(
            (one for one in self.registrations if one.app_id == wanted), None
        )
