"""What a request asks to be run: the envelope that InvokeCommand and the v2.0 endpoints share."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.tenant.exchange import refusals
from local.tenant.messages import Json, Request


@dataclass(frozen=True, slots=True)
class Command:
    """A cmdlet by the name the caller gave it, with parameters that nobody checked yet."""

    name: str
    parameters: Mapping[str, Json]


def command_of(request: Request) -> Command:
    """
    The command in the body of *request*.

    Raises:
        ExchangeRefusal: The body does not have the shape that was agreed.
        NotJson: It is no JSON object.

    """
    given = request.document().get("CmdletInput")
    if not isinstance(given, dict) or not isinstance(given.get("CmdletName"), str):
        raise refusals.bad_request("CmdletInput with a CmdletName is needed.")
    parameters = given.get("Parameters")
    if parameters is None:
        parameters = {}
    if not isinstance(parameters, dict):
        raise refusals.bad_request("Parameters must be an object.")
    return Command(str(given["CmdletName"]), parameters)
