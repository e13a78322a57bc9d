"""Ways in beside the password: methods, consents, app assignments, devices."""

import pytest

from local.tenant.state.access import MethodKind
from tests.tenant.graphing import person_who, read, refusal, rows, status, without


def holding(caller, *kinds):
    """A person with all of *kinds*, and whose default is the first."""
    methods = caller.tenant.directory.access.methods

    def fits(index):
        held = {one.kind: one for one in methods.read(index)}
        return set(kinds) <= held.keys() and held[kinds[0]].default

    return person_who(caller, fits)


async def methods_of(caller, who):
    found = await rows(caller, f"/users/{who.upn}/authentication/methods")
    return {one["@odata.type"].removeprefix("#microsoft.graph."): one["id"] for one in found}


async def test_methods_say_of_which_type_they_are(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE)

    found = await methods_of(caller, who)
    [phone] = await rows(caller, f"/users/{who.upn}/authentication/phoneMethods")

    assert {"passwordAuthenticationMethod", "phoneAuthenticationMethod"} <= found.keys()
    assert found["passwordAuthenticationMethod"] == "28c10230-6103-485e-b985-444c60001490"
    assert phone["phoneNumber"].startswith("+1 ")


async def test_every_kind_of_method_is_somewhere(caller):
    people = caller.tenant.people
    methods = caller.tenant.directory.access.methods
    kinds = {one.kind for index in people.everyone for one in methods.read(index)}

    assert kinds == set(MethodKind) - {MethodKind.PLATFORM}


async def test_a_method_is_deleted_from_its_own_collection_only(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE)
    base, phone = f"/users/{who.upn}/authentication", "3179e48a-750b-4051-897c-87b9720928f7"

    assert await status(caller, "DELETE", f"{base}/fido2Methods/{phone}") == 404
    assert await status(caller, "DELETE", f"{base}/phoneMethods/{phone}") == 204
    assert await status(caller, "DELETE", f"{base}/phoneMethods/{phone}") == 404
    assert "phoneAuthenticationMethod" not in await methods_of(caller, who)
    assert await status(caller, "DELETE", f"{base}/fingerMethods/{phone}") == 400


async def test_the_default_method_goes_last(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE)
    base = f"/users/{who.upn}/authentication"
    collections = {
        "microsoftAuthenticatorAuthenticationMethod": "microsoftAuthenticatorMethods",
        "phoneAuthenticationMethod": "phoneMethods",
        "fido2AuthenticationMethod": "fido2Methods",
        "emailAuthenticationMethod": "emailMethods",
        "softwareOathAuthenticationMethod": "softwareOathMethods",
        "windowsHelloForBusinessAuthenticationMethod": "windowsHelloForBusinessMethods",
        "temporaryAccessPassAuthenticationMethod": "temporaryAccessPassMethods",
    }
    found = await methods_of(caller, who)
    del found["passwordAuthenticationMethod"]
    default = found.pop("microsoftAuthenticatorAuthenticationMethod")
    path = f"{base}/microsoftAuthenticatorMethods/{default}"

    early = await caller.graph("DELETE", path)
    for kind, identity in found.items():
        assert await status(caller, "DELETE", f"{base}/{collections[kind]}/{identity}") == 204

    assert refusal(early) == (400, "badRequest")
    assert "current default" in early.json()["error"]["message"]
    assert await status(caller, "DELETE", path) == 204
    assert list(await methods_of(caller, who)) == ["passwordAuthenticationMethod"]


async def test_the_password_cannot_be_deleted(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE)
    password = "28c10230-6103-485e-b985-444c60001490"

    path = f"/users/{who.upn}/authentication/passwordMethods/{password}"

    assert await status(caller, "DELETE", path) == 405


async def test_the_permission_for_one_kind_is_enough_for_that_kind(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE, MethodKind.EMAIL)
    without(caller, "UserAuthenticationMethod.ReadWrite.All")
    audience = "https://graph.microsoft.com"
    caller.client.grants[audience] += ("UserAuthMethod-Phone.ReadWrite.All",)
    base = f"/users/{who.upn}/authentication"

    mail = f"{base}/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f"
    phone = f"{base}/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7"

    assert await status(caller, "DELETE", mail) == 403
    assert await status(caller, "DELETE", phone) == 204


def consenting(caller):
    consents = caller.tenant.directory.access.consents
    return person_who(caller, lambda index: bool(consents.read(index)))


async def test_a_consent_is_withdrawn_once(caller):
    who = consenting(caller)
    [consent] = await rows(caller, f"/users/{who.upn}/oauth2PermissionGrants")
    path = f"/oauth2PermissionGrants/{consent['id']}"

    assert consent["principalId"] == who.object_id
    assert await status(caller, "DELETE", path) == 204
    assert await rows(caller, f"/users/{who.upn}/oauth2PermissionGrants") == []
    assert await status(caller, "DELETE", path) == 404


async def test_consents_are_found_by_person_and_by_application(caller):
    who = consenting(caller)
    [own] = await rows(caller, f"/users/{who.upn}/oauth2PermissionGrants")

    by_person = await rows(
        caller, f"/oauth2PermissionGrants?$filter=principalId eq '{who.object_id}'"
    )
    by_app = await rows(
        caller, f"/oauth2PermissionGrants?$filter=clientId eq '{own['clientId']}'&$top=999"
    )

    assert by_person == [own]
    assert own in by_app
    assert len(by_app) > 5


async def test_an_application_is_taken_from_a_person(caller):
    held = caller.tenant.directory.access.assignments
    who = person_who(caller, lambda index: bool(held.read(index)))
    [given] = await rows(caller, f"/users/{who.upn}/appRoleAssignments")
    path = f"/users/{who.upn}/appRoleAssignments/{given['id']}"

    assert given["principalDisplayName"] == who.display_name
    assert given["resourceDisplayName"] in {"Time Sheets", "Travel Desk", "Badge Printer"}
    assert await status(caller, "DELETE", path) == 204
    assert await rows(caller, f"/users/{who.upn}/appRoleAssignments") == []
    assert await status(caller, "DELETE", path) == 404


def owning(caller, *, managed):
    devices = caller.tenant.directory.access.devices
    return person_who(
        caller, lambda index: any(bool(one.managed_id) is managed for one in devices.read(index))
    )


async def test_a_device_is_blocked_by_its_object_id(caller):
    who = owning(caller, managed=True)
    device, *_ = await rows(caller, f"/users/{who.upn}/registeredDevices")
    assert device in await rows(caller, f"/users/{who.upn}/ownedDevices")

    wrong = await status(
        caller, "PATCH", f"/devices/{device['deviceId']}", {"accountEnabled": False}
    )
    right = await status(caller, "PATCH", f"/devices/{device['id']}", {"accountEnabled": False})

    assert (wrong, right) == (404, 204)
    assert (await read(caller, f"/devices/{device['id']}"))["accountEnabled"] is False


@pytest.mark.parametrize("body", [{"accountEnabled": "no"}, {"displayName": "mine"}])
async def test_only_what_can_be_written_is_written_to_a_device(caller, body):
    who = owning(caller, managed=True)
    device, *_ = await rows(caller, f"/users/{who.upn}/registeredDevices")

    assert await status(caller, "PATCH", f"/devices/{device['id']}", body) == 400


@pytest.mark.parametrize(("act", "state"), [("retire", "retirePending"), ("wipe", "wipePending")])
async def test_a_managed_device_is_retired_or_wiped(caller, act, state):
    who = owning(caller, managed=True)
    device, *_ = await rows(caller, f"/users/{who.upn}/managedDevices")
    path = f"/deviceManagement/managedDevices/{device['id']}"

    assert await status(caller, "POST", f"{path}/{act}") == 204
    assert (await read(caller, path))["managementState"] == state
    found = await rows(
        caller, f"/deviceManagement/managedDevices?$filter=userId eq '{who.object_id}'"
    )
    assert device["id"] in [one["id"] for one in found]
    assert {one["userPrincipalName"] for one in found} == {who.upn}


async def test_wiping_takes_its_own_permission(caller):
    who = owning(caller, managed=True)
    device, *_ = await rows(caller, f"/users/{who.upn}/managedDevices")
    without(caller, "DeviceManagementManagedDevices.PrivilegedOperations.All")

    path = f"/deviceManagement/managedDevices/{device['id']}/wipe"

    assert await status(caller, "POST", path) == 403


async def test_readers_lag_behind_a_deleted_method(caller):
    who = holding(caller, MethodKind.AUTHENTICATOR, MethodKind.PHONE)
    phone = "phoneMethods/3179e48a-750b-4051-897c-87b9720928f7"
    await caller.fault(kind="lag", path="phoneMethods", seconds=10)

    await caller.graph("DELETE", f"/users/{who.upn}/authentication/{phone}")
    at_once = await methods_of(caller, who)
    await caller.world.clock.sleep(11)

    assert "phoneAuthenticationMethod" in at_once
    assert "phoneAuthenticationMethod" not in await methods_of(caller, who)
