"""Conditional access forbids the sign-in."""

from shared.doctor.finding import Finding, Severity, aadsts

CONDITIONAL_ACCESS = Finding(
    code="conditional-access",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS53003: "Access has been blocked by Conditional Access '
        'policies", or AADSTS53000.'
    ),
    cause=(
        "A conditional access policy of the tenant blocks this sign-in: by place, device, "
        "client, app or risk. For an app (a workload identity) only the place and the risk "
        "count."
    ),
    fix=(
        "Look the sign-in up at entra.microsoft.com > Sign-in logs (for apps: Service principal "
        "sign-ins) by the correlation id of the message: its tab Conditional Access names the "
        "policy. Then use a device or network that it allows, or have the administrators except "
        "this app or this address."
    ),
    says=(
        aadsts(53003, 53000, 53001, 53002, 53004, 530003, 530031, 530032, 530034, 50097),
        r"blocked by conditional access",
        r"device is not in required device state",
    ),
)
