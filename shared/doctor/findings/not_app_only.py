"""The cmdlet wants a person."""

from shared.doctor.finding import Finding, Severity

NOT_APP_ONLY = Finding(
    code="not-app-only",
    severity=Severity.ERROR,
    symptom='"The cmdlet ... isn\'t supported with app-only authentication".',
    cause=(
        "A few cmdlets, above all those that write Microsoft 365 groups (New-UnifiedGroup, "
        "Add-UnifiedGroupLinks and their kin), do not run for an app or a managed identity, "
        "whatever its roles."
    ),
    fix=(
        "Use Microsoft Graph for groups, as Nightshift does; or run the cmdlet as yourself: "
        "`nightshift login`, then `nightshift exo ...`."
    ),
    says=(
        r"isn't supported with app-only",
        r"app-only.{0,60}not supported",
        r"not supported.{0,60}app-only",
    ),
)
