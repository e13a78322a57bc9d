"""The object is mastered in the directory on the company's own machines."""

from shared.doctor.finding import Finding, Severity

OBJECT_SYNCHRONIZED = Finding(
    code="object-synchronized",
    severity=Severity.ERROR,
    symptom=(
        "\"The operation on mailbox ... failed because it's out of the current user's write scope: "
        'the object is being synchronized from your on-premises organization."'
    ),
    cause=(
        "The person or group is synchronized from Active Directory. What is mastered there (name, "
        "addresses, being hidden from address lists) can only be changed there; Exchange Online "
        "refuses it from everybody, whatever the role."
    ),
    fix=(
        "Make the change in Active Directory or on the Exchange server there, and wait for the "
        "next synchronization (half an hour at most). What is the cloud's own, such as quotas and "
        "permissions of the mailbox, can be changed here."
    ),
    says=(
        r"synchronized from your on-premises organization",
        r"object is being synchronized from",
        r"on-premises mastered directory sync objects",
    ),
)
