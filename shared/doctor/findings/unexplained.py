"""A failure whose words are not known."""

from shared.doctor.finding import Finding, Severity

UNEXPLAINED = Finding(
    code="unexplained",
    severity=Severity.ERROR,
    symptom="The message that stands here as it came.",
    cause="The doctor knows no reason for this message. That does not make it harmless.",
    fix=(
        "Search for the message, or for its AADSTS number at "
        'https://login.microsoftonline.com/error. If it speaks of a time-out or "try again", '
        "wait and run `nightshift doctor` once more. Then tell the project, so that the next one "
        "finds an answer here."
    ),
    passing=True,
)
