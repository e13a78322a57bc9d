"""The tenant lives in another Microsoft cloud than the configuration says."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity, aadsts
from shared.tenants import Cloud

_INSTANCES = {
    Cloud.PUBLIC: "microsoftonline.com",
    Cloud.LOCAL: "microsoftonline.com",  # a local tenant plays the public cloud
    Cloud.USGOV: "microsoftonline.us",
    Cloud.USGOVDOD: "microsoftonline.us",
    Cloud.CHINA: "partner.microsoftonline.cn",
}
_CLOUDS = {
    "microsoftonline.com": "public",
    "microsoftonline.us": "usgov or usgovdod",
    "partner.microsoftonline.cn": "china",
}
_SUBCLOUDS = {Cloud.USGOV: "DODCON", Cloud.USGOVDOD: "DOD"}


def _seen(examination: Examination) -> Iterator[Seen]:
    told, cloud = examination.discovery, examination.tenant.cloud
    if told.cloud_instance is None:
        return
    if told.cloud_instance != _INSTANCES[cloud]:
        lives = _CLOUDS.get(told.cloud_instance, "another cloud")
        yield Seen(
            f"cloud is {cloud}; {examination.tenant.domain} lives at {told.cloud_instance}",
            do=f"That is: {lives}.",
        )
    elif cloud in _SUBCLOUDS and told.subcloud not in {None, _SUBCLOUDS[cloud]}:
        yield Seen(f"cloud is {cloud}; {examination.tenant.domain} is of kind {told.subcloud}")


WRONG_CLOUD = Finding(
    code="wrong-cloud",
    severity=Severity.ERROR,
    symptom=(
        "Signing in ends with AADSTS900382 or AADSTS90002, or with a token that Exchange Online "
        "never takes."
    ),
    cause=(
        "tenants.yaml says which Microsoft cloud the tenant lives in (`cloud`: public, usgov, "
        "usgovdod or china), and Entra says another one. Each cloud has its own sign-in, its own "
        "Exchange Online and its own Graph; nothing of one is known in another."
    ),
    fix=(
        "Set `cloud` of the tenant in tenants.yaml to the one named here. GCC lives in the "
        "public cloud, GCC High in usgov, DoD in usgovdod."
    ),
    says=(
        aadsts(900382, 900432),
        r"cross cloud request",
        r"is Exchange Online of another Microsoft cloud",
    ),
    seen=_seen,
)
