"""
A program `az` that stands on the path and answers as Microsoft's does.

What it prints for `az account get-access-token` is what version 2.7x prints, to the last member.
On Windows the program is `az.cmd`; this one is for systems that read a first line `#!`.
"""

import json
import os
import sys
from pathlib import Path

from local.tenant.state.clients import EXCHANGE, GRAPH, Client
from local.tenant.tenant import Tenant
from local.tenant.world import World

_TOKENS = "az-tokens.json"
_PROGRAM = """#!{python} -I
import json, sys, time
from pathlib import Path

command, told = sys.argv[1:5], dict(zip(sys.argv[5::2], sys.argv[6::2], strict=True))
if command != ["account", "get-access-token", "--output", "json"]:
    sys.exit(f"ERROR: '{{' '.join(sys.argv[1:])}}' is misspelled or not recognized by the system.")
held = Path(__file__).with_name("{tokens}")
if not held.exists():
    sys.exit("ERROR: Please run 'az login' to setup account.")
until = int(time.time()) + 3599
tenant, resource = told.pop("--tenant"), told.pop("--resource")
assert not told, told
print(json.dumps({{
    "accessToken": json.loads(held.read_text())[tenant][resource],
    "expiresOn": time.strftime("%Y-%m-%d %H:%M:%S.000000", time.localtime(until)),
    "expires_on": until,
    "subscription": "00000000-1111-2222-3333-444444444444",
    "tenant": tenant,
    "tokenType": "Bearer",
}}, indent=2))
"""


def signed_in(folder: Path, world: World, tenant: Tenant, client: Client) -> None:
    """`az` is first on the path, signed in as the service principal *client*."""
    tokens = {place: world.mint(tenant, place, client=client) for place in (EXCHANGE, GRAPH)}
    (folder / _TOKENS).write_text(json.dumps({tenant.tenant_id: tokens}))
    signed_out(folder)


def signed_out(folder: Path) -> None:
    """`az` is first on the path."""
    program = folder / "az"
    program.write_text(_PROGRAM.format(python=sys.executable, tokens=_TOKENS))
    program.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
