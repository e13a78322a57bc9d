"""The account cannot sign in."""

from shared.offboarding.decision import Change, Context, Decision, Done, GraphWrite, step
from shared.offboarding.facts import Facts, Reading


@step("block-sign-in", reads={Reading.USER}, source="Graph: PATCH /users/{id} accountEnabled")
def block_sign_in(facts: Facts, context: Context) -> Decision:
    """Nobody can sign in with the account; blocked already is success."""
    now = {"accountEnabled": facts.user.enabled}
    if not facts.user.enabled:
        return Done(now)
    blocked = {"accountEnabled": False}
    write = GraphWrite("PATCH", f"/users/{facts.user.id}", blocked)
    return Change(now, blocked, (write,))
