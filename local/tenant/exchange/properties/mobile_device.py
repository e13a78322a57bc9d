"""The properties of a mobile device. Source: Get-MobileDevice and Get-MobileDeviceStatistics."""

from datetime import datetime

from local.tenant.exchange.mobile_devices import Found, identity_of, status, wiped_at
from local.tenant.exchange.values import Guid, Row

_FOLDERS = 7
_CLIENTS = {"Outlook": ("Outlook", "1.0"), "EAS": ("EAS", "16.1")}


def device_row(found: Found) -> Row:
    """The device as a partnership of its owner."""
    device, person = found.device, found.person
    client, version = _CLIENTS[device.client]
    return {
        "FriendlyName": None,
        "DeviceId": device.device_id,
        "DeviceImei": None,
        "DeviceMobileOperator": None,
        "DeviceOS": device.system,
        "DeviceOSLanguage": None,
        "DeviceTelephoneNumber": None,
        "DeviceType": "Outlook" if client == "Outlook" else "iPhone",
        "DeviceUserAgent": f"{device.model}/1.0" if client == "Outlook" else "Apple-iPhone/2301",
        "DeviceModel": device.model,
        "DeviceAccessState": "Allowed",
        "DeviceAccessStateReason": "Global",
        "DeviceAccessControlRule": None,
        "ClientType": client,
        "ClientVersion": version,
        "FirstSyncTime": device.first_sync,
        "UserDisplayName": person.who.display_name,
        "IsManaged": False,
        "IsCompliant": False,
        "IsDisabled": False,
        "Guid": Guid(device.guid),
        "Identity": identity_of(person, device),
        "Id": identity_of(person, device),
        "Name": f"{client}§{device.device_id}",
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


def statistics_row(found: Found, now: datetime) -> Row:
    """How the device synchronises, and what has become of a wipe."""
    device = found.device
    done = wiped_at(device, now)
    last = done or device.last_sync
    return {
        **device_row(found),
        "LastSuccessSync": last,
        "LastSyncAttemptTime": last,
        "LastPolicyUpdateTime": device.first_sync,
        "LastPingHeartbeat": None,
        "DeviceWipeSentTime": done,
        "DeviceWipeRequestTime": device.wipe_requested,
        "DeviceWipeAckTime": done,
        "LastAccountOnlyDeviceWipeAckTime": done if device.account_only else None,
        "Status": status(device, now),
        "StatusNote": None,
        "DevicePolicyApplied": "Default",
        "DevicePolicyApplicationStatus": "AppliedInFull",
        "NumberOfFoldersSynced": _FOLDERS,
        "DeviceEnableOutboundSMS": False,
        "IsRemoteWipeSupported": True,
        "RecoveryPassword": "********",
        "SyncStateUpgradeTime": None,
        "MailboxLogReport": None,
    }
