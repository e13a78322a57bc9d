"""Files that are no certificate, in ways that the library has no ordinary error for."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from shared.config import ConfigError
from shared.identity.certificates import of_file, of_vault
from shared.identity.vault import Kept

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
# PKCS #8 with an algorithm (1.2.3.4.5) that nobody knows.
UNKNOWN = bytes.fromhex("300f020100300606042a03040504020400")


def pem(der: bytes) -> bytes:
    middle = b64encode(der)
    return b"-----BEGIN PRIVATE KEY-----\n" + middle + b"\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("password", [None, "correct horse"])
def test_a_key_of_an_unknown_kind_is_a_mistake_of_the_configuration(tmp_path, password):
    file = tmp_path / "certificate.pem"
    file.write_bytes(pem(UNKNOWN))

    with pytest.raises(ConfigError, match="cannot be opened"):
        of_file(file, password, NOW)
    with pytest.raises(ConfigError, match="cannot be opened"):
        of_vault(Kept("n", pem(UNKNOWN).decode(), "application/x-pem-file"), NOW)
