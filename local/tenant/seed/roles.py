"""Who holds a directory role."""

from local.tenant.seed.layout import Layout
from local.tenant.state.clients import (
    EXCHANGE_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    HELPDESK_ADMINISTRATOR,
    SECURITY_READER,
    USER_ADMINISTRATOR,
)


def role_holders(layout: Layout) -> dict[int, list[str]]:
    """The roles by index: the emergency accounts, a few managers, two people without reports."""
    leaf = layout.mailboxes // 20 * 10 + 4
    return {
        1: [GLOBAL_ADMINISTRATOR],
        2: [GLOBAL_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR],
        4: [USER_ADMINISTRATOR],
        5: [HELPDESK_ADMINISTRATOR],
        leaf: [EXCHANGE_ADMINISTRATOR],
        leaf + 1: [SECURITY_READER],
        layout.mailboxes: [GLOBAL_ADMINISTRATOR],
        layout.mailboxes + 1: [GLOBAL_ADMINISTRATOR],
    }
