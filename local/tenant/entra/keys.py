"""The key that signs tokens: one a process, made when first needed."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.types import Options

_KEY_ID = "local-tenant-1"
_BITS = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Signer:
    """Signs claims, and tells its own signature from others."""

    private: rsa.RSAPrivateKey
    public: rsa.RSAPublicKey

    def sign(self, claims: Mapping[str, object]) -> str:
        return jwt.encode(
            dict(claims), self.private, algorithm="RS256", headers={"kid": _KEY_ID, "x5t": _KEY_ID}
        )

    def read(self, token: str) -> dict[str, object]:
        """
        The claims of *token*, whose signature is ours; time and audience are not looked at.

        Raises:
            jwt.InvalidTokenError: It is not ours, or no token.

        """
        unchecked: Options = {
            "verify_exp": False,
            "verify_aud": False,
            "verify_nbf": False,
            "verify_iat": False,
        }
        return dict(jwt.decode(token, self.public, algorithms=["RS256"], options=unchecked))

    def published(self) -> dict[str, list[dict[str, str]]]:
        """The key set for `/discovery/v2.0/keys`."""
        numbers = self.public.public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": _KEY_ID,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
        }
        return {"keys": [key]}


@cache
def signer() -> Signer:
    """The signer of this process."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    return Signer(private, private.public_key())


def _number(value: int) -> str:
    octets = value.to_bytes((value.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
