"""PowerShell does not know the command."""

from shared.doctor.finding import Finding, Severity

COMMAND_NOT_FOUND = Finding(
    code="command-not-found",
    severity=Severity.ERROR,
    symptom="\"The term 'Connect-ExchangeOnline' is not recognized as the name of a cmdlet\".",
    cause=(
        "The module is not installed for this PowerShell and this user, was installed for "
        "another edition, or is not loaded; or the name is mistyped. For a cmdlet such as "
        "Get-Mailbox: nobody has connected yet, or the role does not allow it, since the module "
        "only makes the cmdlets that the role has."
    ),
    fix=(
        "Install the module where the script runs (Install-Module ExchangeOnlineManagement "
        "-Scope CurrentUser), connect first, and check the spelling. Or run it here without any "
        "module: `nightshift exo Get-Mailbox ...` knows every cmdlet and parameter."
    ),
    says=(
        r"the term '.{1,80}' is not recognized",
        r"is not recognized as (?:the|a) name of a cmdlet",
        r"CommandNotFoundException",
        r"module '?ExchangeOnlineManagement'? (?:was|could) not",
        r"specified module .{0,80}was not loaded",
        r"no match was found for the specified search criteria and module",
    ),
)
