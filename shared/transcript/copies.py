"""Transcripts that somebody copied out of where they were kept."""

from pathlib import Path

from shared.config import ConfigError
from shared.store.folder import FolderBlobs
from shared.transcript import places
from shared.transcript.archive import Archive
from shared.transcript.witnesses import CopyWitness


def copies(place: Path) -> Archive:
    """
    The accounts in the folder *place*, however deep, or the one whose file *place* is.

    Results that lie in the same folder vouch for them.

    Raises:
        ConfigError: There is no such place, or the file's name is none of an account's.

    """
    real = place.resolve()
    if real.is_dir():
        folder, within = real, ""
    elif real.is_file():
        folder, within = real.parent, places.session(real.name)
        if places.account(real.name) is None:
            raise ConfigError(
                f"{place} is not named as transcripts are (32 letters and digits, .jsonl); give "
                "it the name it had where it was copied from, its .end.json beside it"
            )
    else:
        raise ConfigError(f"{place} is neither a folder nor a file; name where the copies lie")
    blobs = FolderBlobs(folder.parent)
    witness = CopyWitness(blobs, folder.name)
    return Archive("copies", blobs, container=folder.name, within=within, witness=witness)
