"""Lists of Graph through Microsoft's own client: pages, counts, searches, and refusals."""

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from local.tenant.graph.kinds.user import USER
from tests.conformance.sdk_call import lost

pytestmark = pytest.mark.processes


def of_users(**query):
    parameters = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(**query)
    return RequestConfiguration(query_parameters=parameters)


def of_groups(**query):
    parameters = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters(**query)
    return RequestConfiguration(query_parameters=parameters)


def eventual(asked):
    asked.headers.add("ConsistencyLevel", "eventual")
    return asked


async def test_everybody_is_read_once_by_the_clients_own_paging(sdk):
    asked = of_users(select=["id", "userPrincipalName", "accountEnabled", "createdDateTime"])

    people = await sdk.everything(sdk.client.users, asked)

    assert len(people) == len({one.id for one in people}) == 256
    assert [one["status"] for one in sdk.calls("/users")] == [200, 200, 200]
    for one in people[::40]:
        held = sdk.person(one.user_principal_name)["user"]
        assert one.account_enabled is held["accountEnabled"]
        assert one.created_date_time.isoformat() == held["createdDateTime"].replace("Z", "+00:00")
        assert one.department is None


async def test_all_that_is_known_of_people_is_known_to_the_client(sdk):
    asked = of_users(select=[*USER.readers], top=60)

    answer = await sdk.client.users.get(request_configuration=asked)

    assert len(answer.value) == 60
    assert lost(sdk.documents[-1], answer) == set()


async def test_a_small_page_has_a_link_that_keeps_what_was_asked(sdk):
    asked = of_users(
        select=["userPrincipalName"],
        filter="startswith(displayName,'A')",
        orderby=["displayName"],
        count=True,
        top=3,
    )

    first = await sdk.client.users.get(request_configuration=eventual(asked))
    people = await sdk.everything(sdk.client.users, asked)

    assert len(first.value) == 3
    assert first.odata_count == len(people) > 3
    assert [one.id for one in people] == [None] * len(people)
    names = [sdk.person(one.user_principal_name)["user"]["displayName"] for one in people]
    assert names == sorted(names, key=str.casefold)
    assert {name[0] for name in names} == {"A"}


async def test_a_count_is_given_to_those_who_accept_that_it_is_late(sdk):
    asked = eventual(RequestConfiguration())

    number = await sdk.client.users.count.get(request_configuration=asked)
    with pytest.raises(ODataError) as caught:
        await sdk.client.users.count.get()

    assert number == 256
    assert caught.value.error.code == "Request_BadRequest"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"search": '"displayName:serv"'}, id="search"),
        pytest.param({"filter": "endswith(mail,'@contoso.com')", "count": True}, id="ends-with"),
        pytest.param({"filter": "not(securityEnabled eq true)", "count": True}, id="not"),
    ],
)
async def test_an_advanced_question_needs_its_header(sdk, query):
    with pytest.raises(ODataError) as caught:
        await sdk.client.groups.get(request_configuration=of_groups(**query))
    answer = await sdk.client.groups.get(request_configuration=eventual(of_groups(**query)))

    assert caught.value.response_status_code == 400
    assert caught.value.error.code == "Request_UnsupportedQuery"
    assert 0 < len(answer.value) < 36


async def test_a_relation_is_filtered_by_the_type_of_what_it_leads_to(sdk):
    [leaver] = sdk.pick("leaver")

    mixed = await sdk.user(leaver).member_of.get()
    groups = await sdk.user(leaver).member_of.graph_group.get()

    assert {type(one).__name__ for one in mixed.value} == {"Group"}
    assert [one.id for one in groups.value] == [one.id for one in mixed.value]


async def test_somebody_expanded_comes_with_their_manager(sdk):
    [leaver] = sdk.pick("leaver")
    alone = await sdk.user(leaver).manager.get()

    asked = of_users(filter=f"userPrincipalName eq '{leaver}'", expand=["manager"])
    [found] = (await sdk.client.users.get(request_configuration=asked)).value

    assert type(found.manager).__name__ == "User"
    assert found.manager.id == alone.id


async def test_a_filter_takes_a_doubled_quote_as_text(sdk):
    asked = of_users(filter="displayName eq 'O''Neil'")

    assert (await sdk.client.users.get(request_configuration=asked)).value == []


@pytest.mark.parametrize(
    "name",
    ["ghost@contoso.com", "o'neil@contoso.com", "o_fabrikam.com#EXT#@contoso.com", "x" * 300],
)
async def test_nobody_is_the_clients_own_error(sdk, name):
    with pytest.raises(ODataError) as caught:
        await sdk.user(name).get()

    error = caught.value.error
    assert (caught.value.response_status_code, error.code) == (404, "Request_ResourceNotFound")
    assert error.message.startswith(f"Resource '{name}' does not exist")
    assert error.inner_error.request_id == caught.value.response_headers["request-id"]
    assert error.inner_error.date is not None
