"""A configuration that cannot be loaded, told as a finding like any other. Pure."""

from shared.config import ConfigError
from shared.doctor.explain import plain
from shared.doctor.finding import Diagnosis, Seen
from shared.doctor.findings.basic_auth_configured import BASIC_AUTH_CONFIGURED
from shared.doctor.findings.configuration_unusable import CONFIGURATION_UNUSABLE


def diagnosis_of(error: ConfigError) -> Diagnosis:
    """What *error*, for which no tenant could be examined, stands for."""
    text = str(error)
    basic = BASIC_AUTH_CONFIGURED.told(plain(text)) > 0
    return Diagnosis(BASIC_AUTH_CONFIGURED if basic else CONFIGURATION_UNUSABLE, Seen(text))
