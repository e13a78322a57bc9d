"""nightshift setup: the app's registration, a managed identity's grants, the role groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, TenantName, WhatIf
from shared.cli.setting_up import SetUp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.rights.roles import Choice
    from shared.setup.certificate import Keeper
    from shared.setup.grants import Principal
    from shared.setup.service import Serving, Setup
    from shared.tenants import Role
    from shared.web.request import Json

app = typer.Typer(
    help="Set up the app, a managed identity or the role groups, with your own sign-in.",
    no_args_is_help=True,
)

For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        help="What the identity is for: reader or operator; both if not said.",
        metavar="ROLE",
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        help="Also grant this permission, by which the app could raise its own rights.",
        metavar="PERMISSION",
    ),
]


@app.command("app")
def set_up_app(
    certificate: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Where its certificate is kept: `local FILE` (.pem or .pfx) or `vault NAME`.",
            metavar="WHERE NAME",
        ),
    ] = None,
    trust_identity: Annotated[
        str | None,
        typer.Option(
            help="The managed identity that vouches for it instead, by its object (principal) id.",
            metavar="OBJECT_ID",
        ),
    ] = None,
    tenant: TenantName = None,
    name: Annotated[str, typer.Option(help="The name of the app registration.")] = "Nightshift",
    client_id: Annotated[
        str | None, typer.Option(help="The registration to use, where its name is not enough.")
    ] = None,
    multi_tenant: Annotated[
        bool, typer.Option("--multi-tenant", help="Other tenants may consent to the app.")
    ] = False,
    purpose: For = None,
    allow: Allow = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """
    Register the app, what proves it, its permissions, consent, and enroll it in Exchange.

    It can be run again: what is as it should be is found so. Exit 1: a point failed or is unknown.
    """
    from shared.cli import output
    from shared.setup.registration import Wish

    serving = _serving(purpose, allow)
    if trust_identity is not None:
        _require_id(trust_identity)
    keeper = _keeper(*certificate) if certificate else None
    wish = Wish(name, client_id, multi_tenant)

    async def work(setup: Setup) -> tuple[str | None, Principal | None]:
        voucher = await setup.voucher(trust_identity) if trust_identity else None
        if trust_identity and voucher is None:
            return None, None
        return await setup.app(wish, keeper, serving, voucher), voucher

    run = SetUp("setup app", tenant, what_if=what_if, as_json=as_json)
    made, voucher = output.run(run.through(work))
    section = run.section(made, _auth(keeper, voucher), serving.roles)
    run.show({"clientId": made, "tenantsYaml": section.text()}, section)


@app.command()
def identity(
    purpose: Annotated[str, typer.Option("--for", help="reader or operator.", metavar="ROLE")],
    client_id: Annotated[str | None, typer.Option(help="The identity's client id.")] = None,
    object_id: Annotated[
        str | None, typer.Option(help="Its object id (principal id), in place of the client id.")
    ] = None,
    tenant: TenantName = None,
    allow: Allow = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Grant a managed identity what it needs, and enroll it in Exchange. Exit 1: a point failed."""
    from shared.cli import output

    if (client_id is None) == (object_id is None):
        output.fail("Say which identity: either --client-id or --object-id.")
    serving = _serving([purpose], allow)

    async def work(setup: Setup) -> str | None:
        return await setup.identity(client_id, object_id, serving)

    run = SetUp("setup identity", tenant, what_if=what_if, as_json=as_json)
    made = output.run(run.through(work))
    section = run.section(made, {"method": "managed-identity"}, serving.roles)
    run.show({"clientId": made, "tenantsYaml": section.text()}, section)


@app.command()
def roles(
    tenant: TenantName = None,
    purpose: For = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Make the role groups, with the fewest roles that serve their cmdlets. Exit 1: not made."""
    from shared.cli import output

    serving = _serving(purpose, None)

    async def work(setup: Setup) -> Mapping[Role, Choice]:
        return await setup.role_groups(serving.roles)

    run = SetUp("setup roles", tenant, what_if=what_if, as_json=as_json)
    chosen = output.run(run.through(work))
    if not as_json:
        for role, choice in chosen.items():
            rows = [(name, ", ".join(held) or "none") for name, held in choice.serving.items()]
            output.print_table(f"What the {role} runs", ("cmdlet", "management role"), rows)
    run.show({"roles": {str(role): _choice(choice) for role, choice in chosen.items()}})


def _serving(purpose: list[str] | None, allow: list[str] | None) -> Serving:
    from shared.cli import output
    from shared.rights.needs import RAISES_ITS_RIGHTS
    from shared.setup.service import Serving
    from shared.tenants import Role

    known = {role.value: role for role in Role}
    if unknown := [one for one in purpose or () if one not in known]:
        output.fail(f"--for is reader or operator, not {unknown[0]!r}.")
    allowed = tuple(dict.fromkeys(allow or ()))
    if wrong := [one for one in allowed if one not in RAISES_ITS_RIGHTS]:
        names = ", ".join(sorted(RAISES_ITS_RIGHTS))
        output.fail(
            f"--allow takes no {wrong[0]}: what the code needs is granted anyway, and the rest is "
            f"of no use to it. It takes {names}."
        )
    served = tuple(role for role in Role if not purpose or role.value in purpose)
    return Serving(served, allowed)


def _require_id(text: str) -> None:
    """Ends the command when *text* is no id of an object."""
    from uuid import UUID

    from shared.cli import output

    try:
        UUID(text)
    except ValueError:
        output.fail(
            f"--trust-identity takes the object (principal) id of a managed identity, not {text!r}."
        )


def _auth(keeper: Keeper | None, voucher: Principal | None) -> dict[str, str]:
    """How the app signs in: without a secret, where an identity vouches for it."""
    if voucher is not None:
        return {"method": "federated", "identityClientId": voucher.client_id}
    return {"method": "certificate", **(keeper.auth if keeper else {})}


def _keeper(where: str, name: str) -> Keeper:
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError
    from shared.setup.keepers import keeper

    try:
        return keeper(current().settings, current().clock.now(), where, name)
    except ConfigError as error:
        output.fail(str(error))


def _choice(choice: Choice) -> dict[str, Json]:
    return {
        "roles": list(choice.roles),
        "cmdlets": {name: list(held) for name, held in choice.serving.items()},
        "unserved": list(choice.unserved),
    }
