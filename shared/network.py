"""
The way out of this machine as its environment tells it: a proxy, and authorities to trust.

Three HTTP libraries leave this process (httpx ours, aiohttp and requests Microsoft's), and each
reads the environment in its own way. What is said once is brought into the form all of them heed.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from shared.config import ConfigError

_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")  # the first that is set counts
_AROUND = ("no_proxy", "NO_PROXY")
_AUTHORITIES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
# No proxy reaches this machine, nor the place where Azure gives a machine its identity.
_HERE = ("localhost", "127.0.0.1", "::1", "169.254.169.254")
_IDENTITY = ("IDENTITY_ENDPOINT", "MSI_ENDPOINT")


def settle() -> None:
    """
    Every connection of this process takes the proxy and trusts the authorities that are named.

    What the operating system trusts is trusted as well, by requests too, which would bring a list
    of its own. To be called before a client of Azure is imported: aiohttp settles its trust then.

    Raises:
        ConfigError: A proxy or an authority is named that cannot be used.

    """
    import truststore  # noqa: PLC0415 - brings urllib3, which only a process that connects needs

    os.environ.update(settled(os.environ))
    truststore.inject_into_ssl()


def settled(environment: Mapping[str, str]) -> dict[str, str]:
    """What *environment* must say so that all three understand it alike. Raises: ConfigError."""
    return _proxy(environment) | _authorities(environment)


def _proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Not all read ALL_PROXY, or an address without `http://`; one ignores proxies under TLS."""
    name = next((name for name in _PROXIES if environment.get(name, "").strip()), None)
    if name is None:
        return {}
    said = environment[name].strip()
    proxy = said if "://" in said else f"http://{said}"
    if not _is_usable(proxy):
        raise ConfigError(
            f"{name} names no proxy that can be used; write http://host:port (its own address is "
            "http also where what goes through it is https), or remove it to connect directly"
        )
    around = _around(environment)
    return dict.fromkeys(("https_proxy", "HTTPS_PROXY"), proxy) | dict.fromkeys(_AROUND, around)


def _is_usable(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an address
        return False


def _around(environment: Mapping[str, str]) -> str:
    """The hosts that are reached without the proxy: those that are named, and this machine."""
    said = next((environment[name] for name in _AROUND if environment.get(name)), "")
    if said.strip() == "*":
        return "*"
    # Some write an IPv6 address in brackets, as in a URL; no library takes it so.
    named = [host.strip(" []") for host in said.split(",") if host.strip(" []")]
    identity = [urlsplit(environment.get(name, "")).hostname for name in _IDENTITY]
    return ",".join(dict.fromkeys((*named, *_HERE, *filter(None, identity))))


def _authorities(environment: Mapping[str, str]) -> dict[str, str]:
    """The file that one of the two names, under both names: no library reads both."""
    named = {name: environment[name] for name in _AUTHORITIES if environment.get(name)}
    for name, path in named.items():
        _check(name, Path(path))
    files = [path for path in named.values() if not Path(path).is_dir()]
    return dict.fromkeys(_AUTHORITIES, files[0]) | named if files else {}


def _check(name: str, path: Path) -> None:
    if path.is_dir():  # requests takes a folder; it stays with whom it was meant for
        return
    try:
        certificates = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigError(f"{name} names {path}: {reason}; name a file or remove it") from error
    if b"-----BEGIN " not in certificates:
        raise ConfigError(
            f"{name} names {path}, which holds no certificate in PEM (text with BEGIN CERTIFICATE);"
            " convert it: openssl x509 -inform der -in authority.cer -out authority.pem"
        )
