"""How Key Vault says no. Source: Key Vault REST API error codes."""

from local.tenant.keyvault.roles import Action
from local.tenant.messages import Answer, Document


class VaultRefusal(Exception):
    """A request that is refused; `inner` is the code inside where there is one."""

    def __init__(self, status: int, code: str, message: str, inner: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.inner = inner

    def answer(self) -> Answer:
        """The refusal as it is sent."""
        error: Document = {"code": self.code, "message": str(self)}
        if self.inner:
            error["innererror"] = {"code": self.inner}
        return Answer.of(self.status, {"error": error})


def not_found(kind: str, name: str) -> VaultRefusal:
    """There is no such *kind*, `Secret` or `Certificate`, or not in that version."""
    text = f"A {kind.lower()} with (name/id) {name} was not found in this key vault."
    return VaultRefusal(404, f"{kind}NotFound", text)


def disabled() -> VaultRefusal:
    """The version may not be read."""
    text = "Operation get is not allowed on a disabled secret."
    return VaultRefusal(403, "Forbidden", text, "SecretDisabled")


def forbidden(app_id: str, action: Action) -> VaultRefusal:
    """No role of the caller has *action* in it."""
    text = (
        "Caller is not authorized to perform action on resource.\r\n"
        f"Caller: appid={app_id}\r\nAction: '{action}'\r\nAssignment: (not found)"
    )
    return VaultRefusal(403, "Forbidden", text, "ForbiddenByRbac")


def bad_parameter(why: str) -> VaultRefusal:
    """Something about the request cannot be."""
    return VaultRefusal(400, "BadParameter", why)


def managed(name: str) -> VaultRefusal:
    """The secret belongs to a certificate and changes with that alone."""
    text = f"The secret {name} is managed by a certificate and cannot be set directly."
    return VaultRefusal(409, "Conflict", text)
