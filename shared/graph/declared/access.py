"""Ways in: sign-in methods, consents, app assignments, devices."""

from shared.graph.declaration import GraphCall, reads, writes

_METHODS = "/users/{user}/authentication"
_WRITE_METHODS = "UserAuthenticationMethod.ReadWrite.All"
# The collections from which a method is deleted, with the page that says so. The password's own
# cannot be deleted.
_DELETABLE = {
    "emailMethods": "emailauthenticationmethod-delete",
    "fido2Methods": "fido2authenticationmethod-delete",
    "microsoftAuthenticatorMethods": "microsoftauthenticatorauthenticationmethod-delete",
    "phoneMethods": "phoneauthenticationmethod-delete",
    "platformCredentialMethods": "platformcredentialauthenticationmethod-delete",
    "softwareOathMethods": "softwareoathauthenticationmethod-delete",
    "temporaryAccessPassMethods": "temporaryaccesspassauthenticationmethod-delete",
    "windowsHelloForBusinessMethods": "windowshelloforbusinessauthenticationmethod-delete",
}
_MANAGED = "/deviceManagement/managedDevices"
_WRITE_MANAGED = "DeviceManagementManagedDevices.PrivilegedOperations.All"

CALLS: tuple[GraphCall, ...] = (
    reads(
        f"{_METHODS}/methods",
        "UserAuthenticationMethod.Read.All",
        "authentication-list-methods",
        _WRITE_METHODS,
    ),
    *(
        writes("DELETE", f"{_METHODS}/{collection}/{{method}}", _WRITE_METHODS, source)
        for collection, source in _DELETABLE.items()
    ),
    reads(
        "/users/{user}/oauth2PermissionGrants",
        "Directory.Read.All",
        "user-list-oauth2permissiongrants",
        "DelegatedPermissionGrant.ReadWrite.All",
    ),
    writes(
        "DELETE",
        "/oauth2PermissionGrants/{grant}",
        "DelegatedPermissionGrant.ReadWrite.All",
        "oauth2permissiongrant-delete",
    ),
    reads(
        "/users/{user}/appRoleAssignments",
        "Directory.Read.All",
        "user-list-approleassignments",
        "AppRoleAssignment.ReadWrite.All",
    ),
    writes(
        "DELETE",
        "/users/{user}/appRoleAssignments/{assignment}",
        "AppRoleAssignment.ReadWrite.All",
        "user-delete-approleassignments",
    ),
    reads("/users/{user}/registeredDevices", "User.Read.All", "user-list-registereddevices"),
    reads("/users/{user}/ownedDevices", "User.Read.All", "user-list-owneddevices"),
    # The object id, not `deviceId`.
    reads("/devices/{device}", "Device.Read.All", "device-get", "Directory.Read.All"),
    writes("PATCH", "/devices/{device}", "Device.ReadWrite.All", "device-update"),
    reads(
        "/users/{user}/managedDevices",
        "DeviceManagementManagedDevices.Read.All",
        "user-list-manageddevices",
    ),
    reads(
        f"{_MANAGED}/{{device}}",
        "DeviceManagementManagedDevices.Read.All",
        "manageddevice-get",
    ),
    writes("POST", f"{_MANAGED}/{{device}}/retire", _WRITE_MANAGED, "manageddevice-retire"),
    writes("POST", f"{_MANAGED}/{{device}}/wipe", _WRITE_MANAGED, "manageddevice-wipe"),
)
