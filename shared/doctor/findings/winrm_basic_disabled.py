"""WinRM refuses basic authentication: a connection of the old kind."""

from shared.doctor.finding import Finding, Severity

WINRM_BASIC_DISABLED = Finding(
    code="winrm-basic-disabled",
    severity=Severity.ERROR,
    symptom=(
        '"The WinRM client cannot process the request. Basic authentication is currently '
        'disabled in the client configuration."'
    ),
    cause=(
        "Something connects to Exchange Online the old way, through remote PowerShell (WinRM), "
        "which carries its token in a header of basic authentication and which Microsoft has "
        "switched off for Exchange Online. This is an old module, or a script with "
        "New-PSSession."
    ),
    fix=(
        "Do not switch basic authentication on. Nightshift needs no WinRM at all: `nightshift "
        "login`, or `nightshift doctor` for the app. In PowerShell, update to "
        "ExchangeOnlineManagement 3 and connect with Connect-ExchangeOnline without "
        "-UseRPSSession."
    ),
    says=(
        r"WinRM client cannot process the request",
        r"basic authentication is currently disabled",
        r"WinRM service.{0,60}(?:not running|cannot)",
        r"AllowBasic",
    ),
    hints=(
        r"\bWinRM\b",
        r"basic auth(?:entication)?",
    ),
)
