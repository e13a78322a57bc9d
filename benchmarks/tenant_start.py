"""
How soon the local tenant listens and how much memory it takes, at rest and after full listings.

Unchanged people are computed when asked for, so neither figure may follow the number of mailboxes.
"""

import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
EXCHANGE = "https://outlook.office365.com/.default"
GRAPH = "https://graph.microsoft.com/.default"
ANCHOR = "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.onmicrosoft.com"


@dataclass(frozen=True, slots=True)
class Started:
    """A tenant that listens; `seconds` is from the start of the process to that moment."""

    pid: int
    origin: str
    authority: Path
    seconds: float

    def peak_mb(self) -> float:
        """The most memory the process has held so far (VmHWM, Linux)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        [peak] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
        return int(peak) / 1024


@contextmanager
def started(*options: str) -> Iterator[Started]:
    """A tenant in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "local.commands", "tenant", "--port", "0"]
        begun = time.monotonic()
        child = subprocess.Popen(
            [*command, "--directory", folder, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert child.stdout is not None
            origin = child.stdout.readline().partition(" on ")[2].partition(" ")[0]
            taken = time.monotonic() - begun
            yield Started(child.pid, origin, Path(folder) / "ca.pem", taken)
        finally:
            child.terminate()
            child.wait()


def list_everything(tenant: Started) -> int:
    """How many rows Graph and both surfaces of Exchange gave."""
    trust = ssl.create_default_context(cafile=str(tenant.authority))
    with httpx.Client(verify=trust, base_url=tenant.origin, timeout=60) as http:
        first = http.get("/_tenant/state").json()["tenants"][0]
        exchange = _signed(http, first, EXCHANGE) | {"X-AnchorMailbox": ANCHOR}
        root = f"/adminapi/beta/{first['tenantId']}"
        parameters = {"ResultSize": "Unlimited"}
        cmdlet = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": parameters}}
        rows = _listed(http, "GET", f"{root}/Mailbox?PropertySet=Quota", exchange)
        rows += _listed(http, "POST", f"{root}/InvokeCommand", exchange, cmdlet)
        return rows + _listed(http, "GET", "/v1.0/users?$top=999", _signed(http, first, GRAPH))


def _signed(http: httpx.Client, tenant: dict[str, Any], scope: str) -> dict[str, str]:
    app = next(one for one in tenant["clients"] if one["name"] == "app")
    form = {
        "grant_type": "client_credentials",
        "client_id": app["clientId"],
        "client_secret": app["clientSecret"],
        "scope": scope,
    }
    answer = http.post(f"/{tenant['tenantId']}/oauth2/v2.0/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def _listed(
    http: httpx.Client, method: str, url: str, headers: dict[str, str], body: object = None
) -> int:
    rows, place = 0, url
    while place:
        answer = http.request(method, place, headers=headers, json=body)
        answer.raise_for_status()
        page = answer.json()
        rows += len(page["value"])
        place = page.get("@odata.nextLink", "")
    return rows


def main() -> None:
    sizes = {
        "250 mailboxes": ("--mailboxes", "250"),
        "100,000 mailboxes": ("--mailboxes", "100000"),
        "200 tenants of 500": ("--tenants", "200", "--mailboxes", "500"),
    }
    for name, options in sizes.items():
        with started(*options) as tenant:
            print(f"tenant: {name:20}{tenant.seconds:6.2f} s  {tenant.peak_mb():6.0f} MB at start")
    with started(*sizes["100,000 mailboxes"]) as tenant:
        begun = time.monotonic()
        rows = list_everything(tenant)
        took = time.monotonic() - begun
        print(f"tenant: {rows:,} rows listed   {took:6.1f} s  {tenant.peak_mb():6.0f} MB after")


if __name__ == "__main__":
    main()
