"""The properties of mailbox statistics. Source: Get-MailboxStatistics."""

from local.tenant.exchange.properties.source import Properties
from local.tenant.exchange.values import Bytes, Guid

DATABASE, SERVER = "EURPR01DG224-db024", "am0pr01mb0001"
_DELETED_SHARE = 50  # of what is stored, one part in so many lies in the deleted items

STATISTICS: Properties = {
    "DisplayName": lambda s: s.person.who.display_name,
    "MailboxGuid": lambda s: Guid(s.person.who.exchange_guid),
    "ItemCount": lambda s: s.mailbox.items,
    "DeletedItemCount": lambda s: s.mailbox.items // _DELETED_SHARE,
    "AssociatedItemCount": lambda _: 64,
    "TotalItemSize": lambda s: Bytes(s.mailbox.used_bytes or 0),
    "TotalDeletedItemSize": lambda s: Bytes((s.mailbox.used_bytes or 0) // _DELETED_SHARE),
    "SystemMessageSize": lambda _: Bytes(1 << 20),
    "MailboxTypeDetail": lambda s: s.mailbox.kind.value,
    "IsArchiveMailbox": lambda _: False,
    "IsQuarantined": lambda _: False,
    "StorageLimitStatus": lambda _: None,
    "LastLogonTime": lambda s: s.person.account.sessions_valid_from,
    "LastInteractionTime": lambda s: s.person.account.sessions_valid_from,
    "LastUserActionTime": lambda s: s.person.account.sessions_valid_from,
    "DatabaseName": lambda _: DATABASE,
    "ServerName": lambda _: SERVER,
}
