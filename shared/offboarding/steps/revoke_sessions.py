"""Sessions that are open end."""

from shared.offboarding.decision import Change, Context, Decision, Done, GraphWrite, step
from shared.offboarding.facts import Facts, Reading

_VALID_FROM = "signInSessionsValidFromDateTime"


@step(
    "revoke-sessions",
    reads={Reading.USER},
    # A reset moves the same time stamp; revoking last leaves no session between the two.
    after={"block-sign-in", "reset-password"},
    source="Graph: POST /users/{id}/revokeSignInSessions",
    by_time=True,
)
def revoke_sessions(facts: Facts, context: Context) -> Decision:
    """
    Refresh tokens and cookies are void; access tokens live on until they expire.

    The goal holds once the time from which sessions count has moved since the first attempt.
    """
    now = {_VALID_FROM: facts.user.sessions_valid_from}
    if context.before is not None and context.before.get(_VALID_FROM) != now[_VALID_FROM]:
        return Done(now)
    write = GraphWrite("POST", f"/users/{facts.user.id}/revokeSignInSessions")
    return Change(now, {_VALID_FROM: "(later)"}, (write,))
