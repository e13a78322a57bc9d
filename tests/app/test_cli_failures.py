"""What the command line says at the end of a call that failed."""

import ssl

import pytest
import typer

from shared.cli import output
from shared.web.errors import Call, Refused, ServiceError, Unreachable

TOKEN = Call("sign-in", "https://outlook.office365.com/.default")


class House:
    """An app with nothing to close."""

    async def close(self):
        pass


def untrusted() -> Unreachable:
    error = Unreachable(TOKEN, "not trusted", sent=False)
    error.__cause__ = ssl.CertificateError("no")
    error.__cause__.verify_code, error.__cause__.verify_message = 20, "no issuer"
    return error


async def failing(error: ServiceError):
    raise error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (Unreachable(TOKEN, "no route", sent=False), "It may pass"),
        (untrusted(), "Waiting does not help"),
        (Refused(TOKEN, "no such identity", status=400), "auth in tenants.yaml"),
        (Refused(TOKEN, "AADSTS700024: Client assertion is not", status=401), "by a time server"),
        (Refused(TOKEN, "AADSTS900382: Confidential Client", status=401), "Set `cloud` of the"),
        (Refused(TOKEN, "AADSTS700016: Application with", status=400), "clientId"),
    ],
)
def test_a_failure_ends_with_what_to_do(error, says, monkeypatch, capsys):
    monkeypatch.setattr(output, "app", House)

    with pytest.raises(typer.Exit) as ended:
        output.run(failing(error))

    *_, last = capsys.readouterr().err.splitlines()
    assert ended.value.exit_code == output.FAILED
    assert says in last


def test_a_token_of_no_use_is_not_blamed_on_how_it_was_got(monkeypatch, capsys):
    monkeypatch.setattr(output, "app", House)

    with pytest.raises(typer.Exit):
        output.run(failing(Refused(Call("sign-in", "contoso.com"), "it has no role")))

    assert "tenants.yaml" not in capsys.readouterr().err
