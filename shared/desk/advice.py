"""What a person can do about a sign-in that Entra refuses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from shared.doctor.explain import explain
from shared.web.errors import Call, Refused

_PREFIX = "Authentication failed: "
_NO_BROWSER = "Add --device-code and enter the code on another device."
# What holds for who types `nightshift login`; all else the doctor explains.
_HERE = {
    "AADSTS53003": (
        "Conditional Access of this tenant blocks the sign-in. Many tenants block the device code: "
        "sign in in a browser on this machine, without --device-code, from a device and a network "
        "that the policy allows. The sign-in log in Entra names the policy."
    ),
    "AADSTS7000112": (
        "The application is disabled; Microsoft has disabled the one of earlier Exchange modules "
        "everywhere. Leave --client-id away."
    ),
    "AADSTS700016": (
        "This tenant does not know the application of --client-id: leave that option away, or "
        "consent to the application here first."
    ),
    "AADSTS7000218": (
        "The application of --client-id is no public client: allow public client flows in its "
        "registration, or leave --client-id away."
    ),
    "AADSTS50011": (
        "The registration of --client-id lacks the redirect URI http://localhost: add it there "
        "under Mobile and desktop applications."
    ),
    "AADSTS70018": (
        "The sign-in was declined: run `nightshift login` again and confirm that it is you."
    ),
    "AADSTS70020": (
        "The code has run out: run `nightshift login` again and enter the new one in time."
    ),
    "Timed out waiting for user to authenticate": (
        "Nobody answered in time: run `nightshift login` again and enter the new code."
    ),
    "Timed out": f"Nobody answered in time. Is no browser seen here? {_NO_BROWSER}",
    "Failed to open a browser": _NO_BROWSER,
    "HTTP server on localhost": (
        f"No port from 8400 to 8999 is free on this machine. {_NO_BROWSER}"
    ),
}
_ELSE = "Run `nightshift login` again; `nightshift doctor` says what is wrong with the connection."


def advice(detail: str) -> str:
    """What to do about *detail*, a sentence of Entra or of azure-identity."""
    for sign, told in _HERE.items():
        if re.search(rf"{sign}(?![0-9])", detail):
            return told
    likely = [match.finding for match in explain(detail) if match.sure]
    return f"{likely[0].cause} {likely[0].fix}" if likely else _ELSE


@contextmanager
def advised(who: str) -> Iterator[None]:
    """Within the block, a refusal of Entra to give *who* a token says what to do about it."""
    try:
        yield
    except Refused as error:
        if error.call.name != "sign-in" or not (error.call.target or "").startswith("https://"):
            raise
        said = error.detail.removeprefix(_PREFIX).rstrip(".")
        detail = f"{said}. {advice(error.detail)}"
        raise Refused(Call("sign-in", who), detail, status=error.status) from error
