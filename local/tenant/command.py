"""`nightshift local tenant`: the function that the command line registers."""

from pathlib import Path
from typing import Annotated

import typer

from local.tenant.server import HOST, serve


def tenant(
    port: Annotated[int, typer.Option(help="TLS port; 0 takes a free one.")] = 8443,
    mailboxes: Annotated[int, typer.Option(help="Mailboxes in each tenant.")] = 250,
    seed: Annotated[int, typer.Option(help="The same seed gives the same tenants.")] = 1,
    tenants: Annotated[int, typer.Option(help="How many tenants.")] = 1,
    dns_port: Annotated[int, typer.Option(help="Port of the name server; 0 is free.")] = 0,
    directory: Annotated[
        Path, typer.Option(help="Where the certificate authority is kept.")
    ] = Path(".local"),
) -> None:
    """Serve simulated Microsoft 365 tenants on this machine until Ctrl-C."""

    def ready(bound: int) -> None:
        where = f"https://{HOST}:{bound} (CA {directory / 'ca.pem'})"
        typer.echo(f"local tenant listening on {where}")

    try:
        serve(
            port,
            mailboxes=mailboxes,
            seed=seed,
            tenants=tenants,
            certificate_dir=directory,
            ready=ready,
            dns_port=dns_port,
        )
    except OSError as error:
        typer.echo(
            f"port {port} cannot be used ({error.strerror}); choose another: --port", err=True
        )
        raise typer.Exit(2) from error
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
