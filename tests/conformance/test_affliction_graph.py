"""Graph through `affliction`, every call of it that the local tenant knows."""

import pytest
from affliction.base import MicrosoftApiException

pytestmark = pytest.mark.processes


def group(them, name):
    return next(one for one in them.graph.get_groups() if one["displayName"] == name)


def test_everybody_is_listed_once_with_all_that_the_client_asks_for(them):
    people = them.graph.get_users()

    assert len(people) == len({one["id"] for one in people}) == 256
    for one in people:
        held = them.person(one["userPrincipalName"])["user"]
        assert one == {name: held[name] for name in one}
        synced = one["onPremisesSyncEnabled"] is True
        assert (one["onPremisesSamAccountName"] is not None) is synced
    assert sum(one["onPremisesSyncEnabled"] is True for one in people) == 5


def test_one_person_is_found_by_name_and_by_id(them):
    [leaver] = them.pick("leaver")

    by_name = them.graph.get_user(leaver)
    by_id = them.graph.get_user(by_name["id"])

    assert by_name["userPrincipalName"] == leaver
    assert by_id == by_name
    assert by_name["identities"][0]["issuerAssignedId"] == leaver


@pytest.mark.parametrize("name", ["ghost@contoso.com", "o_fabrikam.com#EXT#@contoso.com"])
def test_nobody_is_the_clients_own_error(them, name):
    with pytest.raises(MicrosoftApiException) as caught:
        them.graph.get_user(name)

    error = caught.value.data["error"]
    assert error["code"] == "Request_ResourceNotFound"
    assert error["message"].startswith(f"Resource '{name}' does not exist")


def test_a_quote_in_a_name_is_doubled_as_odata_has_it(them):
    with pytest.raises(MicrosoftApiException) as caught:
        them.graph.get_user("o''neil@contoso.com")

    assert "Resource 'o'neil@contoso.com'" in caught.value.data["error"]["message"]


def test_licences_are_named_taken_and_given(them):
    [leaver] = them.pick("leaver")
    person = them.graph.get_user(leaver)
    them.graph.resolve_skus(person)
    product = person["assignedLicenses"][0]["skuPartNumber"]

    them.graph.change_licenses(leaver, remove_skus=[product])
    without = them.person(leaver)["licenses"]
    them.graph.change_licenses(leaver, add_skus=[product])

    assert product in {"SPE_E3", "SPE_E5", "SPE_F1"}
    assert without == []
    [given] = them.person(leaver)["licenses"]
    assert given == {"skuId": them.graph.reverse_skus_map()[product], "assignedByGroup": None}


def test_members_are_listed_added_and_removed(them):
    team = group(them, "Department Sales")
    members = {one["id"] for one in them.graph.get_group_members(team["id"])}
    outside = next(one["id"] for one in them.graph.get_users() if one["id"] not in members)

    added = them.graph.add_group_member(team["id"], outside)
    with_them = {one["id"] for one in them.graph.get_group_members(team["id"])}
    again = them.graph.add_group_member(team["id"], outside)
    removed = them.graph.remove_group_member(team["id"], outside)
    absent = them.graph.remove_group_member(team["id"], outside)

    assert (added, again, removed, absent) == (True, False, True, False)
    assert with_them == members | {outside}
    assert {one["id"] for one in them.graph.get_group_members(team["id"])} == members


def test_a_search_finds_groups_by_the_beginnings_of_words(them):
    names = [one["displayName"] for one in them.graph.get_groups()]

    found = [one["displayName"] for one in them.graph.search_groups("serv")]

    assert "On-premises File Server" in names
    assert found == ["On-premises File Server"]
    assert them.graph.search_groups("erver") == []


def test_a_search_without_its_header_is_refused(them):
    url = f'{them.graph.base_url}/groups?$search="displayName:x"'

    with pytest.raises(MicrosoftApiException) as caught:
        them.graph.get(url)  # the client adds the header only for parameters

    assert "ConsistencyLevel" in caught.value.data["error"]["message"]


def test_people_are_searched_too(them):
    person = them.graph.get_users()[7]
    word = person["displayName"].split()[0]

    found = them.graph.get_users(params={"$search": f'"displayName:{word}"'})

    assert person in found
    assert all(word in one["displayName"] for one in found)
    assert len(found) < 20


def test_the_initial_domain_is_found(them):
    assert them.graph.initial_domain()["id"] == "contoso.onmicrosoft.com"
    assert them.graph.resolve_sharepoint_online_hostname() == "contoso.sharepoint.com"


def test_applications_and_service_principals_are_found(them):
    exchange = "00000002-0000-0ff1-ce00-000000000000"
    principals = {one["appId"]: one["id"] for one in them.graph.get_service_principals()}

    assert {"app", "administrator"} <= {one["displayName"] for one in them.graph.get_apps()}
    assert them.graph.get_service_principal(app_id=exchange)["id"] == principals[exchange]
    assert [one["displayName"] for one in them.graph.search_apps("admin")] == ["administrator"]


@pytest.mark.parametrize(
    "call",
    ["whoami", "get_tenant_info", "managed_tenants", "create_group"],
)
def test_what_is_not_simulated_is_refused_aloud(them, call):
    with pytest.raises(MicrosoftApiException) as caught:
        getattr(them.graph, call)()

    assert "Resource not found for the segment" in caught.value.data["error"]["message"]
