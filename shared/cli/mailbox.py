"""nightshift mailbox: one mailbox at a prompt, with the admin's own sign-in."""

import typer

from shared.cli import mailbox_reads

app = typer.Typer(
    help="Mailboxes, with your own sign-in: list, show, make, change.", no_args_is_help=True
)

app.command("list")(mailbox_reads.list_mailboxes)
app.command("show")(mailbox_reads.show)
