"""Which service a path belongs to."""

from local.tenant.entra import device_page, managed_identity
from local.tenant.entra import endpoint as entra
from local.tenant.exchange import endpoint as exchange
from local.tenant.graph import endpoint as graph
from local.tenant.keyvault import endpoint as keyvault
from local.tenant.messages import Answer, Request
from local.tenant.reports import place
from local.tenant.world import World


def answer(world: World, request: Request) -> Answer:
    """The answer of the service that owns the path."""
    match request.segments[0].casefold() if request.segments else "":
        case "adminapi":
            return exchange.answer(world, request)
        case "v1.0" | "beta":
            return graph.answer(world, request)
        case "secrets" | "certificates":
            return keyvault.answer(world, request)
        case "data":
            return place.answer(world, request)
        case "msi":
            return managed_identity.answer(world, request)
        case "metadata":
            return managed_identity.of_machine(world, request)
        case "devicelogin":
            return device_page.answer(world, request)
        case _:
            return entra.answer(world, request)


def is_batch(request: Request) -> bool:
    """Whether *request* carries others; somebody below may have the same name."""
    segments = [one.casefold() for one in request.segments]
    root = segments[:3] if segments[:1] == ["adminapi"] else segments[:1]
    return segments == [*root, "$batch"] and request.method == "POST" and not request.part


def denial(world: World, request: Request) -> Answer | None:
    """The answer to a batch whose sender may send none; its parts are checked by themselves."""
    if request.segments[0].casefold() == "adminapi":
        return exchange.denial(world, request)
    return graph.denial(world, request)


def most_parts(world: World, request: Request) -> int:
    """How many parts the batch *request* may have."""
    if request.segments[0].casefold() == "adminapi":
        return exchange.most_parts(world, request)
    return graph.MOST_PARTS


def refused(why: str) -> Answer:
    """The 400 for a batch that is none."""
    return Answer.of(400, {"error": {"code": "BadRequest", "message": why}})
