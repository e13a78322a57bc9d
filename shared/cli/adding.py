"""Taking a tenant on at a prompt: what is wanted, how it goes, how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.setup.checklist import Item
    from shared.setup.onboarding import Newcomer
    from shared.tenants import Auth, Cloud, Tenant
    from shared.web.request import Json


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: a tenant, its cloud, and the app that is to serve it."""

    domain: str
    cloud: str | None
    client_id: str | None
    certificate: tuple[str, str] | None
    identity: str | None = None  # the client id of the managed identity that vouches for the app


class Adding:
    """One run of `tenants add`."""

    def __init__(self, wanted: Wanted, *, write: bool, what_if: bool, as_json: bool) -> None:
        from shared.setup.checklist import Checklist

        self._wanted = wanted
        self._write, self._what_if, self._as_json = write, what_if, as_json
        self._tell: Callable[[str], None] = lambda _: None
        self._checklist = Checklist(self._told)
        self._newcomer: Newcomer | None = None
        self._link = ""

    async def through(self, wait_s: float) -> None:
        """The tenant is taken on as far as it can be now. Raises: ConfigError, ServiceError."""
        from shared.app import app as current
        from shared.cli import output

        with output.console.status("Looking for the tenant") as status:
            self._tell = status.update
            self._newcomer = await self._found()
            self._link = current().onboarding.link(self._newcomer)
            output.console.print(
                f"An administrator of {self._newcomer.tenant.domain} lets the app in here:\n"
                f"{self._link}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
            ready = await current().onboarding.take_on(
                self._checklist,
                self._newcomer,
                wait_s=wait_s,
                what_if=self._what_if,
                tell=status.update,
            )
            if ready:
                self._keep(self._newcomer)
                await self._check(self._newcomer)

    async def _found(self) -> Newcomer:
        from shared.app import app as current
        from shared.cli import output
        from shared.setup.checklist import Outcome
        from shared.setup.onboarding import Newcomer

        tenant = await current().reception.tenant(self._wanted.domain, self._cloud())
        if tenant.domain == tenant.tenant_id:
            output.fail("Name one of the tenant's domains; its id alone is no name for people.")
        text = f"{tenant.domain} is the tenant {tenant.tenant_id}"
        self._checklist.note("tenant", Outcome.ALREADY_SO, text)
        return Newcomer(tenant, self._auth(tenant))

    def _cloud(self) -> Cloud | None:
        from shared.cli import output
        from shared.tenants import Cloud

        if self._wanted.cloud is None:
            return None
        known = {one.value: one for one in Cloud}
        if self._wanted.cloud not in known:
            output.fail(f"There is no cloud {self._wanted.cloud!r}; there are: {', '.join(known)}.")
        return known[self._wanted.cloud]

    def _auth(self, tenant: Tenant) -> Auth:
        from shared.app import app as current
        from shared.setup.onboarding import how_the_app_signs_in

        wanted = self._wanted
        if wanted.certificate is None and wanted.identity is None:
            # Who is served already goes on as it is; the others are as one of those.
            served = current().desk.configured(tenant.tenant_id)
            return how_the_app_signs_in([served] if served else current().tenants, wanted.client_id)
        return self._auth_as_said()

    def _auth_as_said(self) -> Auth:
        """How an app that serves nobody yet signs in."""
        from pydantic import ValidationError

        from shared.cli import output
        from shared.tenants import Auth

        wanted = self._wanted
        said = "--identity" if wanted.certificate is None else "--certificate"
        if wanted.client_id is None:
            output.fail(f"{said} says how an app signs in; say which by --client-id.")
        if wanted.certificate is not None and wanted.identity is not None:
            output.fail("An app signs in by --certificate or by --identity; give one.")
        try:
            return Auth.model_validate({"clientId": wanted.client_id, **self._proof()})
        except ValidationError:
            output.fail("--client-id and --identity take an id, as Azure shows it; check them.")

    def _proof(self) -> dict[str, str]:
        """What tenants.yaml says of that which proves the app."""
        from shared.app import app as current
        from shared.setup.keepers import keeper

        if self._wanted.certificate is None:
            return {"method": "federated", "identityClientId": self._wanted.identity or ""}
        kept = keeper(current().settings, current().clock.now(), *self._wanted.certificate)
        return {"method": "certificate", **kept.auth}

    def _keep(self, newcomer: Newcomer) -> None:
        from shared.app import app as current
        from shared.config import ConfigError
        from shared.setup import tenants_file
        from shared.setup.checklist import Outcome

        note = self._checklist.note
        if current().desk.configured(newcomer.tenant.tenant_id) is not None:
            note("tenants.yaml", Outcome.ALREADY_SO, "the tenant is in tenants.yaml")
        elif not self._write:
            note("tenants.yaml", Outcome.PERSON, "add the lines below, or use --write")
        elif self._what_if:
            note("tenants.yaml", Outcome.WOULD_DO, "the tenant is added at the end")
        else:
            folder, now = current().settings.config_dir, current().clock.now()
            try:
                kept = tenants_file.add(folder, newcomer.section, now)
            except ConfigError as error:
                note("tenants.yaml", Outcome.FAILED, str(error))
            else:
                before = f"; the file before is {kept.name}" if kept else ""
                note("tenants.yaml", Outcome.DONE, f"the tenant is added{before}")

    async def _check(self, newcomer: Newcomer) -> None:
        from shared.app import app as current
        from shared.setup.checklist import Outcome

        if self._what_if:
            return
        if newcomer.auth.method == "federated":
            text = "a managed identity signs in only in Azure; the nightly connection check tells"
            self._checklist.note("check", Outcome.PERSON, text)
            return
        fresh = any(
            (item.step, item.outcome) == ("exchange", Outcome.DONE)
            for item in self._checklist.items
        )
        report = await current().doctor.examine(newcomer.served, tell=self._tell)
        if report.ok:
            self._checklist.note("check", Outcome.DONE, "the app signs in and reads a mailbox")
            return
        found = report.diagnoses[0]
        if fresh:
            text = (
                f"not effective yet ({found.finding.code}); a new role takes up to an hour: then "
                f"`nightshift tenants check {newcomer.tenant.domain}`"
            )
            self._checklist.note("check", Outcome.PERSON, text)
        else:
            text = f"{found.finding.code}: {found.seen.what}. {found.fix}"
            self._checklist.note("check", Outcome.FAILED, text)

    def _told(self, item: Item) -> None:
        from shared.cli import output

        self._tell(f"Taking on: {item.step}")
        if not self._as_json:
            output.say(f"{item.outcome:<17} {item.step}: {item.text}")

    def show(self) -> None:
        """The end of the run, or all of it as JSON. Exit 1: a point did not end well."""
        from shared.cli import output

        if self._newcomer is None:
            raise RuntimeError("nothing was run yet")
        section = self._newcomer.section
        if self._as_json:
            items: list[Json] = [item.document() for item in self._checklist.items]
            output.print_json(
                {
                    "schema": "nightshift.tenants-add/1",
                    "tenant": self._newcomer.tenant.tenant_id,
                    "domain": self._newcomer.tenant.domain,
                    "whatIf": self._what_if,
                    "ok": self._checklist.ok,
                    "consentLink": self._link,
                    "items": items,
                    "tenantsYaml": section.text(),
                }
            )
        elif self._checklist.ok and not self._write:
            output.say(f"\nFor config/tenants.yaml, under `tenants:`\n\n{section.text()}")
        if not self._checklist.ok:
            raise typer.Exit(output.FAILED)
