"""`nightshift local …`: what a laptop has instead of the cloud."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from local.tenant.seed.layout import MOST_MAILBOXES, MOST_TENANTS, SMALLEST

app = typer.Typer(
    name="local",
    help="A tenant, storage and a Functions host on this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_LAST_PORT = 65535
_WRONG = 2
_OURS = ("local", "shared")
_TENANT = 'it comes with the extra "tenant" of nightshift'
_CHECKOUT = "a checkout of the project has it after `make ready`"

# No `type` statements: what these name would be neither checked nor shown in the help.
Mailboxes = Annotated[
    int, typer.Option(min=SMALLEST, max=MOST_MAILBOXES, help="How many mailboxes each tenant has.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed makes the same people.")]
Tenants = Annotated[int, typer.Option(min=1, max=MOST_TENANTS, help="How many tenants there are.")]


_WHERE_TO_LOOK = (
    "Trust ca.pem in the directory (SSL_CERT_FILE, REQUESTS_CA_BUNDLE) and point all addresses of "
    "Exchange, Graph, sign-in and Key Vault at the one origin. GET /_tenant/state there has the "
    "ids, secrets and ports that a client needs; faults, limits, latency and snapshots are set "
    "below /_tenant while it runs. local/tenant/README.md tells who lives there and all the rest."
)


@contextmanager
def _installed(remedy: str) -> Iterator[None]:
    """A library that an installation may lack is one sentence, with *remedy* in it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in _OURS:
            raise
        typer.echo(f"nightshift local: {error.name} is not installed; {remedy}", err=True)
        raise typer.Exit(_WRONG) from None


@app.command(epilog=_WHERE_TO_LOOK)
def tenant(
    port: Annotated[
        int,
        typer.Option(
            min=0, max=_LAST_PORT, help="Where it listens on 127.0.0.1, with TLS; 0: a free port."
        ),
    ] = 8443,
    mailboxes: Mailboxes = 250,
    seed: Seed = 1,
    tenants: Tenants = 1,
    dns_port: Annotated[
        int,
        typer.Option(
            min=0,
            max=_LAST_PORT,
            help="Where its name server listens, UDP and TCP; 0: a free port, told in the state.",
        ),
    ] = 0,
    directory: Annotated[
        Path,
        typer.Option(help="Where the certificate authority is kept, for this run and later ones."),
    ] = Path(".local"),
    start: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Start from this snapshot instead of a seed; it brings its own sizes along. "
            "\\[default: none]",
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            help="Save a snapshot to this file in the end; it holds the secrets too. "
            "\\[default: none]"
        ),
    ] = None,
) -> None:
    """
    Run Microsoft 365 tenants on this machine until Ctrl-C.

    They stand in for Entra, Exchange Online, Microsoft Graph, Key Vault and the endpoint of
    managed identities, keep what is written to them, and say no as the services do.
    """
    with _installed(_TENANT):
        from local.tenant import command  # noqa: PLC0415 - each command loads what it alone needs

    size, snapshots = command.Size(mailboxes, seed, tenants), command.Snapshots(start, save)
    raise typer.Exit(command.tenant(size, port, dns_port, directory, snapshots))


@app.command()
def host(
    folder: Annotated[
        Path, typer.Option("--app", help="The folder with function_app.py and host.json.")
    ] = Path(),
    admin_port: Annotated[
        int,
        typer.Option(min=0, max=_LAST_PORT, help="Of /admin on loopback; 0 takes a free one."),
    ] = 0,
) -> None:
    """Run a function app on this machine until Ctrl-C, with the real host's rules."""
    with _installed(_CHECKOUT):
        from local.host import command  # noqa: PLC0415 - each command loads what it alone needs

    raise typer.Exit(command.host(folder, admin_port))


@app.command()
def up(
    mailboxes: Mailboxes = 250,
    seed: Seed = 1,
    tenants: Tenants = 1,
    *,
    with_host: Annotated[
        bool, typer.Option("--host/--no-host", help="Without, to run the app with `func start`.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Say where things are as one JSON document.")
    ] = False,
) -> None:
    """Run tenant, storage and host until Ctrl-C, and say where they are."""
    with _installed(_CHECKOUT):
        from local.stack import up  # noqa: PLC0415 - each command loads what it alone needs

    raise typer.Exit(up.run(mailboxes, seed, tenants, with_host=with_host, as_json=as_json))


@app.command()
def demo() -> None:
    """Watch leavers being offboarded, quotas enforced and the audit judged."""
    with _installed(_CHECKOUT):
        from local.demo.run import demo  # noqa: PLC0415 - each command loads what it alone needs

    raise typer.Exit(demo())


if __name__ == "__main__":
    app()
