"""The tenant has no Exchange Online for the app to ask for."""

from shared.doctor.finding import Finding, Severity, aadsts

RESOURCE_UNKNOWN = Finding(
    code="resource-unknown",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS500011: "The resource principal named ... was not found in '
        'the tenant".'
    ),
    cause=(
        "The token was asked for a service that is not in this tenant: the tenant has no "
        "Exchange Online, the address is of another Microsoft cloud, or a script asks for a "
        "mistyped scope."
    ),
    fix=(
        "Check that the tenant has a licence with Exchange Online and that `cloud` in "
        "tenants.yaml is right. In a script, the scope is https://outlook.office365.com/.default "
        "(https://outlook.office365.us/.default in GCC High)."
    ),
    says=(
        aadsts(500011, 500014, 650052, 650053, 1002012, 70011),
        r"resource principal named .{0,80}was not found",
    ),
)
