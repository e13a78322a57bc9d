"""Why a line is not run."""

from shared.config import ConfigError


class WrongLine(ConfigError):
    """The line cannot be run as it stands; the sentence says why, and what to write instead."""
