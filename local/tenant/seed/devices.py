"""The mobile devices people have, by index: most have one, some two, one in five none."""

from datetime import timedelta
from hashlib import blake2b

from local.tenant.state.kinds import Kind
from local.tenant.state.mobile_devices import MobileDevice
from local.tenant.state.person import Person

MOST = 2  # devices a person may have
_MODELS = (
    ("Outlook for iOS and Android", "iOS 19.1", "Outlook"),
    ("Outlook for iOS and Android", "Android 16", "Outlook"),
    ("iPhone17C2", "iOS 19.1", "EAS"),
)
_HOWMANY = (0, 1, 1, 1, 2)


def mobile_devices(person: Person) -> list[MobileDevice]:
    """The devices of *person* before anybody changed them."""
    mailbox, who = person.mailbox, person.who
    if mailbox is None or mailbox.kind is not Kind.USER or mailbox.used_bytes is None:
        return []
    chance = blake2b(who.exchange_guid.encode(), digest_size=32).digest()
    last = person.account.password_changed + timedelta(hours=6)
    found = []
    for number in range(_HOWMANY[who.index % len(_HOWMANY)]):
        model, system, client = _MODELS[(chance[0] + number) % len(_MODELS)]
        own = chance[1 + number * 15 : 16 + number * 15]
        first = mailbox.created + timedelta(days=1 + number * 30, minutes=own[0])
        guid = _guid(own.hex(), who.exchange_guid)
        device = MobileDevice(guid, own.hex().upper(), model, system, client, first, last)
        found.append(device)
    return found


def _guid(chance: str, owner: str) -> str:
    """A GUID that ends like the one of the owner's mailbox, so that it leads back there."""
    return f"{chance[:8]}-{chance[8:12]}-4{chance[12:15]}-a{chance[15:18]}-{owner[-12:]}"
