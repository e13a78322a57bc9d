"""The organisation and its domains, in both services alike."""

from tests.tenant.graphing import read, rows, status


async def test_one_domain_is_initial_one_default_and_one_federated(caller):
    domains = await rows(caller, "/domains")
    named = {one["id"]: one for one in domains}
    accepted = await caller.rows("Get-AcceptedDomain")

    assert [one["id"] for one in domains if one["isInitial"]] == ["contoso.onmicrosoft.com"]
    assert [one["id"] for one in domains if one["isDefault"]] == ["contoso.com"]
    federated = [one["id"] for one in domains if one["authenticationType"] == "Federated"]
    assert federated == ["contoso-labs.com"]
    assert {one["DomainName"]: one["AuthenticationType"] for one in accepted} == {
        name: one["authenticationType"] for name, one in named.items()
    }


async def test_a_domain_is_read_by_its_name(caller):
    assert (await read(caller, "/domains/CONTOSO.com"))["isVerified"] is True
    assert await status(caller, "GET", "/domains/fabrikam.com") == 404


async def test_the_organisation_says_which_domains_are_its_own(caller):
    [organization] = await rows(caller, "/organization")

    assert organization["id"] == caller.tenant.tenant_id
    named = {one["name"]: one["type"] for one in organization["verifiedDomains"]}
    assert named["contoso-labs.com"] == "Federated"
    assert named["contoso.com"] == "Managed"
