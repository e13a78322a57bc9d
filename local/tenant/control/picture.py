"""Everything that exists about one person."""

from local.tenant.exchange.trustees import trustee_name
from local.tenant.graph.kinds.user import USER, Someone
from local.tenant.messages import Document, Json
from local.tenant.state.person import Mailbox, Person, Trustee
from local.tenant.tenant import Tenant


def picture(tenant: Tenant, person: Person) -> Document:
    """Account, mailbox, groups, licences, roles of *person*."""
    groups = tenant.groups.of(person.who.index)
    licenses: list[Json] = [
        {"skuId": one.sku_id, "assignedByGroup": one.group_id} for one in person.account.licenses
    ]
    manager = tenant.directory.managers.of(person.who.index)
    return {
        "tenantId": tenant.tenant_id,
        "index": person.who.index,
        "user": USER.document(Someone(tenant, person), frozenset(USER.readers)),
        "manager": None if manager is None else tenant.people.who(manager).upn,
        "mailbox": _mailbox(tenant, person.mailbox) if person.mailbox else None,
        "groups": [_group(one.id, one.name) for one in groups if not one.in_exchange],
        "distributionGroups": [_group(one.id, one.name) for one in groups if one.in_exchange],
        "licenses": licenses,
        "roles": [*tenant.roles.of(person.who.index)],
    }


def _group(identity: str, name: str) -> Document:
    return {"id": identity, "displayName": name}


def _mailbox(tenant: Tenant, mailbox: Mailbox) -> Document:
    def upn(who: Trustee) -> str:
        return trustee_name(tenant, who)

    reply, quotas = mailbox.auto_reply, mailbox.quotas
    return {
        "type": mailbox.kind,
        "hidden": mailbox.settings.get("HiddenFromAddressListsEnabled") is True,
        "forwardingAddress": mailbox.forwarding_to,
        "forwardingSmtpAddress": mailbox.forwarding_smtp,
        "deliverToMailboxAndForward": mailbox.deliver_and_forward,
        "quotas": {
            "issueWarning": quotas.warning,
            "prohibitSend": quotas.send,
            "prohibitSendReceive": quotas.send_receive,
            "useDatabaseDefaults": mailbox.settings.get("UseDatabaseQuotaDefaults") is True,
        },
        "statistics": {"bytes": mailbox.used_bytes, "items": mailbox.items},
        "permissions": [
            {
                "user": upn(one.who),
                "accessRights": list(one.rights),
                "autoMapping": one.auto_mapping,
            }
            for one in mailbox.permissions
        ],
        "sendAs": [upn(one) for one in mailbox.send_as],
        "sendOnBehalf": [upn(one) for one in mailbox.on_behalf],
        "autoReply": {
            "state": reply.state,
            "internal": reply.internal,
            "external": reply.external,
            "audience": reply.audience,
        },
        "litigationHold": mailbox.hold_since is not None,
        "archive": mailbox.archive,
        "auditEnabled": mailbox.audited,
        "auditBypass": mailbox.audit_bypass,
        "customAttributes": {str(number): text for number, text in mailbox.attributes.items()},
        "deletionClock": mailbox.deletion_clock.isoformat() if mailbox.deletion_clock else None,
    }
