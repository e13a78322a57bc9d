"""`/secrets…`. Source: Key Vault REST reference, Secrets."""

from dataclasses import replace

from local.tenant.keyvault import refusals
from local.tenant.keyvault.call import Call, attributes, labelled, named
from local.tenant.keyvault.roles import Action
from local.tenant.keyvault.vault import Secret, Version
from local.tenant.messages import Answer, Document


def answer(call: Call, rest: tuple[str, ...]) -> Answer:
    """A secret, its versions, or all names; one set or labelled anew. Raises: VaultRefusal."""
    match call.request.method, rest:
        case "GET", ():
            return _listed(call)
        case "GET", (name, "versions"):
            return _versions(call, named(name))
        case "GET", (name, *version):
            return _read(call, named(name), version[0] if version else None)
        case "PUT", (name,):
            return _set(call, named(name))
        case "PATCH", (name, version):
            return _label(call, named(name), version)
        case _:
            raise refusals.VaultRefusal(405, "MethodNotAllowed", "The operation is not supported.")


def _read(call: Call, name: str, version: str | None) -> Answer:
    call.require(Action.GET_SECRET)
    found = _found(call, name, version)
    if not found.secret.enabled:
        raise refusals.disabled()
    return Answer.of(200, {"value": found.secret.value, **_about(call, name, found)})


def _set(call: Call, name: str) -> Answer:
    call.require(Action.SET_SECRET)
    if call.vault.is_certificate(name):
        raise refusals.managed(name)
    given = call.body()
    value, kind = given.get("value"), given.get("contentType")
    if not isinstance(value, str):
        raise refusals.bad_parameter("Property value has invalid value")
    secret = labelled(Secret(value, kind if isinstance(kind, str) else None), given)
    made = call.vault.put(name, secret, call.now)
    return Answer.of(200, {"value": value, **_about(call, name, made)})


def _label(call: Call, name: str, version: str) -> Answer:
    call.require(Action.UPDATE_SECRET)
    found = _found(call, name, version)
    given = call.body()
    secret = labelled(found.secret, given)
    if isinstance(kind := given.get("contentType"), str):
        secret = replace(secret, content_type=kind)
    found.secret, found.updated = secret, call.now
    return Answer.of(200, _about(call, name, found))


def _versions(call: Call, name: str) -> Answer:
    call.require(Action.SECRETS_METADATA)
    versions = call.vault.names.get(name.casefold(), [])
    return call.page((_about(call, name, one) for one in versions), f"secrets/{name}/versions")


def _listed(call: Call) -> Answer:
    call.require(Action.SECRETS_METADATA)
    rows = (
        _about(call, name, versions[-1]) | {"id": call.place("secrets", name)}
        for name, versions in sorted(call.vault.names.items())
    )
    return call.page(rows, "secrets")


def _found(call: Call, name: str, version: str | None) -> Version:
    found = call.vault.find(name, version)
    if found is None:
        raise refusals.not_found("Secret", name)
    return found


def _about(call: Call, name: str, version: Version) -> Document:
    secret = version.secret
    told: Document = {
        "id": call.place("secrets", name, version.id),
        "attributes": attributes(version),
        "tags": {**secret.tags},
    }
    if secret.content_type:
        told["contentType"] = secret.content_type
    if secret.certificate is not None:
        told |= {"kid": call.place("keys", name, version.id), "managed": True}
    return told
