"""What the doctor saw of one tenant. Values only; what is None was not seen, and is never fine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.doctor.hosts import Feature, Host
from shared.identity.certificates import Fault
from shared.identity.discovery import UNTOLD, Discovery
from shared.identity.tokens import Claims
from shared.tenants import Auth, Role, Tenant


class State(StrEnum):
    """How far the way to a host led."""

    REACHED = "reached"
    NO_NAME = "no-name"  # its name has no address
    REFUSED = "refused"  # nobody listens, or somebody turns connections away
    SILENT = "silent"  # no answer in time
    UNTRUSTED = "untrusted"  # a certificate of nobody that is trusted
    NO_TLS = "no-tls"  # no secure connection comes about
    PROXY = "proxy"  # the proxy lets nothing through
    BROKEN = "broken"  # cut, or an answer that is none


@dataclass(frozen=True, slots=True)
class Reach:
    """The way to *host*: `skew_s` is how far its clock is ahead of ours, `issuer` who vouches."""

    host: Host
    state: State
    detail: str = ""
    skew_s: float | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Setback:
    """Something that was tried and failed; `kind` is the name of the error."""

    doing: str
    kind: str
    text: str
    status: int | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class CertificateSeen:
    """The certificate an identity signs in with: when it ends, or what is wrong with it."""

    ends: datetime | None = None
    fault: Fault | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """A try to get a token: what it says, or why there is none; neither when it was not tried."""

    claims: Claims | None = None
    setback: Setback | None = None


@dataclass(frozen=True, slots=True)
class IdentitySeen:
    """
    What one identity can do.

    `read` is why no mailbox could be read, `rights` why it could not be told what it may do;
    `mailbox_read` and `cmdlets` are None too where it was not tried. `groups` are the role groups
    it is in, of those that are too much for it.
    """

    role: Role
    auth: Auth
    needs: frozenset[str]
    certificate: CertificateSeen | None = None
    exchange: TokenSeen = TokenSeen()
    graph: TokenSeen = TokenSeen()
    mailbox_read: bool | None = None
    cmdlets: frozenset[str] | None = None
    groups: frozenset[str] = frozenset()
    read: Setback | None = None
    rights: Setback | None = None

    @property
    def is_without_any_grant(self) -> bool:
        """Whether it is an app whose tokens, for both services, hold no permission at all."""
        tokens = (self.exchange.claims, self.graph.claims)
        return all(token is not None and not token.roles and not token.user for token in tokens)

    @property
    def setbacks(self) -> Iterator[Setback]:
        """What failed for it, but for `rights`: whoever reads mailboxes is served without."""
        for one in (self.exchange.setback, self.graph.setback, self.read):
            if one is not None:
                yield one


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was looked at."""

    tenant: Tenant
    at: datetime
    catalogue_of: date
    reaches: tuple[Reach, ...] = ()
    discovery: Discovery = UNTOLD
    identities: tuple[IdentitySeen, ...] = ()

    @property
    def skew_s(self) -> float | None:
        """
        How far the services' clocks are ahead of ours; None when none told the time.

        By the clock of the sign-in, if it told: one odd host elsewhere is no fault of this machine.
        """
        told = [one for one in self.reaches if one.skew_s is not None]
        chosen = [one for one in told if one.host.feature is Feature.SIGN_IN] or told
        return max((one.skew_s for one in chosen if one.skew_s is not None), key=abs, default=None)

    @property
    def setbacks(self) -> Iterator[Setback]:
        """All that failed but for the ways to the hosts."""
        for identity in self.identities:
            yield from identity.setbacks

    @property
    def gaps(self) -> Iterator[str]:
        """What was not seen, in words."""
        if self.skew_s is None:
            yield "what time the services have"
        if self.discovery.found is None:
            yield "what Entra says of the tenant's domain"
        for one in self.identities:
            if one.exchange.claims is None:
                yield f"the {one.role}'s token for Exchange Online"
            elif not one.mailbox_read:
                yield f"whether the {one.role} can read mailboxes"
            elif one.cmdlets is None and one.rights is None:
                yield f"which cmdlets the {one.role} may run"
            if one.graph.claims is None:
                yield f"the {one.role}'s token for Microsoft Graph"
