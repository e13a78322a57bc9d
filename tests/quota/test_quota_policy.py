import pytest

from shared.config import ConfigError
from shared.exchange.rows import Unreadable
from shared.exchange.sizes import Size
from shared.quota.policy import load_policy
from tests.quota.mailboxes import GB, mailbox_row, shipped_policy

GOOD = """\
rules:
  - name: standard
    when: {recipientTypes: [UserMailbox]}
    quotas: {warning: 49 GB, send: 49.5 GB, sendReceive: 50 GB}
"""


def refusal_of(tmp_path, text):
    (tmp_path / "quota.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_policy(tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"CustomAttribute1": "VIP"}, "vip"),
        ({"CustomAttribute1": "vip"}, "vip"),
        ({"CustomAttribute1": "VIP", "RecipientTypeDetails": "SharedMailbox"}, "standard"),
        ({"CustomAttribute1": "Archive", "RecipientTypeDetails": "RoomMailbox"}, "archive"),
        ({"CustomAttribute1": "Frontline"}, "frontline"),
        ({"CustomAttribute1": None}, "standard"),
        ({"RecipientTypeDetails": "RoomMailbox"}, None),
    ],
)
def test_the_first_rule_that_fits_decides(row, rule):
    found = shipped_policy().rule_for(mailbox_row(**row))

    assert (found.name if found else None) == rule


def test_a_mailbox_whose_attribute_was_not_read_falls_through_to_no_later_rule():
    row = mailbox_row()
    del row["CustomAttribute1"]

    with pytest.raises(Unreadable, match="CustomAttribute1 is missing"):
        shipped_policy().rule_for(row)


def test_sizes_are_whole_kilobytes_so_that_what_is_written_is_read_back():
    frontline = shipped_policy().rules[2].quotas

    assert frontline.warning == Size(1_932_736_512 - 1024)
    assert frontline.send_receive == Size(2 * GB)


@pytest.mark.parametrize(
    ("old", "new", "line", "advice"),
    [
        ("send: 49.5 GB", "send: 51 GB", 4, "nor send exceed sendReceive (50 GB)"),
        ("warning: 49 GB", "warning: 49", 4, "with its unit"),
        ("warning: 49 GB", "warning: lots", 4, "'lots' is no size"),
        ("sendReceive: 50 GB", "sendReceive: Unlimited", 4, "licence bounds it"),
        ("sendReceive: 50 GB", "sendReceive: 3 TB", 4, "at most 1.999999999 TB"),
        ("warning: 49 GB", "warning: 0 GB", 4, "more than nothing"),
        ("warning: 49 GB, ", "", 4, "is required"),
        ("UserMailbox", "UserMailboks", 3, "UserMailbox"),
        ("recipientTypes: [UserMailbox]", "", 3, "selects nothing"),
        ("recipientTypes: [UserMailbox]", "customAttribute1: yes", 3, "in quotes"),
        ("recipientTypes: [UserMailbox]", "customAttribute16: VIP", 3, "no such setting"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_what_to_do(tmp_path, old, new, line, advice):
    assert old in GOOD

    said = refusal_of(tmp_path, GOOD.replace(old, new))

    assert f"quota.yaml:{line}: " in said
    assert advice in said


def test_two_rules_of_one_name_are_refused(tmp_path):
    twice = GOOD + GOOD.removeprefix("rules:\n")

    assert "two rules are called 'standard'" in refusal_of(tmp_path, twice)
