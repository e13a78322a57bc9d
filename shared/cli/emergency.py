"""The emergency accounts, for commands that warn before they touch one."""

from __future__ import annotations


def emergency_accounts() -> frozenset[str]:
    """
    Their UPNs or ids, in lower case, as offboarding.yaml has them.

    Where it cannot be read, that is said on stderr, and none is known.
    """
    from shared.app import app as current
    from shared.cli.at_the_desk import tell
    from shared.config import ConfigError
    from shared.offboarding.policy import load_policy

    try:
        policy = load_policy(current().settings.config_dir).value
    except ConfigError as error:
        tell(f"Emergency accounts are not known: {error}")
        return frozenset()
    return frozenset(one.casefold() for one in policy.break_glass)
