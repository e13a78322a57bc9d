"""Several modules load different libraries."""

from shared.doctor.finding import Finding, Severity

MODULE_MIXED = Finding(
    code="module-mixed",
    severity=Severity.ERROR,
    symptom=(
        '"Could not load file or assembly \'Microsoft.Identity.Client\'" or "Method not found" '
        "while connecting."
    ),
    cause=(
        "ExchangeOnlineManagement, Microsoft.Graph and Az each bring their own copy of "
        "Microsoft's sign-in library, and a PowerShell process keeps the first that was loaded. "
        "The second module then fails in odd ways."
    ),
    fix=(
        "Start a new PowerShell and connect to Exchange first, or use one process for each "
        "module, and keep all of them up to date. Nightshift loads none of them."
    ),
    says=(
        r"could not load file or assembly .{0,40}Microsoft\.Identity",
        r"could not load type .{0,60}Microsoft\.Identity",
        r"method not found: .{0,80}Microsoft\.Identity",
        r"assembly with same name is already loaded",
    ),
)
