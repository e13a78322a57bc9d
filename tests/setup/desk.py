"""A tenant, an admin at a desk before it, and the command that sets up."""

import json
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from rich.console import Console
from typer.testing import CliRunner

from local.tenant.state.clients import EXCHANGE, GRAPH
from local.tenant.state.roles import RoleAssignment, assignment_id
from shared.app import app_is
from shared.cli import output
from shared.setup import certificate_file
from tests.harness import House

GLOBAL = 2  # Global and Exchange Administrator


@cache
def one_key():
    """A key for all tests: making one takes longer than most of them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class SetUpDesk:
    """What an admin does at a prompt, and what the tenant is afterwards."""

    def __init__(self, folder, monkeypatch, person=GLOBAL, tenants=1):
        self.folder = folder
        self.house = House(folder, tenants=tenants)
        self.tenant = self.house.tenant
        self.admin = self.house.sign_in(person)
        monkeypatch.setattr(output, "_screen", Console(width=500))
        monkeypatch.setattr(certificate_file, "_key", one_key)

    def give(self, index, role):
        principal = self.tenant.people.who(index).object_id
        made = assignment_id(self.tenant.tenant_id, principal, role)
        self.tenant.roles.grant(RoleAssignment(made, principal, role, index))

    def run(self, command, *arguments):
        with app_is(self.house.app):
            return CliRunner().invoke(command, arguments, terminal_width=200)

    def json(self, command, *arguments):
        told = self.run(command, *arguments, "--json")
        assert told.stdout, told.stderr
        return told.exit_code, json.loads(told.stdout)

    def written(self):
        """Every write that reached the tenant since the last look."""
        entries = list(self.house.world.journal.since(getattr(self, "_seen", 0)))
        self._seen = entries[-1].number if entries else getattr(self, "_seen", 0)
        return [
            one.cmdlet or f"{one.method} {one.path}"
            for one in entries
            if not (one.cmdlet or "Get-").startswith("Get-")
            or (one.cmdlet is None and one.method != "GET" and not one.path.endswith("$batch"))
        ]

    def registrations(self, name="Nightshift"):
        return [one for one in self.tenant.directory.applications.registrations if one.name == name]

    def client(self, client_id):
        return self.tenant.client(client_id)

    def granted(self, client_id):
        client = self.client(client_id)
        return client.grants.get(EXCHANGE, ()), client.grants.get(GRAPH, ())

    def group(self, name):
        return self.tenant.role_groups.groups.get(name.casefold())


def outcomes(document):
    return {item["outcome"] for item in document["items"]}


def texts(document, outcome):
    return [item["text"] for item in document["items"] if item["outcome"] == outcome]
