"""Who signed in at this desk, and where: a file for the next command, without a secret."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from shared.config import ConfigError, Section
from shared.tenants import Auth, Cloud, Guid, Identities, Tenant


class NotSignedIn(ConfigError):
    """Nobody is signed in at this desk, or not to that tenant."""


class Login(Section):
    """
    A person's sign-in to one tenant.

    `record` is azure-identity's own account of who it was; with it, and a cache that the operating
    system encrypts, the next command asks nobody. Tokens are never in here.
    """

    tenant_id: Guid
    domain: str
    cloud: Cloud
    method: Literal["interactive", "device-code"]
    client_id: Guid | None = None
    user: str
    signed_in_at: str
    record: str | None = None

    @property
    def auth(self) -> Auth:
        """How the person signs in again."""
        return Auth(method=self.method, client_id=self.client_id)

    def tenant(self, configured: Tenant | None) -> Tenant:
        """The tenant, as *configured* if it is, with the person in place of the app."""
        person = Identities(operator=self.auth)
        if configured is not None:
            return configured.model_copy(update={"auth": person})
        return Tenant(
            key=self.domain,
            tenant_id=self.tenant_id,
            domain=self.domain,
            cloud=self.cloud,
            auth=person,
        )


class Logins:
    """The sign-ins of this desk, one file in *folder*; the last one is the current one."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "login.json"

    def current(self) -> Login | None:
        """Who is signed in; None when nobody is. Raises: ConfigError when the file is damaged."""
        try:
            return Login.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise ConfigError(
                f"{self._file} cannot be read; remove it and run `nightshift login`"
            ) from error

    def remember(self, login: Login) -> None:
        """*login* is the current one."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(login.model_dump_json(by_alias=True, indent=2), encoding="utf-8")

    def forget(self) -> None:
        """Nobody is signed in."""
        self._file.unlink(missing_ok=True)
