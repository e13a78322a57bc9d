"""Exchange finds no such object."""

from shared.doctor.finding import Finding, Severity

OBJECT_NOT_FOUND = Finding(
    code="object-not-found",
    severity=Severity.ERROR,
    symptom="\"The operation couldn't be performed because object ... couldn't be found on ...\".",
    cause=(
        "Nothing in the tenant has this name, address or id: mistyped, deleted, of another "
        "tenant, of another kind (a contact is no mailbox), or made so recently that not every "
        "server knows of it."
    ),
    fix=(
        "Look for it by its address: `nightshift exo Get-Recipient --Identity NAME`. If it was "
        "just made, wait some minutes. Several objects may share a display name: use the address "
        "or the id."
    ),
    says=(
        r"couldn't be found on '",
        r"ManagementObjectNotFoundException",
        r"couldn't find the object",
        r"ADNoSuchObjectException",
        r"mailbox .{0,80}doesn't exist",
        r"Request_ResourceNotFound",
    ),
)
