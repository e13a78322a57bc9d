"""How people get in, as the seed makes it."""

from datetime import datetime, timedelta

from local.tenant.messages import Json
from local.tenant.seed.ids import Ids
from local.tenant.seed.layout import Layout
from local.tenant.state.access import Access, Assignment, Consent, Device, Method, MethodKind
from local.tenant.state.kept import Kept
from local.tenant.state.lag import Lag

# These ids are the same for everybody. Source: Graph's references of the method types.
PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"  # noqa: S105 - an id
_MOBILE = "3179e48a-750b-4051-897c-87b9720928f7"
_EMAIL = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f"
DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"
# Who has what: below so many of 256.
_PHONE, _APP, _KEY, _MAIL, _OATH, _HELLO, _PASS = 200, 180, 40, 60, 30, 90, 12
_CONSENT, _ASSIGNED = 90, 160
_SYSTEMS = (("Windows", "10.0.26100.1"), ("iOS", "19.1"), ("Android", "16"), ("MacOS", "26.1"))


class Ways:
    """Makes the ways in of person *index*, the same ones each time."""

    def __init__(self, key: bytes, layout: Layout, opened: datetime, apps: list[str]) -> None:
        self._layout = layout
        self._opened = opened.replace(microsecond=0)
        self._apps = apps  # a resource that consents are about, and applications to use
        self._method_ids = Ids(key, "method")
        self._consent_ids = Ids(key, "consent")
        self._assignment_ids = Ids(key, "assignment")
        self._device_ids = Ids(key, "device")
        self._hardware_ids = Ids(key, "hardware")
        self._managed_ids = Ids(key, "managed")

    def access(self, lag: Lag) -> Access:
        """All of them, computed until changed."""
        return Access(
            Kept(self.methods, lag),
            Kept(self.consents, lag),
            Kept(self.assignments, lag),
            Kept(self.devices, lag),
            self._consent_ids,
            self._device_ids,
            self._managed_ids,
        )

    def methods(self, index: int) -> list[Method]:
        """The password, and what strengthens it."""
        chance, created = self._method_ids.chance(index), self._opened - timedelta(days=90)
        found = [Method(PASSWORD_METHOD, MethodKind.PASSWORD, created)]
        if self._layout.is_break_glass(index):
            return [*found, self._method(index, MethodKind.FIDO2, default=True)]
        if not self._layout.is_person(index):
            return found
        strong = [kind for kind, limit, draw in _draws(chance) if draw < limit]
        default = next((one for one in _MAY_BE_DEFAULT if one in strong), None)
        return found + [self._method(index, kind, default=kind is default) for kind in strong]

    def consents(self, index: int) -> list[Consent]:
        """What the person consented to."""
        chance = self._consent_ids.chance(index)
        if not self._layout.is_person(index) or chance[0] >= _CONSENT:
            return []
        graph, *apps = self._apps
        app = apps[chance[1] % len(apps)]
        return [Consent(self._consent_ids.token(index), app, graph, "openid profile User.Read")]

    def assignments(self, index: int) -> list[Assignment]:
        """Which applications the person was given."""
        chance = self._assignment_ids.chance(index)
        if not self._layout.is_person(index) or chance[0] >= _ASSIGNED:
            return []
        _, *apps = self._apps
        app, created = apps[chance[1] % len(apps)], self._opened - timedelta(days=chance[2])
        return [Assignment(self._assignment_ids.token(index), app, DEFAULT_ACCESS, created)]

    def devices(self, index: int) -> list[Device]:
        """None, one or two; every second one is managed."""
        chance = self._device_ids.chance(index)
        if not self._layout.is_person(index):
            return []
        return [self._device(index, number, chance[number]) for number in range(chance[9] % 3)]

    def _device(self, index: int, number: int, draw: int) -> Device:
        system, version = _SYSTEMS[draw % len(_SYSTEMS)]
        return Device(
            self._device_ids.guid(index, number),
            self._hardware_ids.guid(index, number),
            f"{system[:3].upper()}-{index:06d}-{number}",
            system,
            version,
            enabled=True,
            registered=self._opened - timedelta(days=draw),
            managed_id=self._managed_ids.guid(index, number) if draw % 2 else None,
        )

    def _method(self, index: int, kind: MethodKind, *, default: bool) -> Method:
        number = list(MethodKind).index(kind)
        created = self._opened - timedelta(days=30 + number)
        match kind:
            case MethodKind.PHONE:
                details = {"phoneType": "mobile", "phoneNumber": f"+1 206555{index % 10000:04d}"}
                return Method(_MOBILE, kind, created, default, {**details})
            case MethodKind.EMAIL:
                return Method(
                    _EMAIL, kind, created, default, {"emailAddress": "someone@partner.example"}
                )
            case _:
                return Method(
                    self._method_ids.guid(index, number), kind, created, default, _DETAILS[kind]
                )


_MAY_BE_DEFAULT = (MethodKind.AUTHENTICATOR, MethodKind.PHONE, MethodKind.SOFTWARE_OATH)
_DETAILS: dict[MethodKind, dict[str, Json]] = {
    MethodKind.AUTHENTICATOR: {"displayName": "Phone", "deviceTag": "SoftwareTokenActivated"},
    MethodKind.FIDO2: {"displayName": "Security key", "model": "Example Key 5"},
    MethodKind.SOFTWARE_OATH: {"secretKey": None},
    MethodKind.WINDOWS_HELLO: {"displayName": "Laptop", "keyStrength": "normal"},
    MethodKind.TEMPORARY_PASS: {"isUsable": False, "isUsableOnce": True, "lifetimeInMinutes": 60},
    MethodKind.PLATFORM: {"displayName": "Laptop", "keyStrength": "normal"},
}


def _draws(chance: bytes) -> list[tuple[MethodKind, int, int]]:
    """Each kind of method with the limit below which a draw gives it."""
    limits = {
        MethodKind.PHONE: _PHONE,
        MethodKind.AUTHENTICATOR: _APP,
        MethodKind.FIDO2: _KEY,
        MethodKind.EMAIL: _MAIL,
        MethodKind.SOFTWARE_OATH: _OATH,
        MethodKind.WINDOWS_HELLO: _HELLO,
        MethodKind.TEMPORARY_PASS: _PASS,
    }
    return [(kind, limit, chance[at]) for at, (kind, limit) in enumerate(limits.items())]
