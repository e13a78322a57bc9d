"""A person leaves, by calls of Microsoft's Graph client alone; and who may not be touched so."""

import pytest
from msgraph.generated.models.assigned_license import AssignedLicense
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.user import User
from msgraph.generated.users.item.assign_license.assign_license_post_request_body import (
    AssignLicensePostRequestBody,
)

pytestmark = pytest.mark.processes

REQUEST = "Request_BadRequest"


async def test_access_ends(sdk):
    [leaver] = sdk.pick("leaver")
    before = sdk.person(leaver)["user"]

    await sdk.user(leaver).patch(User(account_enabled=False))
    profile = PasswordProfile(
        password="Zq7!nine-lives.of.it", force_change_password_next_sign_in=True
    )
    await sdk.user(leaver).patch(User(password_profile=profile))
    revoked = await sdk.user(leaver).revoke_sign_in_sessions.post()

    after = sdk.person(leaver)["user"]
    assert revoked.value is True
    assert (before["accountEnabled"], after["accountEnabled"]) == (True, False)
    assert after["lastPasswordChangeDateTime"] > before["lastPasswordChangeDateTime"]
    assert after["signInSessionsValidFromDateTime"] > before["signInSessionsValidFromDateTime"]


async def test_every_way_of_signing_in_goes_and_the_default_one_last(sdk):
    leaver = await _with_several_methods(sdk)
    left, refusals = await _methods(sdk, leaver), list[tuple[int, str]]()

    while left and len(refusals) < 9:
        for one in left:
            try:
                await _collection(sdk, leaver, one).delete()
            except ODataError as error:
                refusals.append((error.response_status_code, error.error.message))
        left = await _methods(sdk, leaver)

    assert len(refusals) <= 1
    assert all("default authentication method" in text for _, text in refusals)
    assert {status for status, _ in refusals} <= {400}
    assert [type(one).__name__ for one in await _all_methods(sdk, leaver)] == [
        "PasswordAuthenticationMethod"
    ]


async def test_licences_are_taken_and_given_by_their_numbers(sdk):
    [leaver] = sdk.pick("leaver")
    [held] = (await sdk.user(leaver).license_details.get()).value
    shelf = (await sdk.client.subscribed_skus.get()).value
    before = next(one for one in shelf if one.sku_id == held.sku_id)

    take = AssignLicensePostRequestBody(add_licenses=[], remove_licenses=[held.sku_id])
    await sdk.user(leaver).assign_license.post(take)
    none = (await sdk.user(leaver).license_details.get()).value
    again = (await sdk.client.subscribed_skus.get()).value
    give = AssignLicensePostRequestBody(
        add_licenses=[AssignedLicense(sku_id=held.sku_id, disabled_plans=[])], remove_licenses=[]
    )
    person = await sdk.user(leaver).assign_license.post(give)

    after = next(one for one in again if one.sku_id == held.sku_id)
    assert none == []
    assert after.consumed_units == before.consumed_units - 1
    assert person.user_principal_name == leaver
    [given] = sdk.person(leaver)["licenses"]
    assert given == {"skuId": str(held.sku_id), "assignedByGroup": None}


async def test_groups_are_left_unless_they_are_not_graphs_to_change(sdk):
    [leaver] = sdk.pick("leaver")
    groups = (await sdk.user(leaver).member_of.graph_group.get()).value
    identity = (await sdk.user(leaver).get()).id

    refused = {}
    for one in groups:
        try:
            member = sdk.client.groups.by_group_id(one.id).members.by_directory_object_id(identity)
            await member.ref.delete()
        except ODataError as error:
            refused[one.id] = (error.response_status_code, error.error.code)

    left = (await sdk.user(leaver).member_of.graph_group.get()).value
    assert 0 < len(left) < len(groups)
    assert {one.id for one in left} == refused.keys()
    for one in left:
        mail_only = one.mail_enabled and "Unified" not in one.group_types
        assert mail_only or "DynamicMembership" in one.group_types or one.on_premises_sync_enabled
    assert set(refused.values()) == {(400, REQUEST)}


async def test_a_licence_from_a_group_is_not_taken_from_the_person(sdk):
    person, sku = await _licensed_by_group(sdk)
    body = AssignLicensePostRequestBody(add_licenses=[], remove_licenses=[sku])

    with pytest.raises(ODataError) as caught:
        await sdk.user(person).assign_license.post(body)

    assert (caught.value.response_status_code, caught.value.error.code) == (400, REQUEST)
    assert "inherited from a group membership" in caught.value.error.message


async def test_a_person_of_another_directory_is_changed_there(sdk):
    [synced] = sdk.pick("synced")

    with pytest.raises(ODataError) as caught:
        await sdk.user(synced).patch(User(account_enabled=False))

    assert (caught.value.response_status_code, caught.value.error.code) == (400, REQUEST)
    assert sdk.person(synced)["user"]["accountEnabled"] is True


async def test_a_deleted_person_comes_back_as_they_were(sdk):
    [leaver] = sdk.pick("leaver")
    before = await sdk.user(leaver).get()

    await sdk.user(leaver).delete()
    with pytest.raises(ODataError) as gone:
        await sdk.user(before.id).get()
    [deleted] = (await sdk.client.directory.deleted_items.graph_user.get()).value
    item = sdk.client.directory.deleted_items.by_directory_object_id(before.id)
    restored = await item.restore.post()

    assert gone.value.response_status_code == 404
    assert deleted.id == before.id
    assert deleted.deleted_date_time is not None
    assert type(restored) is type(before)
    assert repr(await sdk.user(leaver).get()) == repr(before)


async def _licensed_by_group(sdk):
    for group in (await sdk.client.groups.get()).value:
        for given in group.assigned_licenses or []:
            members = sdk.client.groups.by_group_id(group.id).members
            [member, *_] = (await members.get()).value
            return member.id, given.sku_id
    raise AssertionError("no group gives a licence")


async def _with_several_methods(sdk):
    for upn in sdk.pick("leaver", 60):
        if len(await _methods(sdk, upn)) > 1:
            return upn
    raise AssertionError("nobody has several methods")


async def _all_methods(sdk, upn):
    return (await sdk.user(upn).authentication.methods.get()).value


async def _methods(sdk, upn):
    found = await _all_methods(sdk, upn)
    return [one for one in found if type(one).__name__ != "PasswordAuthenticationMethod"]


def _collection(sdk, upn, method):
    at, found = sdk.user(upn).authentication, type(method).__name__
    table = {
        "PhoneAuthenticationMethod": lambda: at.phone_methods.by_phone_authentication_method_id,
        "MicrosoftAuthenticatorAuthenticationMethod": lambda: (
            at.microsoft_authenticator_methods.by_microsoft_authenticator_authentication_method_id
        ),
        "Fido2AuthenticationMethod": lambda: at.fido2_methods.by_fido2_authentication_method_id,
        "EmailAuthenticationMethod": lambda: at.email_methods.by_email_authentication_method_id,
        "SoftwareOathAuthenticationMethod": lambda: (
            at.software_oath_methods.by_software_oath_authentication_method_id
        ),
        "WindowsHelloForBusinessAuthenticationMethod": lambda: (
            at.windows_hello_for_business_methods.by_windows_hello_for_business_authentication_method_id
        ),
        "TemporaryAccessPassAuthenticationMethod": lambda: (
            at.temporary_access_pass_methods.by_temporary_access_pass_authentication_method_id
        ),
    }
    return table[found]()(method.id)
