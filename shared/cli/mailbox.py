"""nightshift mailbox: one mailbox at a prompt, with the admin's own sign-in."""

import typer

from shared.cli import mailbox_changes, mailbox_new, mailbox_reads

app = typer.Typer(
    help="Mailboxes, with your own sign-in: list, show, make, change.", no_args_is_help=True
)

app.command("list")(mailbox_reads.list_mailboxes)
app.command("show")(mailbox_reads.show)
app.command("stats")(mailbox_reads.stats)
app.command("new")(mailbox_new.new)
app.command("new-shared")(mailbox_new.new_shared)
app.command("set-quota")(mailbox_changes.set_quota)
app.command("enable")(mailbox_changes.enable)
app.command("grant")(mailbox_changes.grant)
