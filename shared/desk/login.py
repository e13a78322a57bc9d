"""Who signed in at this desk, and where: a file for the next command, without a secret."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from shared.config import ConfigError, Section
from shared.identity.signed_in import NotSignedIn, SignedIn
from shared.tenants import Auth, Cloud, Guid, Identities, Tenant

__all__ = ["Login", "Logins", "Method", "NotSignedIn"]

type Method = Literal["interactive", "device-code"]


class Login(Section):
    """
    A person's sign-in to one tenant.

    `record` is azure-identity's own account of who it was; with it, and a cache that the operating
    system encrypts, the next command asks nobody. Tokens are never in here.
    """

    tenant_id: Guid
    domain: str
    cloud: Cloud
    method: Method
    client_id: Guid | None = None
    user: str
    signed_in_at: str
    record: str | None = None

    @property
    def auth(self) -> Auth:
        """How the person signs in again."""
        if self.record is None:
            return Auth(method=self.method, client_id=self.client_id)
        return SignedIn(method=self.method, client_id=self.client_id, record=self.record)

    def tenant(self, configured: Tenant | None) -> Tenant:
        """
        The tenant with the person in place of the app.

        It is as *configured*, unless that says another cloud than the one that was signed in to.
        """
        person = Identities(operator=self.auth)
        if configured is not None and configured.cloud is self.cloud:
            return configured.model_copy(update={"auth": person})
        return Tenant(
            key=self.domain,
            tenant_id=self.tenant_id,
            domain=self.domain,
            cloud=self.cloud,
            auth=person,
        )


class Logins:
    """
    The sign-ins of this desk, one file in *folder*; the last one is the current one.

    `record` is what azure-identity told of the last sign-in of this process.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "login.json"
        self.record: str | None = None

    def heard(self, record: str) -> None:
        """*record* belongs to the sign-in that is under way."""
        self.record = record

    def current(self) -> Login | None:
        """Who is signed in; None when nobody is. Raises: ConfigError when the file is damaged."""
        try:
            return Login.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise ConfigError(
                f"{self._file} cannot be read; `nightshift logout` removes it, then run "
                "`nightshift login`"
            ) from error

    def remember(self, login: Login) -> None:
        """
        *login* is the current one; the file is written as a whole or stays as it was.

        Raises:
            ConfigError: It cannot be written.

        """
        with _usable(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, new = tempfile.mkstemp(dir=self._file.parent, prefix="login-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(login.model_dump_json(by_alias=True, indent=2))
            Path(new).replace(self._file)

    def forget(self) -> None:
        """Nobody is signed in. Raises: ConfigError when the file cannot be removed."""
        with _usable(self._file):
            self._file.unlink(missing_ok=True)


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Within the block, what the file system refuses is told with what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(
            f"{file} cannot be changed ({reason}): close what holds it, or set NIGHTSHIFT_HOME to "
            "a folder of your own"
        ) from error
