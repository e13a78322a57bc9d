"""The products people hold. Source: Microsoft's product names and service plan list."""

from dataclasses import dataclass

from local.tenant.state.kinds import GB


@dataclass(frozen=True, slots=True)
class Plan:
    """A service plan inside a product."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product; `mailbox_plan` is what it stamps, `mailbox_bytes` the most that allows."""

    sku_id: str
    part_number: str
    mailbox_plan: str
    mailbox_bytes: int
    plans: tuple[Plan, ...]


_TEAMS = Plan("57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS1")
_EXCHANGE_2 = Plan("efb87545-963c-4e0d-99df-69c6916d9eb0", "EXCHANGE_S_ENTERPRISE")
_KIOSK = Plan("4a82b400-a79f-41a4-b4e2-e94f5787b113", "EXCHANGE_S_DESKLESS")

E3 = Product(
    "05e9a617-0261-4cee-bb44-138d3ef5d965",
    "SPE_E3",
    "ExchangeOnlineEnterprise",
    100 * GB,
    (_EXCHANGE_2, _TEAMS),
)
E5 = Product(
    "06ebc4ee-1bb5-47dd-8120-11324bc54e06",
    "SPE_E5",
    "ExchangeOnlineEnterprise",
    100 * GB,
    (_EXCHANGE_2, _TEAMS, Plan("8e0c0a52-6a6c-4d40-8370-dd62790dcd70", "THREAT_INTELLIGENCE")),
)
F3 = Product(
    "66b55226-6b4f-492c-910c-a3b7a3c9d993",
    "SPE_F1",
    "ExchangeOnlineDeskless",
    2 * GB,
    (_KIOSK, _TEAMS),
)
PRODUCTS = {product.sku_id: product for product in (E3, E5, F3)}
UNLICENSED_BYTES = 50 * GB  # what a shared or resource mailbox may hold without a licence


@dataclass(frozen=True, slots=True)
class Assignment:
    """A product held by hand (`group_id` is None) or through a group, without `disabled` plans."""

    sku_id: str
    group_id: str | None = None
    disabled: tuple[str, ...] = ()

    @property
    def has_exchange(self) -> bool:
        """Whether a mailbox comes with it."""
        return not {_EXCHANGE_2.id, _KIOSK.id}.intersection(self.disabled)
