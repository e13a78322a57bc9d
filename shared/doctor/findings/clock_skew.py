"""The clock of this machine is wrong."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity, aadsts

_TOLERATED_S = 300  # what Entra forgives


def _seen(examination: Examination) -> Iterator[Seen]:
    skew_s = examination.skew_s
    if skew_s is not None and abs(skew_s) > _TOLERATED_S:
        way = "behind" if skew_s > 0 else "ahead of"
        yield Seen(f"this machine's clock is {abs(skew_s) / 60:.0f} minutes {way} the services'")


CLOCK_SKEW = Finding(
    code="clock-skew",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS700024 or "token is not yet valid", or every call is refused '
        "with a token that was just issued."
    ),
    cause=(
        "This machine's clock differs by more than five minutes from the services'. What it "
        "signs looks expired or from the future to Microsoft Entra ID (formerly Azure AD), and "
        "it renews tokens too late or never."
    ),
    fix=(
        "Set the clock by a time server: `w32tm /resync` on Windows, `timedatectl set-ntp true` "
        "on Linux, System Settings > General > Date & Time on macOS. In a virtual machine or "
        "container, correct the host's clock."
    ),
    says=(
        aadsts(700024, 500133),
        r"not within its valid time range",
        r"token is not (?:yet )?valid yet",
        r"clock skew",
        r"nbf.{0,30}future",
        r"clocks of the client and server.{0,40}synchroni[sz]ed",
    ),
    seen=_seen,
)
