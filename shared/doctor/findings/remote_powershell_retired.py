"""Remote PowerShell to Exchange Online is gone."""

from shared.doctor.finding import Finding, Severity

REMOTE_POWERSHELL_RETIRED = Finding(
    code="remote-powershell-retired",
    severity=Severity.ERROR,
    symptom=(
        '"New-ExoPSSession", "Connecting to remote server outlook.office365.com failed" or "RPS '
        'is deprecated".'
    ),
    cause=(
        "Remote PowerShell sessions (RPS) to Exchange Online were retired; what tries to open "
        "one is an old module (version 2 or the one of 2015), -UseRPSSession, or a script with "
        "New-PSSession to /powershell-liveid. The service refuses it whatever the account."
    ),
    fix=(
        "Use ExchangeOnlineManagement 3 with Connect-ExchangeOnline and no -UseRPSSession; or "
        "Nightshift, which speaks the service's REST interface. docs/connect.md has the ways to "
        "sign in."
    ),
    says=(
        r"New-Exo?PSSession(?:.{0,200}failed)?",
        r"UseRPSSession",
        r"powershell-liveid",
        r"connecting to remote server .{0,60}failed",
        r"\bRPS\b.{0,60}(?:deprecat|retire|block|disable)",
        r"remote powershell.{0,60}(?:deprecat|retire|block|disable|no longer)",
        r"runspace state is not valid",
    ),
    hints=(
        r"\bRPS\b",
        r"New-PSSession",
    ),
)
