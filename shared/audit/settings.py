"""The audit's own configuration (audit.yaml): what controls may be told, and waivers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from shared.audit.catalogue import catalogue
from shared.config import ConfigError, Section, load
from shared.web.request import Json


class ControlSettings(Section):
    """What a tenant may decide about the controls; a snapshot's `context` overrides it."""

    allowed_forwarding_domains: tuple[str, ...] = Field(
        default=(),
        description="Remote domains that may receive automatic forwards; `*` is never allowed",
    )

    def overridden(self, context: Mapping[str, Json]) -> "ControlSettings":
        """
        These settings, with those of *context* that we know in their place.

        Raises:
            ConfigError: A value there is not what the setting takes.

        """
        known = {
            name: value for name, value in context.items() if name in ControlSettings.model_fields
        }
        try:
            return ControlSettings.model_validate({**self.model_dump(), **known})
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in fault["loc"])
            raise ConfigError(f"the snapshot's context: {place}: {fault['msg']}") from error


def _known(control: str) -> str:
    """*control*, which the catalogue has: a waiver for any other would wait for ever."""
    ids = [one.id for one in catalogue()]
    if control in ids:
        return control
    near = get_close_matches(control, ids, n=1)
    hint = f"did you mean {near[0]}?" if near else "remove the waiver, or correct the id;"
    raise ValueError(
        f"there is no control {control!r}; {hint} `nightshift audit controls` lists all"
    )


def _no_star(domain: str) -> str:
    """*domain*, which is not all domains."""
    if domain.strip() == "*":
        raise ValueError(
            "`*` would allow forwarding to everybody and is never allowed; name each domain, or "
            "waive exo-remote-domain-autoforward for the remote domain until a day"
        )
    return domain


class Waiver(Section):
    """A failure that somebody answers for, until a day."""

    control: Annotated[str, AfterValidator(_known)]
    resource: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    until: date

    def covers(self, control: str, resource: str) -> bool:
        return self.control == control and self.resource.casefold() == resource.casefold()


class FileSettings(ControlSettings):
    """The settings as audit.yaml may have them. In a snapshot's context `*` allows nothing."""

    allowed_forwarding_domains: tuple[Annotated[str, AfterValidator(_no_star)], ...] = ()


class AuditFile(Section):
    """The content of audit.yaml."""

    settings: FileSettings = FileSettings()
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
