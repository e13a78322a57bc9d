"""What is left of a person's sign-in for the next command: which account it was, no secret."""

from shared.config import ConfigError
from shared.tenants import Auth


class NotSignedIn(ConfigError):
    """Nobody is signed in at this desk, not to that tenant, or the sign-in is no longer good."""


class SigningIn(Auth):
    """How a person signs in who asked for it just now, and is waited for wherever they are."""


class SignedIn(Auth):
    """
    How a person signs in who did so before.

    `record` is azure-identity's account of who it was (`AuthenticationRecord`, serialized): with it
    the tokens are found again in a cache that outlives the command.
    """

    record: str
