"""
Taking in a message from the request queue: a case, a change to one, or a kept failure.

Whatever the body, the message is done with afterwards: nothing of it is retried in vain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.failures import Failures
from shared.offboarding.cases import Cases, Control
from shared.offboarding.changes import concerns, heeded, heeding
from shared.offboarding.model import Case, Reason, State, move
from shared.offboarding.policy import OffboardingPolicy
from shared.offboarding.request import (
    Envelope,
    Invalid,
    Request,
    Unreadable,
    identity,
    open_envelope,
    own_identity,
    validate,
)
from shared.store import names
from shared.store.documents import canonical, digest
from shared.tenants import Tenant, Tenants, UnknownTenant
from shared.web.request import Json


@dataclass(frozen=True, slots=True)
class Intake:
    """What becomes of a message."""

    cases: Cases
    failures: Failures
    tenants: Tenants
    policy: OffboardingPolicy
    clock: Clock
    config_sha256: str
    lease_s: float

    async def take(self, body: str) -> Case | None:
        """
        The case that *body* opened or changed, for the next step to go on with.

        None when the message is a duplicate, or no case could be made of it: then the body and
        the reason are kept among the failures.
        """
        try:
            envelope = open_envelope(body)
            tenant = self._tenant(envelope.content)
        except Unreadable as error:
            await self._keep(body, error.code, str(error))
            return None
        except UnknownTenant as error:
            await self._keep(body, "unknown-tenant", str(error))
            return None
        try:
            request = validate(envelope.content)
        except Invalid as error:
            return await self._invalid(body, envelope, tenant, str(error))
        if request.action == "offboard":
            return await self._offboard(envelope.source, request, tenant)
        return await self._control(envelope.source, request, tenant)

    def _tenant(self, content: Mapping[str, Json]) -> Tenant:
        named = content.get("tenant")
        if named is not None and not isinstance(named, str):
            raise Unreadable("tenant-not-text", "`tenant` must be a text: a key, GUID or domain")
        return self.tenants.find(named)

    async def _keep(self, body: str, code: str, text: str) -> None:
        await self.failures.keep(names.REQUESTS, body, code=code, text=text)

    async def _invalid(
        self, body: str, envelope: Envelope, tenant: Tenant, text: str
    ) -> Case | None:
        """A rejected case where the request can be named in an answer, else a kept failure."""
        request_id = envelope.content.get("requestId")
        if not isinstance(request_id, str) or not 0 < len(request_id) <= 320:  # noqa: PLR2004 - as the model
            await self._keep(body, "invalid", text)
            return None
        base = identity(tenant.tenant_id, envelope.source, request_id, dry_run=False)
        case_id = own_identity(base, envelope.content)
        case = self._fresh(tenant, case_id, request_id, envelope.source)
        case = replace(
            case,
            request=envelope.content,
            content_sha256=digest(canonical(dict(envelope.content))),
            user=_label(envelope.content.get("user")),
        )
        return await self._reject(case, Reason("invalid", text))

    async def _offboard(self, source: str, request: Request, tenant: Tenant) -> Case | None:
        case_id = identity(tenant.tenant_id, source, request.request_id, dry_run=request.dry_run)
        case = self._of(request, tenant, case_id, source)
        if await self.cases.insert(case) is not None:
            return case
        held = await self.cases.get(tenant.tenant_id, case_id)
        if held is None or held.content_sha256 == request.sha256:
            return None  # the same request once more: it has its case, and its answer
        other = self._of(request, tenant, own_identity(case_id, request.content), source)
        reason = Reason(
            "request-id-reused",
            f"requestId was used before with other content, for case {case_id}; "
            "send a new requestId.",
        )
        return await self._reject(other, reason)

    async def _control(self, source: str, request: Request, tenant: Tenant) -> Case | None:
        """A cancel or reschedule: kept first, then applied where its case is there already."""
        about = identity(tenant.tenant_id, source, str(request.about), dry_run=request.dry_run)
        control = Control(
            request.action,
            request.request_id,
            datetime.fromisoformat(str(request.issued_at)),
            request.content,
        )
        await self.cases.keep_control(tenant.tenant_id, about, control)
        held = await self.cases.get(tenant.tenant_id, about)
        if held is None:
            return None  # it came before its original, which will find it
        now = self.clock.now()

        changed = await self.cases.change(
            tenant.tenant_id,
            about,
            lambda case: heeding(case, control, tenant, self.policy, now),
        )
        if heeded(changed, control):
            return changed
        if not concerns(control, changed):
            reason = Reason("facts-disagree", f"Case {about} is about another person.")
        else:
            reason = Reason(
                "too-late", f"Case {about} is {changed.state.value}; it was not changed."
            )
        # Told to be too late, so it must not come true at the case's next attempt.
        await self.cases.drop_control(tenant.tenant_id, about, control)
        own = self._of(request, tenant, own_identity(about, request.content), source)
        return await self._reject(own, reason)

    def _of(self, request: Request, tenant: Tenant, case_id: str, source: str) -> Case:
        fresh = self._fresh(tenant, case_id, request.request_id, source)
        return replace(
            fresh,
            request=request.content,
            content_sha256=request.sha256,
            issued_at=datetime.fromisoformat(request.issued_at) if request.issued_at else None,
            profile=request.profile,
            user=request.user.label,
            dry_run=request.dry_run,
        )

    def _fresh(self, tenant: Tenant, case_id: str, request_id: str, source: str) -> Case:
        now = self.clock.now()
        return Case(
            case_id,
            tenant.tenant_id,
            request_id,
            source,
            "",
            {},
            now,
            State.QUEUED,
            next_at=now + timedelta(seconds=self.lease_s),
            prefix=f"offboarding/{tenant.tenant_id}/{now:%Y/%m/%d}/{case_id}",
            config_sha256=self.config_sha256,
        )

    async def _reject(self, case: Case, reason: Reason) -> Case | None:
        now = self.clock.now()
        running = replace(case, state=State.RUNNING)
        rejected = move(running, State.REJECTED, at=now, reason=reason)
        return await self.cases.insert(replace(rejected, completed_at=now))


def _label(user: Json) -> str:
    return user[:320] if isinstance(user, str) else ""
