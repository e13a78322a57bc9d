"""The state of the world as one document."""

from collections import Counter

from local.tenant.messages import Document, Json
from local.tenant.state.clients import Client
from local.tenant.tenant import Tenant, Violation
from local.tenant.world import World


def state(world: World) -> Document:
    """What there is, what is planted, what went wrong."""
    tenants: list[Json] = [_tenant(one) for one in world.tenants]
    return {
        "schema": "nightshift.local-tenant/1",
        "seed": world.recipe.seed,
        "faultSeed": world.faults.seed,
        "tenants": tenants,
        "identityHeader": world.recipe.identity_header,
        "dns": {"host": world.dns[0], "port": world.dns[1]} if world.dns else None,
        "requests": world.journal.requests,
        "violations": sum(len(one.violations) for one in world.tenants),
        "latencyMs": world.latency_ms,
    }


def metrics(world: World) -> Document:
    """Counts since the start: calls by kind, answers by status, faults by kind."""
    journal = world.journal
    return {
        "requests": journal.requests,
        "byStatus": {str(status): count for status, count in sorted(journal.by_status.items())},
        "byCall": dict(journal.by_call.most_common()),
        "faults": _counted(world.faults.hits),
        "concurrency": _concurrency(world),
    }


def _concurrency(world: World) -> Document:
    """How much was in flight at once, since the limits were set last."""
    peak, refused = world.limits.peak, world.limits.refused
    return {
        "peak": max(peak.values(), default=0),
        "refused": refused.total(),
        "tenants": {
            tenant: {"peak": most, "refused": refused[tenant]} for tenant, most in peak.items()
        },
    }


def _counted(counts: Counter[str]) -> Document:
    return dict(sorted(counts.items()))


def _tenant(tenant: Tenant) -> Document:
    clients: list[Json] = [_client(one) for one in tenant.clients]
    audit: list[Json] = [
        {"control": one.control, "resource": one.resource} for one in tenant.planted.audit
    ]
    domains: list[Json] = [one.name for one in tenant.domains]
    violations: list[Json] = [_violation(one) for one in tenant.violations]
    return {
        "tenantId": tenant.tenant_id,
        "domain": tenant.domain,
        "customDomain": tenant.custom_domain,
        "domains": domains,
        "mailboxes": tenant.people.layout.mailboxes,
        "clients": clients,
        "planted": {
            "audit": audit,
            "quotaDrift": list(tenant.planted.quota_drift),
            "quotaRefused": list(tenant.planted.quota_refused),
            "quotaUnknown": list(tenant.planted.quota_unknown),
        },
        "violations": violations,
    }


def _client(client: Client) -> Document:
    permissions = [role for granted in client.grants.values() for role in granted]
    return {
        "name": client.name,
        "kind": client.kind,
        "clientId": client.client_id,
        "objectId": client.object_id,
        "clientSecret": client.secret,
        "roles": list(permissions),
        "directoryRoles": list(client.directory_roles),
    }


def _violation(one: Violation) -> Document:
    return {"user": one.upn, "kind": one.kind, "time": one.time.isoformat()}
