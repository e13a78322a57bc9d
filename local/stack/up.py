"""`nightshift local up`: the stack until Ctrl-C, with what another program needs to use it."""

import json
import shlex
import signal
import sys
import threading

from local.stack.child import StackError
from local.stack.stack import Stack

# What a command line needs to act on the stack; the rest is this terminal's own environment.
_SHOWN = (
    *("AzureWebJobsStorage__", "AzureFunctionsJobHost__", "FUNCTIONS_"),
    *("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"),
    *("NIGHTSHIFT_", "NightshiftStorage__"),
)
_EXIT_FAILED = 1


def run(mailboxes: int, seed: int, tenants: int, *, with_host: bool, as_json: bool) -> int:
    """The exit code, once the stack was told to end."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    signal.signal(signal.SIGINT, lambda *_: told.set())
    try:
        with Stack(mailboxes=mailboxes, seed=seed, tenants=tenants, with_host=with_host) as stack:
            sys.stdout.write(_described(stack, as_json=as_json))
            sys.stdout.flush()
            told.wait()
    except StackError as error:
        sys.stderr.write(f"nightshift local up: {error}\n")
        return _EXIT_FAILED
    return 0


def _described(stack: Stack, *, as_json: bool) -> str:
    shown = {k: v for k, v in stack.environment.items() if k.startswith(_SHOWN)}
    if as_json:
        document = {
            "schema": "nightshift.local/1",
            "tenant": stack.tenant.endpoint,
            "admin": stack.admin,
            "logs": str(stack.folder / "logs"),
            "environment": shown,
        }
        return json.dumps(document) + "\n"
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sorted(shown.items())]
    return (
        f"tenant   {stack.tenant.endpoint}\n"
        f"host     {f'{stack.admin}/admin/host/status' if stack.admin else 'yours to start'}\n"
        f"logs     {stack.folder / 'logs'}\n\n"
        "In another terminal, so that `nightshift` acts on this stack:\n\n"
        + "\n".join(lines)
        + "\n\nCtrl-C ends it.\n"
    )
