"""
What the vault keeps: under each name the versions of a secret, of which the last made is current.

A certificate is a secret, its key with it, whose versions also have a public part.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

PFX, PEM = "application/x-pkcs12", "application/x-pem-file"


@dataclass(frozen=True, slots=True)
class Secret:
    """What is put under a name; `certificate` is the public part (DER) of one with a key."""

    value: str
    content_type: str | None = None
    enabled: bool = True
    not_before: datetime | None = None
    expires: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)
    certificate: bytes | None = None


@dataclass(slots=True)
class Version:
    """One version; what is in it may be replaced only as to how it is labelled."""

    id: str
    secret: Secret
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Vault:
    """Everything in it, by name in lower case; versions oldest first."""

    names: dict[str, list[Version]] = field(default_factory=dict)

    def put(self, name: str, secret: Secret, now: datetime) -> Version:
        """*secret* is the current version of *name*."""
        versions = self.names.setdefault(name.casefold(), [])
        identity = uuid5(NAMESPACE_DNS, f"{name.casefold()}/{len(versions)}/{secret.value}").hex
        versions.append(Version(identity, secret, now, now))
        return versions[-1]

    def find(self, name: str, version: str | None = None) -> Version | None:
        """That version of *name*, or the current one: it need not be enabled."""
        versions = self.names.get(name.casefold(), [])
        if not version:
            return versions[-1] if versions else None
        return next((one for one in versions if one.id == version.casefold()), None)

    def is_certificate(self, name: str) -> bool:
        """Whether *name* is that of a certificate."""
        current = self.find(name)
        return current is not None and current.secret.certificate is not None
