"""Something could not be looked at, without a reason that is known."""

from shared.doctor.finding import Finding, Severity

NOT_EXAMINED = Finding(
    code="not-examined",
    severity=Severity.ERROR,
    symptom="Nothing failed, and yet not everything was seen.",
    cause=(
        "A part of the examination gave no answer and no error. What was not seen may be fine or "
        "not; it is not called fine."
    ),
    fix=(
        "Run `nightshift doctor` again. If it stays, something between this machine and "
        "Microsoft changes answers: a proxy or a filter."
    ),
    passing=True,
)
