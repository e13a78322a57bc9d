"""A tenant is added at the end of tenants.yaml; what stands there stays, comments and all."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.config import ConfigError
from shared.setup.tenants_yaml import Section
from shared.tenants import load_tenants

_NAME = "tenants.yaml"


def add(folder: Path, section: Section, now: datetime) -> Path | None:
    """
    *section* stands at the end of tenants.yaml in *folder*; where the one before is kept, if any.

    The new file takes the place of the old one only once it was read and found sound.

    Raises:
        ConfigError: The file cannot be read or written, or would not be sound.

    """
    target = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".adding-", dir=folder) as trial:
            new = Path(trial) / _NAME
            before = target.read_bytes() if target.exists() else b"tenants:"
            named = replace(section, whole=True) if _taken(folder, section.key) else section
            new.write_bytes(before.rstrip() + f"\n{named.text()}".encode())
            _require_sound(Path(trial), target)
            kept = _keep(target, now)
            if kept is not None:
                shutil.copymode(kept, new)
            new.replace(target)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise ConfigError(f"{target}: {reason}; add the lines by hand") from error
    return kept


def _taken(folder: Path, key: str) -> bool:
    """Whether a tenant is called *key*, as that of contoso.com is where contoso.de comes."""
    try:
        return key in {one.key for one in load_tenants(folder)}
    except ConfigError:
        return False  # there is none, or the new one will be no sounder


def _keep(target: Path, now: datetime) -> Path | None:
    """The copy of *target*, with its rights, that is there afterwards; None where nothing is."""
    if not target.exists():
        return None
    kept = target.with_name(f"{_NAME}.{now:%Y%m%dT%H%M%S}.bak")
    shutil.copy2(target, kept)
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
