"""The proxy lets nothing through."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.PROXY:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): {one.detail}")


PROXY_REFUSES = Finding(
    code="proxy-refuses",
    severity=Severity.ERROR,
    symptom='Signing in ends with "407 Proxy Authentication Required" or an error of the proxy.',
    cause=(
        "The environment or the system names a proxy (HTTPS_PROXY, or the system's settings), "
        "and it cannot be reached, wants a name and password, or does not let this host through."
    ),
    fix=(
        "Set HTTPS_PROXY to the right address, with the account that it wants "
        "(http://name:password@proxy:port) if it wants one; have it allow CONNECT to the hosts "
        "of `nightshift doctor endpoints`; name what must not go through it in NO_PROXY (for a "
        "managed identity: 169.254.169.254)."
    ),
    says=(
        r"proxy authentication (?:is )?required",
        r"\b407\b.{0,40}proxy",
        r"proxy.{0,60}\b407\b",
        r"ProxyError",
        r"tunnel connection failed",
        r"unable to connect to (?:the )?proxy",
    ),
    hints=(r"\bproxy\b(?! (?:address|command))",),
    seen=_seen,
)
