"""A tenant is added at the end of tenants.yaml; what stands there stays, comments and all."""

from datetime import datetime
from pathlib import Path

from shared.config import ConfigError
from shared.setup.tenants_yaml import Section
from shared.tenants import load_tenants

_NAME = "tenants.yaml"


def add(folder: Path, section: Section, now: datetime) -> Path:
    """
    *section* stands at the end of tenants.yaml in *folder*; where the one before is kept.

    The new file takes the place of the old one only once it was read and found sound.

    Raises:
        ConfigError: The file cannot be read or written, or would not be sound.

    """
    target, trial = folder / _NAME, folder / f".adding-{now:%H%M%S}"
    kept = folder / f"{_NAME}.{now:%Y%m%dT%H%M%S}.bak"
    try:
        before = target.read_text(encoding="utf-8")
        after = f"{before.rstrip()}\n{section.text()}"
        trial.mkdir()
        try:
            (trial / _NAME).write_text(after, encoding="utf-8")
            _require_sound(trial, target)
            with kept.open("x", encoding="utf-8") as backup:
                backup.write(before)
            (trial / _NAME).replace(target)
        finally:
            (trial / _NAME).unlink(missing_ok=True)
            trial.rmdir()
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise ConfigError(f"{target}: {reason}; add the lines by hand") from error
    return kept


def _require_sound(trial: Path, target: Path) -> None:
    """Raises: ConfigError, when the file in *trial*, which is to be *target*, cannot be used."""
    try:
        load_tenants(trial)
    except ConfigError as error:
        raise ConfigError(
            f"{target} would not be sound with the new tenant at its end; add the lines by hand, "
            "under `tenants:`"
        ) from error
