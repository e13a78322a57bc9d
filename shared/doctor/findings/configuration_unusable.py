"""The configuration cannot be used."""

from shared.doctor.finding import Finding, Severity

CONFIGURATION_UNUSABLE = Finding(
    code="configuration-unusable",
    severity=Severity.ERROR,
    symptom="A command ends at once with the name of a file and a line, or of a setting.",
    cause=(
        "A file of the configuration is missing, is not YAML, or says something that Nightshift "
        "does not know; or a setting of the environment is not what it must be. Nothing was tried, "
        "so nothing is known of the tenants."
    ),
    fix=(
        "Mend what the message names; in a file the line is given. The folder is `config` beside "
        "the app, or the one that NIGHTSHIFT_CONFIG_DIR names."
    ),
    says=(
        r"\.yaml:\d+: ",
        r"\.yaml: (?:not YAML|No such file)",
        r"NIGHTSHIFT_[A-Z_]+ must",
    ),
)
