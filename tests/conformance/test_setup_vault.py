"""Set-up keeps an app's certificate in the vault, through Microsoft's own client, over TLS."""

from contextlib import ExitStack

import pytest
from azure.identity.aio import ClientSecretCredential, ManagedIdentityCredential

from shared.config import ConfigError
from shared.identity.certificates import of_vault
from shared.identity.vault import Kept
from shared.setup.certificate_in_vault import CertificateInVault
from shared.setup.checklist import Outcome
from shared.setup.registration import Registration
from tests.conformance.identity import entrance, on_app_service, with_secret
from tests.conformance.vault import Vault

pytestmark = pytest.mark.processes
APP = Registration("object", "77777777-2222-3333-4444-555555555555", "Nightshift", "AzureADMyOrg")


@pytest.fixture
def exit_stack():
    with ExitStack() as stack:
        yield stack


def keeper(entry, credential):
    options = {"connection_verify": str(entry.served.ca)}
    return CertificateInVault(entry.served.origin, "nightshift", credential, True, options)


def as_app(entry, **other):
    app = entry.client("app")
    given = (entry.tenant["tenantId"], app["clientId"], other.get("secret", app["clientSecret"]))
    return lambda: ClientSecretCredential(*given, **entry.settings)


async def test_the_certificate_is_made_once_and_its_key_is_what_signs_in(fresh, exit_stack):
    entry = exit_stack.enter_context(entrance(fresh))
    vault = keeper(entry, as_app(entry))

    would = await vault.certificate(APP, what_if=True)
    made = await vault.certificate(APP, what_if=False)
    again = await vault.certificate(APP, what_if=False)

    assert (would.outcome, would.value) == (Outcome.WOULD_DO, None)
    assert (made.outcome, again.outcome) == (Outcome.DONE, Outcome.ALREADY_SO)
    assert made.value == again.value
    kept = Vault(entry, exit_stack, with_secret(entry)).secrets.get_secret("nightshift")
    usable = Kept(kept.name, kept.value, kept.properties.content_type)
    assert of_vault(usable, made.value.not_valid_before_utc).subject == made.value


async def test_who_may_make_none_there_is_told_the_role(fresh, exit_stack, monkeypatch):
    entry = exit_stack.enter_context(entrance(fresh))
    on_app_service(entry, monkeypatch)
    reader, ca = entry.client("reader")["clientId"], str(fresh.ca)
    vault = keeper(entry, lambda: ManagedIdentityCredential(client_id=reader, connection_verify=ca))

    with pytest.raises(ConfigError, match="Key Vault Certificates Officer"):
        await vault.certificate(APP, what_if=False)


async def test_who_is_not_signed_in_to_azure_is_told_how(fresh, exit_stack):
    entry = exit_stack.enter_context(entrance(fresh))
    vault = keeper(entry, as_app(entry, secret="guessed"))

    with pytest.raises(ConfigError, match="az login"):
        await vault.certificate(APP, what_if=False)
