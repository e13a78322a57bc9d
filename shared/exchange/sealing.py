"""
Passwords as Exchange takes them: sealed with the key of its PowerShell module.

A parameter of kind SecureString travels as RSA (PKCS #1 v1.5) of its text, in base64, under a
public key that the module brings along. Microsoft renews the key now and then and goes on taking
the one before; when it takes this one no more, the service refuses the call and nothing is made.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

# The key as the module of 2024 and later had it: a modulus of 2048 bits, big end first.
_MODULUS = (
    "31yPXtYRltEiVLHXaiF3nNtXPBqfNd0YNioi9HwVBOv9CPJhVpDE7sfszHZ0W9uHQP3kZE63zn8Dr/zXknMWuECG"
    "uqYOM170R1dc6FTybvkWYK4uFMuwnnNFfKYrhXTGINSfwvYglhaYuBhQIk3fn4hStf5qBA4Pt8BQyhZmMvov/gMh"
    "10yCbWDMi7MuXs7XoIBycTreQ7w2knCIrTD7sqtCzIxpowBhP0FyorIVwr+dQNSPhYfxbSlY2k2RrSmva6xgowDd"
    "zesUK1p6Y+jZ3PlSB9CuapaCDLMOGyc2tXMEtSjK+RW8k/8rtTLXaOWvMvfdMbF47S5TzkppcRhYTQ=="
)
_EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class Sealed:
    """A password that only the service can read."""

    text: str


def seal(password: str) -> Sealed:
    """*password*, sealed for the service."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 - seldom used
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers  # noqa: PLC0415 - likewise

    number = int.from_bytes(b64decode(_MODULUS))
    key = RSAPublicNumbers(_EXPONENT, number).public_key()
    return Sealed(b64encode(key.encrypt(password.encode(), PKCS1v15())).decode())
