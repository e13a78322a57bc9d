"""The audit's own configuration (audit.yaml): what controls may be told, and waivers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError

from shared.config import ConfigError, Section, load
from shared.web.request import Json


class ControlSettings(Section):
    """What a tenant may decide about the controls; a snapshot's `context` overrides it."""

    allowed_forwarding_domains: tuple[str, ...] = Field(
        default=(),
        description="Remote domains that may receive automatic forwards; `*` is never allowed",
    )

    def overridden(self, context: Mapping[str, Json]) -> Self:
        """
        These settings, with those of *context* that we know in their place.

        Raises:
            ConfigError: A value there is not what the setting takes.

        """
        known = {name: value for name, value in context.items() if name in type(self).model_fields}
        try:
            return type(self).model_validate({**self.model_dump(), **known})
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in fault["loc"])
            raise ConfigError(f"the snapshot's context: {place}: {fault['msg']}") from error


class Waiver(Section):
    """A failure that somebody answers for, until a day."""

    control: str = Field(min_length=1)
    resource: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    until: date

    def covers(self, control: str, resource: str) -> bool:
        return self.control == control and self.resource.casefold() == resource.casefold()


class AuditFile(Section):
    """The content of audit.yaml."""

    settings: ControlSettings = ControlSettings()
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What audit.yaml says, and the digest of its text."""

    settings: ControlSettings = field(default_factory=ControlSettings)
    waivers: tuple[Waiver, ...] = ()
    sha256: str = ""


def load_audit(config_dir: Path) -> Policy:
    """The policy in *config_dir*/audit.yaml. Raises: ConfigError."""
    loaded = load(config_dir / "audit.yaml", AuditFile)
    return Policy(loaded.value.settings, loaded.value.waivers, loaded.sha256)
