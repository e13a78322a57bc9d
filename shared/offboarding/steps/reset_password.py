"""The password that the leaver knows is void."""

from shared.offboarding.decision import (
    Body,
    Change,
    Context,
    Decision,
    Done,
    Fresh,
    GraphWrite,
    step,
)
from shared.offboarding.facts import Facts, Reading

_CHANGED = "lastPasswordChangeDateTime"


@step(
    "reset-password",
    reads={Reading.USER},
    after={"block-sign-in"},
    source="Graph: PATCH /users/{id} passwordProfile",
    by_time=True,
)
def reset_password(facts: Facts, context: Context) -> Decision:
    """
    The password is a random one that nobody knows: it is made at the write and never kept.

    No password can be read back, so the goal holds once the time of the last change has moved
    since the first attempt. A person's own change in between counts too: then the block holds.
    """
    now = {_CHANGED: facts.user.password_changed}
    if context.before is not None and context.before.get(_CHANGED) != facts.user.password_changed:
        return Done(now)
    void: Body = {
        "passwordProfile": {"password": Fresh.PASSWORD, "forceChangePasswordNextSignIn": True}
    }
    write = GraphWrite("PATCH", f"/users/{facts.user.id}", void)
    return Change(now, {_CHANGED: "(later)"}, (write,))
