"""
`/certificates…`: the public part of certificates, making one, and import with the key.

Source: Key Vault REST reference, Certificates. The key is read as the secret of the same name.
"""

import base64

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from local.tenant.keyvault import refusals
from local.tenant.keyvault.call import Call, attributes, labelled, named
from local.tenant.keyvault.imported import Unreadable, imported
from local.tenant.keyvault.roles import Action
from local.tenant.keyvault.self_signed import BadPolicy, self_signed
from local.tenant.keyvault.vault import Version
from local.tenant.messages import Answer, Document


def answer(call: Call, rest: tuple[str, ...]) -> Answer:
    """The certificate, its versions, all names; one imported or labelled. Raises: VaultRefusal."""
    match call.request.method, rest:
        case "GET", ():
            return _listed(call)
        case "GET", (name, "versions"):
            return _versions(call, named(name))
        case "POST", (name, "create"):
            return _create(call, named(name))
        case "GET", (name, "pending"):
            return _pending(call, named(name))
        case "GET", (name, *version):
            return _read(call, named(name), version[0] if version else None)
        case "POST", (name, "import"):
            return _import(call, named(name))
        case "PATCH", (name, version):
            return _label(call, named(name), version)
        case _:
            raise refusals.VaultRefusal(405, "MethodNotAllowed", "The operation is not supported.")


def _read(call: Call, name: str, version: str | None) -> Answer:
    call.require(Action.READ_CERTIFICATE)
    return Answer.of(200, _bundle(call, name, _found(call, name, version)))


def _import(call: Call, name: str) -> Answer:
    call.require(Action.IMPORT_CERTIFICATE)
    if call.vault.find(name) and not call.vault.is_certificate(name):
        raise refusals.VaultRefusal(409, "Conflict", f"A secret with the name {name} exists.")
    given = call.body()
    value, password = given.get("value"), given.get("pwd")
    if not isinstance(value, str):
        raise refusals.bad_parameter("Property value has invalid value")
    try:
        secret = imported(value, password if isinstance(password, str) else None)
    except Unreadable as error:
        raise refusals.bad_parameter(str(error)) from error
    made = call.vault.put(name, labelled(secret, given), call.now)
    return Answer.of(200, _bundle(call, name, made))


def _create(call: Call, name: str) -> Answer:
    """A new version by the policy given, signed by itself: there once somebody asks again."""
    call.require(Action.CREATE_CERTIFICATE)
    if call.vault.find(name) and not call.vault.is_certificate(name):
        raise refusals.VaultRefusal(409, "Conflict", f"A secret with the name {name} exists.")
    given = call.body()
    try:
        secret = self_signed(given.get("policy"), call.now)
    except BadPolicy as error:
        raise refusals.bad_parameter(str(error)) from error
    call.vault.put(name, labelled(secret, given), call.now)
    return Answer.of(202, _operation(call, name) | {"status": "inProgress", "target": None})


def _pending(call: Call, name: str) -> Answer:
    call.require(Action.READ_CERTIFICATE)
    _found(call, name, None)
    return Answer.of(200, _operation(call, name))


def _operation(call: Call, name: str) -> Document:
    return {
        "id": call.place("certificates", name, "pending"),
        "issuer": {"name": "Self"},
        "cancellation_requested": False,
        "status": "completed",
        "target": call.place("certificates", name),
    }


def _label(call: Call, name: str, version: str) -> Answer:
    call.require(Action.UPDATE_CERTIFICATE)
    found = _found(call, name, version)
    found.secret, found.updated = labelled(found.secret, call.body()), call.now
    return Answer.of(200, _bundle(call, name, found))


def _versions(call: Call, name: str) -> Answer:
    call.require(Action.READ_CERTIFICATE)
    versions = call.vault.names.get(name.casefold(), [])
    rows = (_about(call, name, one) for one in versions if one.secret.certificate is not None)
    return call.page(rows, f"certificates/{name}/versions")


def _listed(call: Call) -> Answer:
    call.require(Action.READ_CERTIFICATE)
    rows = (
        _about(call, name, versions[-1]) | {"id": call.place("certificates", name)}
        for name, versions in sorted(call.vault.names.items())
        if call.vault.is_certificate(name)
    )
    return call.page(rows, "certificates")


def _found(call: Call, name: str, version: str | None) -> Version:
    found = call.vault.find(name, version)
    if found is None or found.secret.certificate is None:
        raise refusals.not_found("Certificate", name)
    return found


def _about(call: Call, name: str, version: Version) -> Document:
    certificate = load_der_x509_certificate(version.secret.certificate or b"")
    # SHA-1 is how certificates are named here, and proves nothing.
    print_ = base64.urlsafe_b64encode(certificate.fingerprint(SHA1())).rstrip(b"=")  # noqa: S303 - see above
    return {
        "id": call.place("certificates", name, version.id),
        "x5t": print_.decode(),
        "attributes": attributes(version),
        "tags": {**version.secret.tags},
        "subject": certificate.subject.rfc4514_string(),
    }


def _bundle(call: Call, name: str, version: Version) -> Document:
    certificate = load_der_x509_certificate(version.secret.certificate or b"")
    key = certificate.public_key()
    return _about(call, name, version) | {
        "kid": call.place("keys", name, version.id),
        "sid": call.place("secrets", name, version.id),
        "cer": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        "policy": {
            "id": call.place("certificates", name, "policy"),
            "key_props": {
                "exportable": True,
                "kty": "RSA",
                "key_size": getattr(key, "key_size", 0),
                "reuse_key": False,
            },
            "secret_props": {"contentType": version.secret.content_type},
            "x509_props": {"subject": certificate.subject.rfc4514_string()},
            "issuer": {"name": "Unknown"},
        },
    }
