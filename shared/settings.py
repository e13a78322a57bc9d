"""The app's settings, typed. They hold names and addresses, never secrets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from shared.config import ConfigError

_STORAGE = "NightshiftStorage"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where the data account answers, and who we are there."""

    tables: str
    blobs: str
    queues: str
    credential: str | None = None  # "managedidentity", or None for the developer's own sign-in
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment tells the app."""

    config_dir: Path
    storage: StorageSettings | None = None
    key_vault: str | None = None
    local_endpoint: str | None = None
    dns_server: tuple[str, int] | None = None
    case_lease_s: float = 120.0
    first_wait_s: float = 60.0
    read_back_s: float = 60.0
    home: Path | None = None  # what belongs to the admin at this desk; the system's place if None

    @property
    def vault_is_local(self) -> bool:
        """
        Whether the vault is one on this machine, which challenges in the name of the real service.

        Any other must name itself: who answers in its place gets no token for another service.
        """
        return self.key_vault is not None and urlsplit(self.key_vault).hostname in _LOOPBACK

    def require_storage(self) -> StorageSettings:
        """The storage settings. Raises: ConfigError when there are none."""
        if self.storage is None:
            raise ConfigError(
                f"no storage is configured; set {_STORAGE}__queueServiceUri, "
                f"{_STORAGE}__blobServiceUri and {_STORAGE}__tableServiceUri"
            )
        return self.storage


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """
    The settings in *environment* (by default this process's).

    Raises:
        ConfigError: A setting is not what it must be.

    """
    env = os.environ if environment is None else environment
    return Settings(
        config_dir=_config_dir(env),
        storage=_storage(env),
        key_vault=_https(env, "NIGHTSHIFT_KEY_VAULT_URI"),
        local_endpoint=_local(env),
        dns_server=_host_and_port(env, "NIGHTSHIFT_DNS_SERVER"),
        case_lease_s=_seconds(env, "NIGHTSHIFT_CASE_LEASE_SECONDS", 120.0),
        first_wait_s=_seconds(env, "NIGHTSHIFT_FIRST_WAIT_SECONDS", 60.0),
        read_back_s=_seconds(env, "NIGHTSHIFT_READ_BACK_SECONDS", 60.0),
        home=Path(env["NIGHTSHIFT_HOME"]) if env.get("NIGHTSHIFT_HOME") else None,
    )


def _config_dir(env: Mapping[str, str]) -> Path:
    """
    The folder that is named, else that of the checkout or deployed app this file is part of.

    Installed as a command there is neither: then `config` in the working folder, if it names
    tenants, else the person's own folder, there or not. A sample is never taken for anybody's.
    """
    named = env.get("NIGHTSHIFT_CONFIG_DIR")
    if named:
        return Path(named)
    root = Path(__file__).resolve().parent.parent
    if (root / "host.json").is_file():
        return root / "config"
    here = Path("config").absolute()
    if (here / "tenants.yaml").is_file():
        return here
    from platformdirs import user_config_path  # noqa: PLC0415 - a deployed app never comes here

    return user_config_path("nightshift", appauthor=False)


def _storage(env: Mapping[str, str]) -> StorageSettings | None:
    addresses = [
        _https(env, f"{_STORAGE}__{service}ServiceUri") for service in ("table", "blob", "queue")
    ]
    if not any(addresses):
        return None
    if not all(addresses):
        raise ConfigError(
            f"{_STORAGE}__tableServiceUri, __blobServiceUri and __queueServiceUri go together; "
            "one of them is missing"
        )
    tables, blobs, queues = (str(address) for address in addresses)
    return StorageSettings(
        tables,
        blobs,
        queues,
        env.get(f"{_STORAGE}__credential") or None,
        env.get(f"{_STORAGE}__clientId") or None,
    )


def _https(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name, "").strip().rstrip("/")
    if not value:
        return None
    if not value.startswith("https://"):
        raise ConfigError(f"{name} must begin with https://; tokens are sent over TLS alone")
    return value


def _local(env: Mapping[str, str]) -> str | None:
    name = "NIGHTSHIFT_LOCAL_ENDPOINT"
    value = _https(env, name)
    if value is not None and urlsplit(value).hostname not in _LOOPBACK:
        raise ConfigError(
            f"{name} stands for a local tenant and must be an address of this machine"
        )
    return value


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name) or default)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise ConfigError(f"{name} must be a number of seconds above zero")
    return value


def _host_and_port(env: Mapping[str, str], name: str) -> tuple[str, int] | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal():
        raise ConfigError(f"{name} must be host:port, for example 127.0.0.1:5353")
    return host, int(port)
