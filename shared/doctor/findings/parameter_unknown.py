"""The cmdlet has no such parameter, or not for you."""

from shared.doctor.finding import Finding, Severity

PARAMETER_UNKNOWN = Finding(
    code="parameter-unknown",
    severity=Severity.ERROR,
    symptom=(
        '"A parameter cannot be found that matches parameter name" or "Invalid cmdlet parameters '
        'specified".'
    ),
    cause=(
        "The parameter is mistyped, exists only in Exchange Server on your own machines, was "
        "removed, is not allowed by your role (the service then denies that it exists), or does "
        "not go with the others."
    ),
    fix=(
        "Check the spelling: `nightshift exo` names the nearest ones before anything is sent. If "
        "it is spelled right, ask which roles have it: Get-ManagementRole -Cmdlet NAME "
        "-CmdletParameters PARAMETER."
    ),
    says=(
        r"parameter cannot be found that matches",
        r"parameter set cannot be resolved",
        r"invalid cmdlet parameters specified",
        r"AmbiguousParameterSet",
        r"cannot process argument transformation",
        r"Parameter(?:Binding|Transformation|BindingArgumentTransformation)Exception",
        r"missing mandatory parameter",
    ),
)
