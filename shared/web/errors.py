"""
What a call to Microsoft 365 may end in, split by what the caller does.

    ServiceError
      Transient            try again later
        Unreachable          no answer: DNS, TCP, TLS, time-out, reset; `sent` tells whether it left
        Throttled            429, or a refusal that names a wait; carries `wait_s`
        ServiceFault         any other 5xx; `ran` tells whether the call may have had its effect
        Expired              the place in a listing is forgotten; start it from the beginning
      Permanent            trying again cannot help
        Refused              401, 403: token, consent or role is missing
        NotFound             no such object
        Ambiguous            the name fits several objects
        AlreadySo            the object is as the call wanted it
        BadCall              any other 4xx: our request is wrong
        Malformed            2xx that we cannot read, or a link that leads elsewhere
        Unsupported          the service does not offer this here

No error of another library passes the clients. An error carries data, never a token, a body or
a person's text; `detail` is the service's own sentence, but for a secret that it may quote.
"""

import re
from dataclasses import dataclass

# A token as Entra signs it, also where it was cut off, or whatever stands in its place.
_TOKEN = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}|(?<=\bBearer )[\w.~+/=-]{8,}", re.IGNORECASE)
# A member of what was sent, in JSON, in JSON within a text, or in a form.
_QUOTED = re.compile(
    r"""((?:password|secret|token|assertion)\w{0,40})"""
    r"""(\\?["']?\s{0,9}[:=]\s{0,9})(?:\\"(?:(?!\\").)*(?:\\")?|"(?:[^"\\]|\\.)*"?|'[^']*'?|(?<==)[^\s,;&]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Call:
    """Which call it was: a cmdlet or `PATCH /users/{id}`, its object, the service's request id."""

    name: str
    target: str | None = None
    request_id: str | None = None


class ServiceError(Exception):
    """A call to Microsoft 365 that did not end well."""

    def __init__(self, call: Call, detail: str, *, status: int | None = None) -> None:
        told = _QUOTED.sub(r"\1\2(not shown)", _TOKEN.sub("(token)", detail))
        super().__init__(call, told)
        self.call = call
        self.detail = told
        self.status = status

    def __str__(self) -> str:
        target = f" on {self.call.target}" if self.call.target else ""
        status = f" ({self.status})" if self.status else ""
        trail = f" [request {self.call.request_id}]" if self.call.request_id else ""
        return f"{self.call.name}{target}{status}: {self.detail}{trail}"


class Transient(ServiceError):
    """It may work later."""


class Unreachable(Transient):
    """No answer came; `sent` says whether the request may have reached the service."""

    def __init__(self, call: Call, detail: str, *, sent: bool) -> None:
        super().__init__(call, detail)
        self.sent = sent


class Throttled(Transient):
    """Too many calls; `wait_s` is how long the service asked us to wait, if it said."""

    def __init__(
        self, call: Call, detail: str, *, wait_s: float | None, status: int | None = None
    ) -> None:
        super().__init__(call, detail, status=status)
        self.wait_s = wait_s


class ServiceFault(Transient):
    """The service failed; `ran` says whether the call may have had its effect all the same."""

    def __init__(self, call: Call, detail: str, *, ran: bool, status: int | None = None) -> None:
        super().__init__(call, detail, status=status)
        self.ran = ran


class Expired(Transient):
    """The service has forgotten how far a listing had come; only a new one can be whole."""


class Permanent(ServiceError):
    """Trying again cannot help."""


class Refused(Permanent):
    """Not allowed; `challenge` is the claims challenge of a 401, where there was one."""

    def __init__(
        self,
        call: Call,
        detail: str,
        *,
        status: int | None = None,
        challenge: str | None = None,
    ) -> None:
        super().__init__(call, detail, status=status)
        self.challenge = challenge


class NotFound(Permanent):
    """No such object."""


class Ambiguous(Permanent):
    """Several objects fit the name."""


class AlreadySo(Permanent):
    """The object is as the call wanted it."""


class BadCall(Permanent):
    """The service understood the request and rejects it."""


class Malformed(Permanent):
    """An answer that cannot be read, or must not be followed."""


class Unsupported(Permanent):
    """The service does not offer this here."""


def lost(error: Transient) -> bool:
    """Whether the failed call may have had its effect, so that a write must be read back."""
    match error:
        case Unreachable():
            return error.sent
        case ServiceFault():
            return error.ran
        case _:
            return False
