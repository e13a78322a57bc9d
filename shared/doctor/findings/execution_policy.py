"""PowerShell may not run scripts on this machine."""

from shared.doctor.finding import Finding, Severity

EXECUTION_POLICY = Finding(
    code="execution-policy",
    severity=Severity.ERROR,
    symptom='"... cannot be loaded because running scripts is disabled on this system."',
    cause=(
        "The execution policy of Windows PowerShell forbids scripts, and a module is one. That "
        "is a setting of this machine or of your company, not of Microsoft 365."
    ),
    fix=(
        "Allow signed scripts for your own account: Set-ExecutionPolicy RemoteSigned -Scope "
        "CurrentUser. If group policy sets it, ask who runs the machines. Nightshift is no "
        "script of PowerShell's and runs under any policy."
    ),
    says=(
        r"running scripts is disabled",
        r"about_Execution_Policies",
        r"is not digitally signed",
        r"UnauthorizedAccess,.{0,40}PSSecurityException",
        r"PSSecurityException",
    ),
)
