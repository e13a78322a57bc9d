"""The offboarding policy: profiles, who is refused, texts (config/offboarding.yaml)."""

import re
from datetime import time
from pathlib import Path
from typing import Literal, Never, Self

from pydantic import Field, field_validator, model_validator

from shared.config import Loaded, Section, load

DEFAULT_PROFILE = "standard"
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _not_a_time() -> Never:
    raise ValueError


class AutoReply(Section):
    """
    The automatic reply of a leaver's mailbox.

    Texts may use {displayName}, {manager} and {managerMail}; values are escaped for HTML.
    """

    internal: str = (
        "{displayName} has left the organisation. Please write to {manager} ({managerMail})."
    )
    external: str = (
        "{displayName} has left the organisation. Please write to {manager} ({managerMail})."
    )
    without_manager: str = "{displayName} has left the organisation."
    external_audience: Literal["None", "Known", "All"] = "Known"

    @field_validator("internal", "external", "without_manager")
    @classmethod
    def _placeholders(cls, text: str) -> str:
        try:
            text.format(displayName="", manager="", managerMail="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(
                "only {displayName}, {manager} and {managerMail} stand in braces; "
                "write a brace itself twice"
            ) from error
        return text


class Profile(Section):
    """Which steps a leaver of this kind goes through; their order follows from the steps."""

    steps: tuple[str, ...] = Field(min_length=1)
    auto_reply: AutoReply = AutoReply()


class OffboardingPolicy(Section):
    """The content of offboarding.yaml."""

    break_glass: tuple[str, ...] = Field(
        default=(), description="Emergency accounts, by UPN or object id: always refused"
    )
    workday_ends: time = time(18, 0)
    profiles: dict[str, Profile]

    @field_validator("workday_ends", mode="before")
    @classmethod
    def _time_of_day(cls, value: object) -> object:
        # Without quotes YAML reads 18:00 as a number in base 60.
        try:
            return time.fromisoformat(value) if isinstance(value, str) else _not_a_time()
        except ValueError as error:
            raise ValueError('must be a time of day in quotes, like "18:00"') from error

    @field_validator("break_glass")
    @classmethod
    def _accounts(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        for entry in listed:
            if "@" not in entry and not _GUID.fullmatch(entry):
                raise ValueError(f"{entry!r} protects nobody: write the whole UPN or the object id")
        return listed

    @model_validator(mode="after")
    def _has_default(self) -> Self:
        if DEFAULT_PROFILE not in self.profiles:
            raise ValueError("profiles must contain `standard`: requests that name none use it")
        return self

    def refuses(self, upn: str, user_id: str) -> bool:
        """Whether the account is on the break-glass list."""
        listed = {entry.casefold() for entry in self.break_glass}
        return upn.casefold() in listed or user_id.casefold() in listed


def load_policy(config_dir: Path) -> Loaded[OffboardingPolicy]:
    """The policy of *config_dir*/offboarding.yaml. Raises: ConfigError."""
    return load(config_dir / "offboarding.yaml", OffboardingPolicy)
