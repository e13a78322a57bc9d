"""
The quota policy (config/quota.yaml): ordered rules, the first that fits a mailbox decides.

Facts that the limits below stand on:
- `Unlimited` cannot lift the bound of the licence, so the policy names sizes only.
- The service refuses a warning or send quota above the send-receive quota.
- Public folder mailboxes take none of the three, so no rule can name them.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from shared.config import Loaded, Section, load
from shared.exchange import rows
from shared.exchange.quotas import quota_of
from shared.exchange.sizes import Size
from shared.web.request import Row

RecipientType = Literal[
    "UserMailbox",
    "SharedMailbox",
    "RoomMailbox",
    "EquipmentMailbox",
    "SchedulingMailbox",
    "TeamMailbox",
    "LinkedMailbox",
    "DiscoveryMailbox",
]


def _quota(value: object) -> Size:
    if isinstance(value, Size):
        return value
    if not isinstance(value, str):
        raise ValueError("must be a size with its unit, like '49 GB'")  # noqa: TRY004 - pydantic's
    return quota_of(value)


def _texts(value: object) -> object:
    """One text is a list of one; what YAML reads as a number or truth value needs quotes."""
    values = value if isinstance(value, list | tuple) else (value,)
    if not values or not all(isinstance(part, str) and part for part in values):
        raise ValueError("must be a text or a list of texts; put numbers, yes and no in quotes")
    return tuple(values)


type Quota = Annotated[Size, PlainValidator(_quota)]
type Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class Selector(Section):
    """Which mailboxes a rule is for: those that fit everything named here, in any letter case."""

    recipient_types: tuple[RecipientType, ...] = ()
    custom_attribute1: Texts = ()
    custom_attribute2: Texts = ()
    custom_attribute3: Texts = ()
    custom_attribute4: Texts = ()
    custom_attribute5: Texts = ()
    custom_attribute6: Texts = ()
    custom_attribute7: Texts = ()
    custom_attribute8: Texts = ()
    custom_attribute9: Texts = ()
    custom_attribute10: Texts = ()
    custom_attribute11: Texts = ()
    custom_attribute12: Texts = ()
    custom_attribute13: Texts = ()
    custom_attribute14: Texts = ()
    custom_attribute15: Texts = ()

    @model_validator(mode="after")
    def _selects(self) -> Self:
        if not self.wanted:
            raise ValueError(
                "selects nothing; name recipientTypes or a customAttribute "
                "(a rule for the rest lists the recipientTypes it is for)"
            )
        return self

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The properties of a mailbox that are looked at, with the values that fit."""
        named = {"RecipientTypeDetails": self.recipient_types} | {
            f"CustomAttribute{number}": getattr(self, f"custom_attribute{number}")
            for number in range(1, 16)
        }
        return {field: values for field, values in named.items() if values}

    def fits(self, row: Row) -> bool:
        """
        Whether *row* has one of the wanted values in each property.

        Raises:
            Unreadable: A property is missing, so that nobody can tell.

        """
        return all(
            rows.text(row, field).casefold() in {value.casefold() for value in values}
            for field, values in self.wanted.items()
        )


class Quotas(Section):
    """The three quotas a rule sets; each is reached before the next."""

    warning: Quota
    send: Quota
    send_receive: Quota

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.warning <= self.send <= self.send_receive:
            raise ValueError(
                f"warning ({self.warning}) must not exceed send ({self.send}), "
                f"nor send exceed sendReceive ({self.send_receive})"
            )
        return self


class Rule(Section):
    """One rule: a name for reports, whom it fits, what it sets."""

    name: str = Field(min_length=1, max_length=64)
    when: Selector
    quotas: Quotas


class QuotaPolicy(Section):
    """The content of quota.yaml."""

    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two rules are called {twice[0]!r}; give each its own name")
        return self

    def rule_for(self, row: Row) -> Rule | None:
        """
        The first rule that fits *row*; None when the mailbox is not governed.

        Raises:
            Unreadable: Whether an earlier rule fits cannot be told.

        """
        return next((rule for rule in self.rules if rule.when.fits(row)), None)


def load_policy(config_dir: Path) -> Loaded[QuotaPolicy]:
    """The policy in *config_dir*/quota.yaml. Raises: ConfigError."""
    return load(config_dir / "quota.yaml", QuotaPolicy)
