"""`nightshift local tenant`: the tenants of this machine, until Ctrl-C or SIGTERM."""

import sys
from dataclasses import dataclass
from pathlib import Path

from local.tenant.server import HOST, serve

_EXIT_WRONG = 2


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is, and of which seed."""

    mailboxes: int
    seed: int
    tenants: int


def tenant(size: Size, port: int, dns_port: int, directory: Path) -> int:
    """The exit code of tenants that were served until they were told to stop."""

    def ready(bound: int) -> None:
        where = f"https://{HOST}:{bound} (CA {directory / 'ca.pem'})"
        sys.stdout.write(f"local tenant listening on {where}\n")
        sys.stdout.flush()

    try:
        serve(
            port,
            mailboxes=size.mailboxes,
            seed=size.seed,
            tenants=size.tenants,
            certificate_dir=directory,
            ready=ready,
            dns_port=dns_port,
        )
    except OSError as error:
        return _refused(_why(error, port, dns_port, directory))
    except ValueError as error:
        return _refused(str(error))
    return 0


def _why(error: OSError, port: int, dns_port: int, directory: Path) -> str:
    if error.filename is not None:
        return (
            f"{directory} cannot keep the certificate authority "
            f"({error.filename}: {error.strerror}); choose another folder: --directory"
        )
    # Of the two addresses the text of the error names the one that was refused.
    number, option = port, "--port"
    if dns_port and f"'{HOST}', {dns_port})" in str(error):
        number, option = dns_port, "--dns-port"
    reason = str(error.strerror).partition(" (while ")[0]
    return f"port {number} cannot be used ({reason}); choose another: {option}"


def _refused(why: str) -> int:
    sys.stderr.write(f"nightshift local tenant: {why}\n")
    return _EXIT_WRONG
