"""A run of set-up at a prompt: as whom, with what progress, and how it is shown."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    from shared.setup.checklist import Item
    from shared.setup.service import Setup
    from shared.setup.tenants_yaml import Section
    from shared.tenants import Role, Tenant
    from shared.web.request import Json


class SetUp:
    """One run of set-up: as whom, with what progress, and how it is shown."""

    def __init__(self, name: str, tenant: str | None, *, what_if: bool, as_json: bool) -> None:
        from shared.setup.checklist import Checklist

        self._name, self._wanted = name, tenant
        self._what_if, self._as_json = what_if, as_json
        self._tenant: Tenant | None = None
        self._checklist = Checklist()

    async def through[T](self, work: Callable[[Setup], Coroutine[object, object, T]]) -> T:
        """What *work* gives, while each point is shown as it is settled."""
        from shared.cli import output

        with output.console.status("Signing in") as status:
            async with self._opened(status.update) as setup:
                return await work(setup)

    @asynccontextmanager
    async def _opened(self, tell: Callable[[str], None]) -> AsyncIterator[Setup]:
        from shared.app import app as current
        from shared.cli import at_the_desk
        from shared.setup.checklist import Checklist
        from shared.setup.service import READ_GRAPH, WRITE_GRAPH, Setup

        self._checklist = Checklist(lambda item: self._told(item, tell))
        graph = READ_GRAPH if self._what_if else WRITE_GRAPH
        async with at_the_desk.session(
            self._wanted, self._name, what_if=self._what_if, graph=graph
        ) as session:
            self._tenant = session.tenant
            yield Setup(session, current().clock, self._checklist)

    def _told(self, item: Item, tell: Callable[[str], None]) -> None:
        from shared.cli import output

        tell(f"Setting up: {item.step}")
        if not self._as_json:
            output.say(f"{item.outcome:<17} {item.step}: {item.text}")

    def section(
        self, client_id: str | None, said: Mapping[str, str], served: tuple[Role, ...]
    ) -> Section:
        """What tenants.yaml is to have; one identity that serves as both is the operator."""
        from shared.setup.tenants_yaml import Section
        from shared.tenants import Role

        if self._tenant is None:
            raise RuntimeError("the session is over before it was opened")
        auth = {"method": said["method"], "clientId": client_id or "<clientId>", **said}
        role = Role.OPERATOR if Role.OPERATOR in served else Role.READER
        tenant = self._tenant
        return Section(tenant.tenant_id, tenant.domain, tenant.cloud, {role: auth})

    def show(self, more: Mapping[str, Json], section: Section | None = None) -> None:
        """The end of the run, or all of it as JSON. Exit 1: a point did not end well."""
        from shared.cli import output

        if self._as_json:
            items: list[Json] = [item.document() for item in self._checklist.items]
            tenant = None if self._tenant is None else self._tenant.tenant_id
            output.print_json(
                {
                    "schema": "nightshift.setup/1",
                    "tenant": tenant,
                    "whatIf": self._what_if,
                    "ok": self._checklist.ok,
                    "items": items,
                    **more,
                }
            )
        else:
            self._say_what_next(section, more.get("clientId"))
        if not self._checklist.ok:
            raise typer.Exit(output.FAILED)

    def _say_what_next(self, section: Section | None, client_id: Json) -> None:
        from shared.cli import output

        if not self._checklist.ok:
            # By its name a new registration may not be found for minutes, and be made once more.
            known = self._name == "setup app" and client_id is not None
            again = f", with --client-id {client_id}" if known else ""
            output.say(f"Not all of it is done; mend what failed and run it again{again}.")
        elif self._what_if:
            output.say("Nothing was written. Without --what-if it is done.")
        else:
            output.say(
                "A new grant takes minutes, in Exchange Online up to an hour; see "
                "`nightshift tenants check`."
            )
        if section is not None and self._checklist.ok:
            output.say(f"\nFor config/tenants.yaml, under `tenants:`\n\n{section.text()}")
