"""People who are about to sign in, and who stay signed in, as long as the process lives."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Answered(StrEnum):
    """What the person at the browser did."""

    NOT_YET = "not yet"
    YES = "yes"
    NO = "no"


@dataclass(slots=True)
class Attempt:
    """
    One sign-in under way: for whom, at which public client, for which scopes, until when.

    `person` is an index once somebody answered, `signed_in` when the attempt began: who revokes
    sessions later ends what came of it. `challenge`, `redirect` and `nonce` belong to the
    browser's way alone.
    """

    tenant_id: str
    client_id: str
    scope: str
    until: datetime
    signed_in: datetime
    answered: Answered = Answered.NOT_YET
    person: int | None = None
    challenge: str | None = None
    redirect: str | None = None
    nonce: str | None = None

    def settle(self, answered: Answered, person: int | None = None) -> None:
        """The person has answered."""
        self.answered, self.person = answered, person

    def at(self, scope: str) -> "Attempt":
        """The same sign-in for other scopes."""
        return replace(self, scope=scope)


@dataclass(slots=True)
class SignIns:
    """
    By the code that stands for each; a user code leads to the device code it belongs to.

    While `conditional_access` is set, a policy of the tenant forbids every person's token.
    """

    by_code: dict[str, Attempt] = field(default_factory=dict)
    device_codes: dict[str, str] = field(default_factory=dict)
    refresh_tokens: dict[str, Attempt] = field(default_factory=dict)
    conditional_access: bool = False

    def of_user_code(self, user_code: str) -> Attempt | None:
        """The attempt that *user_code*, as a person types it, stands for."""
        return self.by_code.get(self.device_codes.get(user_code.strip().upper(), ""))
