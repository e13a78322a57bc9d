"""How Exchange Online says no: status, code, the name of the exception, the form of the body."""

from dataclasses import replace

from shared.exchange import native
from shared.exchange.native import Query
from shared.selftest.asking import NOBODY, run, run_unchecked
from shared.selftest.probe import Probe, Scene, of_exchange
from shared.web.request import Request

_NO_NOUN = "NightshiftSelftest"  # no cmdlet is about it


def _native_nobody(scene: Scene) -> Request:
    steps = ["Mailbox", NOBODY]
    return native.read(
        scene.organization, "Get-EXOMailbox", steps, Query(), request_id=scene.new_id()
    )


def _wrong_tenant(scene: Scene) -> Request:
    """The token of one tenant, the address of another that does not exist."""
    request = run(scene, "Get-OrganizationConfig")
    other = "00000000-0000-4000-8000-00000000beef"
    return replace(request, url=request.url.replace(scene.organization.tenant_id, other))


PROBES: tuple[Probe, ...] = (
    of_exchange(
        "missing object",
        "which status and exception a missing object gives",
        lambda scene: run(scene, "Get-Mailbox", Identity=NOBODY),
    ),
    of_exchange("missing object, native read", "the same for a native read", _native_nobody),
    of_exchange(
        "unknown cmdlet",
        "how a cmdlet that does not exist is told from one that is not allowed",
        lambda scene: run_unchecked(scene, f"Get-{_NO_NOUN}"),
    ),
    of_exchange(
        "unknown parameter",
        "what a parameter that does not exist is told",
        lambda scene: run_unchecked(scene, "Get-Mailbox", NightshiftSelftest="x"),
    ),
    of_exchange(
        "beginning of a parameter's name",
        "whether names of parameters may be cut short",
        lambda scene: run_unchecked(scene, "Get-Mailbox", Identit=scene.mailbox),
    ),
    of_exchange(
        "wrong member of an enumeration",
        "what a value that is none of an enumeration's is told",
        lambda scene: run_unchecked(scene, "Get-Recipient", RecipientTypeDetails="Nightshift"),
    ),
    of_exchange(
        "beginning of a member of an enumeration",
        "whether values of an enumeration may be cut short",
        lambda scene: run_unchecked(
            scene, "Get-Recipient", RecipientTypeDetails="UserMailbo", ResultSize=1
        ),
    ),
    of_exchange(
        "broken filter",
        "what a filter that cannot be parsed is told",
        lambda scene: run(scene, "Get-Mailbox", Filter="DisplayName -eq", ResultSize=1),
    ),
    of_exchange(
        "another tenant's address", "that a token opens its own tenant alone", _wrong_tenant
    ),
)
