"""The name fits several objects."""

from shared.doctor.finding import Finding, Severity

NAME_AMBIGUOUS = Finding(
    code="name-ambiguous",
    severity=Severity.ERROR,
    symptom='"matches multiple entries" or "there are multiple recipients matching identity".',
    cause=(
        "A display name or alias is shared by several people or groups, and the service will not "
        "choose."
    ),
    fix="Use what is unique: the primary address, the user principal name, or the object id.",
    says=(
        r"matches multiple entries",
        r"multiple recipients matching",
        r"ManagementObjectAmbiguousException",
    ),
)
