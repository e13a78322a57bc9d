"""`/_tenant/sync`: the directory synchronisation runs, now and once."""

from local.tenant.directory_sync import synchronise
from local.tenant.messages import Answer, Json, Request
from local.tenant.world import World


def run(world: World, _: Request) -> Answer:
    """All tenants are synchronised; the answer names whose mailbox was turned back."""
    turned: list[Json] = [one.who.upn for each in world.tenants for one in synchronise(each)]
    return Answer.of(200, {"turnedBack": turned})
