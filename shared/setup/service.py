"""
Set-up as a person runs it: an app, a managed identity, or the role groups alone.

Each part can be run again: what is as it should be is found so, and nothing is made twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.rights.roles import Choice
from shared.session import Session
from shared.setup import adoption, certificate, exchange, grants, registration, trust
from shared.setup.api import Api, apis
from shared.setup.certificate import Keeper
from shared.setup.checklist import Checklist, Outcome
from shared.setup.grants import APP_ADMIN, Principal
from shared.setup.registration import MANY_TENANTS, Registration, Wish
from shared.tenants import Role

# What a person is asked to consent to at the sign-in; their directory roles bound it.
READ_GRAPH = ("Application.Read.All",)
WRITE_GRAPH = ("Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All")


@dataclass(frozen=True, slots=True)
class Serving:
    """What an identity is for, and permissions beyond that which somebody allowed by name."""

    roles: tuple[Role, ...]
    allowed: tuple[str, ...] = ()


class Setup:
    """Set-up in one tenant, signed in as a person; every point goes to *checklist*."""

    def __init__(self, session: Session, clock: Clock, checklist: Checklist) -> None:
        self._session = session
        self._clock = clock
        self._checklist = checklist

    @property
    def _what_if(self) -> bool:
        return self._session.what_if

    async def voucher(self, object_id: str) -> Principal | None:
        """The managed identity that is to vouch for the app; None where it cannot."""
        work = trust.voucher(self._session.graph, self._session.tenant, object_id)
        return await self._checklist.settle("identity", work, least=APP_ADMIN)

    async def app(
        self,
        wish: Wish,
        keeper: Keeper | None,
        serving: Serving,
        voucher: Principal | None = None,
    ) -> str | None:
        """
        The app of *wish* can do what *serving* says.

        It proves itself by what *keeper* keeps, or is proven by *voucher*. Its client id, where it
        has one by now.
        """
        graph, settle = self._session.graph, self._checklist.settle
        done = len(self._checklist.items)
        app = await settle(
            "registration",
            registration.registered(graph, wish, what_if=self._what_if),
            least=APP_ADMIN,
        )
        if app is None and self._failed_since(done):
            return None
        found = await self._apis(serving)
        if app is not None and not await self._may_adopt(wish, app, found):
            return None
        if app is not None and wish.many_tenants and not app.fresh:
            work = registration.for_many_tenants(graph, app, what_if=self._what_if)
            await settle("registration", work, least=APP_ADMIN)
        if found is not None:
            asking = registration.asking(graph, self._clock, app, found, what_if=self._what_if)
            await settle("permissions", asking, least=APP_ADMIN)
        trusting = voucher is not None and await self._trusting(wish, app, voucher)
        if keeper is not None:
            await self._certificate(app, keeper)
        elif app is None or not app.keys:
            self._checklist.note("certificate", *_without_certificate(trusting=trusting))
        principal = await self._principal(app)
        await self._granted(principal, found, serving)
        await self._in_exchange(principal, serving.roles)
        return app.client_id if app else None

    async def identity(
        self, client_id: str | None, object_id: str | None, serving: Serving
    ) -> str | None:
        """The managed identity with either id can do what *serving* says; its client id."""
        work = grants.known(self._session.graph, client_id=client_id, object_id=object_id)
        principal = await self._checklist.settle("identity", work, least=APP_ADMIN)
        if principal is None:
            return None
        await self._granted(principal, await self._apis(serving), serving)
        await self._in_exchange(principal, serving.roles)
        return principal.client_id

    async def role_groups(self, roles: Sequence[Role]) -> Mapping[Role, Choice]:
        """There is a role group for each of *roles*; which role serves each of its cmdlets."""
        chosen = await exchange.choices(self._checklist, self._session.exchange, roles)
        for role, choice in chosen.items():
            await exchange.group(
                self._checklist, self._session.exchange, role, choice, what_if=self._what_if
            )
        return chosen

    async def enroll(self, principal: Principal, roles: Sequence[Role]) -> None:
        """*principal* is in the role group for each of *roles*, which are made for it."""
        await self._in_exchange(principal, roles)

    async def _may_adopt(
        self, wish: Wish, app: Registration, found: tuple[Api, ...] | None
    ) -> bool:
        """Whether *app* is the one that is meant: by its client id, or because it is ours."""
        if app.fresh or wish.client_id is not None:
            return True
        me = self._session.principal.object_id
        work = adoption.ours(self._session.graph, app, found or (), me)
        return await self._checklist.settle("registration", work, least=APP_ADMIN) is not None

    async def _apis(self, serving: Serving) -> tuple[Api, ...] | None:
        work = apis(self._session.graph, serving.roles, serving.allowed)
        return await self._checklist.settle("permissions", work, least=APP_ADMIN)

    async def _trusting(self, wish: Wish, app: Registration | None, voucher: Principal) -> bool:
        """Whether the app trusts *voucher*, or would."""
        work = trust.trusted(
            self._session.graph,
            self._clock,
            app,
            voucher,
            trust.Word.of(self._session.tenant, voucher),
            what_if=self._what_if,
        )
        done = await self._checklist.settle("trust", work, least=APP_ADMIN)
        if not wish.many_tenants and (app is None or app.audience != MANY_TENANTS):
            text = "no other tenant can consent to the app; if it is for customers', --multi-tenant"
            self._checklist.note("trust", Outcome.PERSON, text)
        elif done and app is not None:
            way = f"--client-id {app.client_id} --identity {voucher.client_id}"
            text = f"take each customer on: `nightshift tenants add DOMAIN {way}`"
            self._checklist.note("trust", Outcome.PERSON, text)
        return bool(done)

    async def _certificate(self, app: Registration | None, keeper: Keeper) -> None:
        done = len(self._checklist.items)
        kept = await self._checklist.settle(
            "certificate", keeper.certificate(app, what_if=self._what_if), least=APP_ADMIN
        )
        if kept is None and self._failed_since(done):
            return
        work = certificate.added(self._session.graph, app, kept, self._clock, what_if=self._what_if)
        await self._checklist.settle("certificate", work, least=APP_ADMIN)

    async def _principal(self, app: Registration | None) -> Principal | None:
        if app is None:
            self._checklist.note("consent", Outcome.WOULD_DO, "the app can act in this tenant")
            return None
        work = grants.entered(
            self._session.graph,
            self._clock,
            app.client_id,
            fresh=app.fresh,
            what_if=self._what_if,
        )
        return await self._checklist.settle("consent", work, least=APP_ADMIN)

    async def _granted(
        self, principal: Principal | None, found: tuple[Api, ...] | None, serving: Serving
    ) -> None:
        if found is None:
            return
        if principal is not None:
            await grants.grant_all(
                self._checklist,
                self._session.graph,
                self._clock,
                principal,
                found,
                what_if=self._what_if,
            )
        elif self._what_if:
            grants.would_grant(self._checklist, found)
        grants.tell_what_is_off(self._checklist, serving.allowed)

    async def _in_exchange(self, principal: Principal | None, roles: Sequence[Role]) -> None:
        chosen = await self.role_groups(roles)
        if principal is not None:
            await exchange.enrolled(
                self._checklist,
                self._session.exchange,
                self._clock,
                principal,
                list(chosen),
                what_if=self._what_if,
            )
        elif self._what_if:
            groups = " and ".join(exchange.group_name(role) for role in chosen)
            self._checklist.note("exchange", Outcome.WOULD_DO, f"the app is in {groups}")

    def _failed_since(self, done: int) -> bool:
        """Whether a point after the first *done* did not end well."""
        later = self._checklist.items[done:]
        return any(item.outcome in {Outcome.FAILED, Outcome.UNKNOWN} for item in later)


def _without_certificate(*, trusting: bool) -> tuple[Outcome, str]:
    """What is said of an app without a certificate."""
    if trusting:
        text = "it needs none in Azure; for elsewhere --certificate makes one"
        return Outcome.ALREADY_SO, text
    return Outcome.PERSON, "it has no certificate yet; --certificate makes one"
