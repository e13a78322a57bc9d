"""No secure connection comes about."""

from collections.abc import Iterator

from shared.doctor.examination import Examination, State
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.reaches:
        if one.state is State.NO_TLS:
            yield Seen(f"{one.host.name}:{one.host.port} ({one.host.purpose}): {one.detail}")


TLS_FAILS = Finding(
    code="tls-fails",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "could not create SSL/TLS secure channel", "handshake failure" or '
        '"wrong version number".'
    ),
    cause=(
        "The two ends found no way to speak TLS: Microsoft 365 wants TLS 1.2 or newer, and "
        "something old or something that is no TLS server stands between, such as an HTTP proxy "
        "at an HTTPS port."
    ),
    fix=(
        "Check that the host and port are right and that HTTPS_PROXY begins with http://, also "
        "where what goes through it is https. In Windows PowerShell, switch TLS 1.2 on "
        "([Net.ServicePointManager]::SecurityProtocol) or use PowerShell 7; Nightshift itself "
        "uses TLS 1.2 and newer everywhere."
    ),
    says=(
        r"could not create ssl/tls secure channel",
        r"wrong[ _]version[ _]number",
        r"handshake failure",
        r"sslv3 alert",
        r"unexpected[ _]eof",
        r"tlsv1 alert",
        r"a call to sspi failed",
        r"unsupported protocol",
    ),
    seen=_seen,
)
