"""A certificate of the app's registration: from Key Vault by name or thumbprint, or from a file."""

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import CertificateCredential

from shared.config import ConfigError
from shared.identity.certificates import Certificate, of_file, of_vault
from shared.identity.method import Ground
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """
    The app `clientId`, proven by its certificate.

    Raises:
        ConfigError: The certificate is missing, cannot be read, or is not valid now.

    """
    if auth.client_id is None:  # the model has seen to it
        raise ConfigError("certificate needs clientId, the app's")
    found = await certificate_of(ground, auth)
    return CertificateCredential(
        ground.tenant_id,
        auth.client_id,
        certificate_data=found.pem,
        authority=ground.authority,
        disable_instance_discovery=not ground.discovery,
    )


async def certificate_of(ground: Ground, auth: Auth) -> Certificate:
    """
    The certificate that *auth* names, with its key.

    Raises:
        ConfigError: As `credential` does.

    """
    if auth.certificate_file is None:
        name = auth.certificate or await ground.vault.named_by(auth.thumbprint or "")
        return of_vault(await ground.vault.secret(name), ground.now)
    password = None
    if auth.certificate_password_secret:
        password = (await ground.vault.secret(auth.certificate_password_secret)).value
    return of_file(auth.certificate_file, password, ground.now)
