"""Nobody finished the sign-in."""

from shared.doctor.finding import Finding, Severity, aadsts

SIGN_IN_DECLINED = Finding(
    code="sign-in-declined",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "User canceled authentication", AADSTS70018, or "A window handle '
        'must be configured".'
    ),
    cause=(
        "The browser or the code was closed, declined or left alone until it ran out; or the "
        "module tried to open a window where there is none (a service, a remote session, an old "
        "terminal)."
    ),
    fix=(
        "Sign in again and finish in the browser. Where there is none, use the device code: "
        "`nightshift login --device-code`. In PowerShell use Connect-ExchangeOnline -Device, or "
        "-DisableWAM when the message speaks of a window handle."
    ),
    says=(
        aadsts(70018, 70016),
        r"user cancell?ed authentication",
        r"window handle must be configured",
        r"authentication_canceled",
        r"authorization_declined",
        r"unable to open a web page using",
    ),
)
