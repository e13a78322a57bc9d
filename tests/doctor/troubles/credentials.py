"""Troubles of what the app signs in with, and what Entra says to it."""

import os
from contextlib import contextmanager

from azure.core.exceptions import HttpResponseError, ServiceRequestError

from shared.identity.certificates import of_file
from shared.identity.credentials import AzureCredentials
from tests.doctor.keys import certificate, pfx
from tests.doctor.troubles.trouble import STRANGER, refused_by_entra, trouble
from tests.doctor.visits import Visits

refused_by_entra("mfa-demanded", 50076, 50079)
refused_by_entra("conditional-access", 53003, 53000)
refused_by_entra("consent-missing", 65001)
refused_by_entra("certificate-unknown", 700027)
refused_by_entra("wrong-cloud", 900382)
refused_by_entra("federation-not-trusted", 70021, 700213)
refused_by_entra("federation-not-allowed", 700236)
refused_by_entra("password-wrong", 50126)
refused_by_entra("user-unknown", 50034)
refused_by_entra("sign-in-expired", 700082, 50173)
refused_by_entra("sign-in-declined", 70018)
refused_by_entra("redirect-mismatch", 50011, 7000218)
refused_by_entra("clock-skew", 700024)
refused_by_entra("unexplained", 99999999)


@trouble("no-credential")
async def nobody_signed_in_to_the_azure_cli(visits: Visits) -> None:
    path = os.environ["PATH"]
    os.environ["PATH"] = str(visits.folder)
    visits.servers.callback(os.environ.__setitem__, "PATH", path)
    visits.configure(auth={"operator": {"method": "azure-cli"}})
    visits.credentials = AzureCredentials(visits.app().settings, visits.clock)


@trouble("no-credential")
async def nobody_at_the_terminal_to_sign_in(visits: Visits) -> None:
    visits.configure(auth={"operator": {"method": "interactive"}})
    visits.credentials = AzureCredentials(
        visits.app().settings, visits.clock, attended=lambda: False
    )


@trouble("certificate-expired")
async def a_certificate_that_ran_out(visits: Visits) -> None:
    visits.use_certificate(starts=-365, days=364)


@trouble("certificate-not-yet-valid")
async def a_certificate_of_next_week(visits: Visits) -> None:
    visits.use_certificate(starts=7)


@trouble("certificate-ends-soon")
async def a_certificate_of_this_month(visits: Visits) -> None:
    visits.use_certificate(days=20)


@trouble("certificate-unknown")
async def a_certificate_that_was_never_registered(visits: Visits) -> None:
    visits.use_certificate(known=False)


@trouble("certificate-unreadable")
async def a_certificate_that_is_none(visits: Visits) -> None:
    visits.use_certificate()
    (visits.folder / "app.pfx").write_bytes(b"not a certificate")


@trouble("certificate-unreadable")
async def a_certificate_that_is_not_there(visits: Visits) -> None:
    visits.use_certificate()
    (visits.folder / "app.pfx").unlink()


@trouble("certificate-wrong-password")
async def a_password_of_another_file(visits: Visits) -> None:
    visits.use_certificate()
    now = visits.clock.now()
    file = pfx(visits.folder / "app.pfx", certificate(now, 365), "the right one")

    async def certificates(tenant, auth):
        return of_file(file, "the wrong one", now)

    visits.certificates = certificates


@trouble("vault-lacks-it")
async def a_certificate_without_a_vault(visits: Visits) -> None:
    auth = {"method": "certificate", "clientId": visits.client.client_id, "certificate": "app"}
    visits.configure(auth={"operator": auth})
    visits.credentials = AzureCredentials(visits.app().settings, visits.clock)


@trouble("host-refuses")
async def a_vault_that_nobody_reaches(visits: Visits) -> None:
    error = ServiceRequestError("Cannot connect to host contoso.vault.azure.net:443")
    visits.credentials = _Failing(error)
    visits.certificates = _Failing(error).make


class _Failing:
    """Whatever is asked for a credential fails with *error*."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def make(self, tenant, auth):
        raise self._error


@trouble("vault-refuses")
async def a_vault_that_does_not_know_us(visits: Visits) -> None:
    visits.credentials = _Forbidden()


class _Forbidden:
    """Credentials whose certificate is in a vault that may not be read."""

    async def make(self, tenant, auth):
        with _as_the_vault_does():
            error = HttpResponseError("Forbidden")
            error.status_code = 403
            raise error


@contextmanager
def _as_the_vault_does():
    from shared.identity.vault import _plainly  # noqa: PLC0415 - its words are what is tested

    with _plainly("'app'", "https://contoso.vault.azure.net", "Key Vault Secrets User"):
        yield


@trouble("app-unknown")
async def a_client_id_of_nobody(visits: Visits) -> None:
    auth = {"method": "managed-identity", "clientId": STRANGER}
    visits.configure(auth={"operator": auth})


@trouble("app-disabled")
async def an_app_that_is_switched_off(visits: Visits) -> None:
    visits.client.disabled = True


@trouble("secret-wrong")
async def a_secret_of_another_app(visits: Visits) -> None:
    visits.credentials.secret = "not the one"


@trouble("secret-expired")
async def a_secret_that_ran_out(visits: Visits) -> None:
    visits.client.secret_expires = visits.clock.now()


@trouble("resource-unknown")
async def a_service_that_the_tenant_lacks(visits: Visits) -> None:
    visits.credentials.scope = "https://nowhere.example/.default"


@trouble("throttled")
async def an_entra_that_has_had_too_much(visits: Visits) -> None:
    await visits.fault("status", status=429, path="/oauth2/v2.0/token", body=_BUSY)


_BUSY = '{"error_description": "temporarily_unavailable: AADSTS90055"}'
