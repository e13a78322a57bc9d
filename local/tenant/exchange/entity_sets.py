"""The entity sets of the native reads: whose rights they need, what they hold, what is asked of."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.tenant.exchange.properties.cas import CAS
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Properties
from local.tenant.exchange.property_sets import OF_CAS_MAILBOX, OF_MAILBOX, OF_RECIPIENT


@dataclass(frozen=True, slots=True)
class EntitySet:
    """One set; a caller may read it who may run `cmdlet`. Property sets by name in lower case."""

    name: str
    cmdlet: str
    properties: Properties
    property_sets: Mapping[str, str]


ENTITY_SETS: Mapping[str, EntitySet] = {
    one.name.casefold(): one
    for one in (
        EntitySet("Mailbox", "Get-Mailbox", MAILBOX, OF_MAILBOX),
        EntitySet("CasMailbox", "Get-CASMailbox", CAS, OF_CAS_MAILBOX),
        EntitySet("Recipient", "Get-Recipient", RECIPIENT, OF_RECIPIENT),
    )
}
