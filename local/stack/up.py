"""`nightshift local up`: the stack until Ctrl-C, with what another program needs to use it."""

import json
import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from local.stack.child import StackError
from local.stack.stack import Stack

# What a command line needs to act on the stack; the rest is this terminal's own environment.
_SHOWN = (
    *("AzureWebJobsStorage__", "AzureFunctionsJobHost__", "FUNCTIONS_"),
    *("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"),
    *("NIGHTSHIFT_", "NightshiftStorage__"),
)
# Whom to try it on: a kind of the tenant's picks, and what becomes of such a request.
_TRIALS = (
    ("leaver", "leaves at once"),
    ("role-holder", "has an admin role: waits for approval"),
    ("breakglass", "emergency account: rejected"),
)
_ADMIN = "admin"
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
        "In another terminal, so that `nightshift` is found and acts on this stack:\n\n"
        + "\n".join([_path(), *lines])
        + "\n\nOffboarding is in mode enforce here, and nothing real can be harmed. Try it on:\n\n"
        + "\n".join(_trials(stack))
        + _sign_in(stack)
        + "\n\nCtrl-C ends it.\n"
    )


def _path() -> str:
    # Not resolved: the interpreter of a virtual environment is a link out of it.
    return f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"'


def _sign_in(stack: Stack) -> str:
    # The page asks for a name and no password: only a name from here can be told to it.
    domain = stack.tenant.tenants[0].domain
    return "".join(
        f"\n\nAt the sign-in page of `nightshift login --tenant {domain}` you are\n\n"
        f"{user}  # global and Exchange administrator; no password is asked"
        for user in stack.picks(_ADMIN)
    )


def _trials(stack: Stack) -> Iterator[str]:
    """A command line for each of `_TRIALS` that the first tenant has somebody for."""
    first, *others = stack.tenant.tenants
    where = f" --tenant {first.domain}" if others else ""
    for kind, outcome in _TRIALS:
        for user in stack.picks(kind):
            yield f"nightshift offboard submit {user}{where}  # {outcome}"
