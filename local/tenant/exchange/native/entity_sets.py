"""
The entity sets of the native reads: what they hold, and what cannot be filtered by.

Source: the service's metadata, its types and lists of properties that are not filterable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.tenant.exchange.native.property_sets import OF_CAS_MAILBOX, OF_MAILBOX, OF_RECIPIENT
from local.tenant.exchange.properties.cas import CAS
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Properties

KEY = "ObjectKey"
_GUIDS = {"DatabaseGuid", "ExchangeGuid", "ArchiveGuid", "ArchiveDatabaseGuid", "Guid"}
_LISTS = {
    "AuditAdmin", "AuditDelegate", "AuditOwner", "DefaultAuditSet", "EmailAddresses",
    "GrantSendOnBehalfTo", "InPlaceHolds", "MailboxLocations", "ObjectClass",
    "PersistedCapabilities", "ActiveSyncAllowedDeviceIDs", "ActiveSyncBlockedDeviceIDs",
    "AddressListMembership", "GeneratedOfflineAddressBooks", "PoliciesExcluded",
    "PoliciesIncluded",
}  # fmt: skip
_NUMBERS = {"MaxBlockedSenders", "MaxSafeSenders", "ResourceCapacity"}
_NUMBER_END = "Threshold"
_TRUTHS = ("Is", "Has")
_TRUTH_ENDS = ("Enabled", "Disabled", "AndForward", "Defaults", "Applied")


@dataclass(frozen=True, slots=True)
class EntitySet:
    """One set. Property sets and what cannot be filtered by are in lower case."""

    name: str
    properties: Properties
    property_sets: Mapping[str, str]
    not_filterable: frozenset[str]

    def type_of(self, name: str) -> str:
        """The type that the metadata gives the property *name*."""
        if name in _GUIDS:
            return "Edm.Guid"
        if name in _LISTS:
            return "Collection(Edm.String)"
        if name in _NUMBERS or name.endswith(_NUMBER_END):
            return "Edm.Int32"
        truth = name.startswith(_TRUTHS) or name.endswith(_TRUTH_ENDS)
        return "Edm.Boolean" if truth else "Edm.String"


_NOT_IN_MAILBOX = """
    databaseguid mailboxregion mailboxlocations messagerecallprocessingenabled
    messagecopyforsmtpclientsubmissionenabled messagecopyforsentasenabled
    messagecopyforsendonbehalfenabled usedatabaseretentiondefaults
    retaindeleteditemsuntilbackup retentionholdenabled enddateforretentionhold
    startdateforretentionhold elcprocessingdisabled wasinactivemailbox delayholdapplied
    inactivemailboxretiretime orphansoftdeletetrackingtime litigationholdduration
    messagetrackingreadstatusenabled languages downgradehighprioritymessagesenabled
    isrootpublicfoldermailbox linkedmasteraccount roommailboxaccountenabled
    antispambypassenabled reconciliationid microsoftonlineservicesid
    effectivepublicfoldermailbox archivedatabaseguid autoexpandingarchiveenabled auditadmin
    auditdelegate auditowner defaultauditset accountdisabled dataencryptionpolicy extensions
    haspicture hasspokenname acceptmessagesonlyfromsendersormembers
    bypassmoderationfromsendersormembers organizationalunit
    rejectmessagesfromsendersormembers requiresenderauthenticationenabled
    sendmoderationnotifications mailtip identity exchangeobjectid organizationid
    publicfolder type
"""
_NOT_IN_CAS_MAILBOX = frozenset(["externaldirectoryobjectid", "memberofgroup"])

MAILBOXES = EntitySet("Mailbox", MAILBOX, OF_MAILBOX, frozenset(_NOT_IN_MAILBOX.split()))
CAS_MAILBOXES = EntitySet("CasMailbox", CAS, OF_CAS_MAILBOX, _NOT_IN_CAS_MAILBOX)
RECIPIENTS = EntitySet("Recipient", RECIPIENT, OF_RECIPIENT, frozenset())
ENTITY_SETS: Mapping[str, EntitySet] = {
    one.name.casefold(): one for one in (MAILBOXES, CAS_MAILBOXES, RECIPIENTS)
}
