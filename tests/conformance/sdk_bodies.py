"""What each route of Graph is sent by Microsoft's client, as the client's own models."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph.generated.device_management.managed_devices.item.wipe.wipe_post_request_body import (
    WipePostRequestBody,
)
from msgraph.generated.models.admin_report_settings import AdminReportSettings
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.automatic_replies_setting import AutomaticRepliesSetting
from msgraph.generated.models.automatic_replies_status import AutomaticRepliesStatus
from msgraph.generated.models.device import Device
from msgraph.generated.models.federated_identity_credential import FederatedIdentityCredential
from msgraph.generated.models.mailbox_settings import MailboxSettings
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.reference_update import ReferenceUpdate
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.models.subscription import Subscription
from msgraph.generated.models.unified_role_assignment import UnifiedRoleAssignment
from msgraph.generated.models.user import User
from msgraph.generated.users.item.assign_license.assign_license_post_request_body import (
    AssignLicensePostRequestBody,
)

from shared.clock import SystemClock
from tests.conformance.graph_routes import Places

_GRAPH = "00000003-0000-0000-c000-000000000000"
_GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"


def body_of(route: str, places: Places, segments: Sequence[str]) -> Any:
    """What *route* is sent at the address *segments*; None where nothing is."""
    make = _BODIES.get(route)
    return make(places, segments) if make else None


def as_json(model: Any) -> Any:
    """*model* as the SDK's own writer puts it on the wire."""
    writer = JsonSerializationWriter()
    writer.write_object_value(None, model)
    return json.loads(writer.get_serialized_content())


def _member(places: Places, _: Sequence[str]) -> ReferenceCreate:
    root = "https://graph.microsoft.com/v1.0/directoryObjects"
    return ReferenceCreate(odata_id=f"{root}/{_somebody(places)}")


def _manager(places: Places, _: Sequence[str]) -> ReferenceUpdate:
    return ReferenceUpdate(odata_id=f"https://graph.microsoft.com/v1.0/users/{_somebody(places)}")


def _reply(*_: Any) -> MailboxSettings:
    setting = AutomaticRepliesSetting(
        status=AutomaticRepliesStatus.AlwaysEnabled, internal_reply_message="gone"
    )
    return MailboxSettings(automatic_replies_setting=setting)


def _tomorrow() -> datetime:
    return SystemClock().now() + timedelta(days=1)


def _role(places: Places, _: Sequence[str]) -> UnifiedRoleAssignment:
    return UnifiedRoleAssignment(
        principal_id=_somebody(places), role_definition_id=_GLOBAL_READER, directory_scope_id="/"
    )


def _principal(places: Places, _: Sequence[str]) -> ServicePrincipal:
    made = places.made("applications", {"displayName": "Registered, and nowhere yet"})
    return ServicePrincipal(app_id=made["appId"])


def _grant(places: Places, segments: Sequence[str]) -> AppRoleAssignment:
    principal = segments[1]
    [graph] = [one for one in places.rows("servicePrincipals") if one["appId"] == _GRAPH]
    held = {
        one["appRoleId"] for one in places.rows(f"servicePrincipals/{principal}/appRoleAssignments")
    }
    role = next(one["id"] for one in graph["appRoles"] if one["id"] not in held)
    return AppRoleAssignment(
        principal_id=UUID(principal), resource_id=UUID(graph["id"]), app_role_id=UUID(role)
    )


def _licenses(places: Places, segments: Sequence[str]) -> AssignLicensePostRequestBody:
    [held, *_] = places.rows(f"users/{segments[1]}/licenseDetails")
    return AssignLicensePostRequestBody(add_licenses=[], remove_licenses=[UUID(held["skuId"])])


def _somebody(places: Places) -> str:
    [upn] = places.overseer.pick("shared")
    return places.overseer.person(upn)["user"]["id"]


_BODIES: dict[str, Callable[[Places, Sequence[str]], Any]] = {
    "PATCH /admin/reportSettings": lambda *_: AdminReportSettings(display_concealed_names=True),
    "PATCH /users/{id}/mailboxSettings": _reply,
    "PATCH /applications/{id}": lambda *_: Application(display_name="Renamed"),
    "PATCH /devices/{id}": lambda *_: Device(account_enabled=False),
    "PATCH /users/{id}": lambda *_: User(account_enabled=False),
    "POST /applications": lambda *_: Application(display_name="Made by the SDK"),
    "POST /applications/{id}/federatedIdentityCredentials": lambda *_: FederatedIdentityCredential(
        name="made-by-the-sdk",
        issuer="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
        subject="66666666-7777-8888-9999-000000000000",
        audiences=["api://AzureADTokenExchange"],
    ),
    "POST /deviceManagement/managedDevices/{id}/wipe": lambda *_: WipePostRequestBody(),
    "POST /groups/{id}/members/$ref": _member,
    "POST /groups/{id}/owners/$ref": _member,
    "PUT /users/{id}/manager/$ref": _manager,
    "POST /roleManagement/directory/roleAssignments": _role,
    "POST /servicePrincipals": _principal,
    "POST /servicePrincipals/{id}/appRoleAssignments": _grant,
    "PATCH /subscriptions/{id}": lambda *_: Subscription(expiration_date_time=_tomorrow()),
    "POST /subscriptions": lambda *_: Subscription(
        change_type="updated,deleted",
        resource="users",
        notification_url="https://hooks.contoso.com/graph",
        expiration_date_time=_tomorrow(),
    ),
    "POST /users/{id}/assignLicense": _licenses,
}
