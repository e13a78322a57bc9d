"""A line as it is typed: PowerShell's way, ours, in one word or many; never a traceback."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.catalogue import catalogue
from shared.exchange.command import Command
from shared.exchange.durations import Duration
from shared.exchange.sizes import Size
from shared.exchange.values import Edit
from shared.exo.kinds import Place
from shared.exo.line import read
from shared.exo.plan import asked
from shared.exo.refusal import WrongLine
from shared.web.errors import BadCall

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
WHO = "adele@contoso.com"


def _file(name):
    if name != "key.pfx":
        raise FileNotFoundError(name)
    return b"\x00\x01"


PLACE = Place(NOW, timezone(timedelta(hours=1)), _file)


def values(*words):
    wanted = asked(read(catalogue(), words), PLACE)
    assert isinstance(wanted, Command)
    return dict(wanted.parameters)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["Set-Mailbox", "-Identity", WHO, "-CustomAttribute1", "x"], id="PowerShell"),
        pytest.param(["set-mailbox", "--identity", WHO, "--custom-attribute1", "x"], id="ours"),
        pytest.param(["Set-Mailbox", f"--identity={WHO}", "-customattribute1:x"], id="attached"),
        pytest.param(["Set-Mailbox", WHO, "-CustomAttribute1", "x"], id="first word"),
        pytest.param(["Set-Mailbox", "-Ident", WHO, "-CustomAttribute1", "x"], id="beginning"),
        pytest.param([f"Set-Mailbox -Identity '{WHO}' -CustomAttribute1 \"x\""], id="one word"),
        pytest.param(
            [f"Set-Mailbox \u2013Identity \u201c{WHO}\u201d -CustomAttribute1 x"], id="typeset"
        ),
        pytest.param(
            ["Set-Mailbox", WHO, "-CustomAttribute1", "x", "-ErrorAction", "Stop"], id="pipeline"
        ),
        pytest.param(
            ["Set-Mailbox", WHO, "-CustomAttribute1", "x", "-Confirm:$false"], id="confirm"
        ),
    ],
)
def test_a_line_may_be_typed_in_many_ways(words):
    assert values(*words) == {"Identity": WHO, "CustomAttribute1": "x"}


@pytest.mark.parametrize(
    ("parameter", "typed", "value"),
    [
        ("AuditEnabled", "$true", True),
        ("AuditEnabled", "false", False),
        ("ForwardingSmtpAddress", "$null", None),
        ("ProhibitSendQuota", "49.5GB", Size(53_150_220_288)),
        ("ProhibitSendQuota", "unlimited", "Unlimited"),
        ("RecipientLimits", "500", 500),
        ("LitigationHoldDuration", "30.00:00:00", Duration(30 * 86_400 * 10**7)),
        ("RetainDeletedItemsFor", "30", Duration(30 * 86_400 * 10**7)),
        ("ResourceCapacity", "12", 12),
        ("LitigationHoldDate", "2026-11-24T18:00", datetime(2026, 11, 24, 17, tzinfo=UTC)),
        ("LitigationHoldDate", "(Get-Date).AddDays(-7)", NOW - timedelta(days=7)),
        ("GrantSendOnBehalfTo", "a@contoso.com, b@contoso.com", ["a@contoso.com", "b@contoso.com"]),
        ("GrantSendOnBehalfTo", "'Doe, Jane',O'Brien", ["Doe, Jane", "O'Brien"]),
        ("GrantSendOnBehalfTo", '@{Add="a","b";Remove=\'c\'}', Edit(["a", "b"], ["c"])),
        ("GrantSendOnBehalfTo", "@{ remove = c }", Edit((), ["c"])),
        ("DisplayName", "-not @{a} $x, 'y'", "-not @{a} $x, 'y'"),
        ("Type", "shared", "shared"),
    ],
)
def test_a_value_is_of_its_parameters_kind(parameter, typed, value):
    assert values("Set-Mailbox", WHO, f"-{parameter}:{typed}")[parameter] == value


def test_a_switch_stands_alone_and_may_be_taken_back():
    line = read(catalogue(), ["Enable-Mailbox", "-Archive", WHO, "-WhatIf", "-Force:$false"])

    assert {name: text.typed for name, text in line.given.items()} == {
        "Archive": "true",
        "Identity": WHO,
        "Force": "$false",
    }
    assert line.what_if


def test_a_list_may_have_spaces_after_its_commas():
    words = ["Add-MailboxPermission", WHO, "-User", "b", "-AccessRights", "FullAccess,", "SendAs"]

    assert values(*words)["AccessRights"] == ["FullAccess", "SendAs"]


def test_a_file_is_read_for_a_parameter_of_bytes():
    assert values("New-App", "-FileData", "key.pfx")["FileData"] == b"\x00\x01"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param("", "Name a cmdlet", id="nothing"),
        pytest.param("Connect-ExchangeOnline -UserPrincipalName x", "nightshift login", id="login"),
        pytest.param("Get-ConnectionInformation", "nightshift whoami", id="whoami"),
        pytest.param("Disconnect-ExchangeOnline -Confirm:$false", "nightshift logout", id="logout"),
        pytest.param("Get-Mailbox -Credential $c", "multi-factor", id="credential"),
        pytest.param("New-Mailbox -UserPrincipalName x", "-MicrosoftOnlineServicesID", id="upn"),
        pytest.param("New-Mailbox -Name x -Password y", "nightshift mailbox new", id="password"),
        pytest.param("Enable-Mailbox adele", "-Archive", id="enable"),
        pytest.param("Get-MessageTrace -SenderAddress x", "Get-MessageTraceV2", id="trace"),
        pytest.param("Get-Mailbx adele", "did you mean Get-Mailbox", id="cmdlet"),
        pytest.param("Get-Mailbox -Identty adele", "did you mean Identity", id="parameter"),
        pytest.param("Set-Mailbox adele -Type Shred", "did you mean Shared", id="enumeration"),
        pytest.param("Set-Mailbox -CustomAttribute1 x", "needs Identity", id="mandatory"),
        pytest.param("Set-Mailbox adele -ArchiveQuota 5GB", "on premises only", id="premises"),
        pytest.param("Remove-Mailbox adele -Permanent true", "on premises only", id="no beginning"),
        pytest.param("Set-Mailbox adele -Audit true", "AuditAdmin, AuditDelegate", id="beginning"),
        pytest.param("Set-Mailbox adele -AuditEnabled", "true or false", id="no truth"),
        pytest.param("Set-Mailbox adele -AuditEnabled maybe", "neither true", id="no truth value"),
        pytest.param("Set-Mailbox adele -DisplayName", "needs a value", id="no value"),
        pytest.param("Set-Mailbox adele -Force:", "shell has taken", id="shell's variable"),
        pytest.param("Set-Mailbox adele -Office x -Office y", "given twice", id="twice"),
        pytest.param("Set-Mailbox adele x", "belongs to no parameter", id="stray word"),
        pytest.param("Set-Mailbox -Languages a adele", "-Identity adele", id="after a list"),
        pytest.param("Set-Mailbox adele -ProhibitSendQuota big", "no limit", id="size"),
        pytest.param("Set-Mailbox adele -LitigationHoldDate 11/12/2026", "the month", id="date"),
        pytest.param("Set-Mailbox adele -Languages @Add=a", "taken apart", id="braces"),
        pytest.param("Set-Mailbox adele -Languages @Add=a @b", "taken apart", id="all braces"),
        pytest.param("Set-Mailbox adele -Languages @{Add=a", "taken apart", id="half"),
        pytest.param("Set-Mailbox adele -Languages @{Put=a}", "not by Put", id="other edit"),
        pytest.param("Set-Mailbox adele -Languages @{Add=}", "an empty one clears", id="no edit"),
        pytest.param(
            "Set-Mailbox adele -Languages System.Collections.Hashtable", "single quotes", id="name"
        ),
        pytest.param(["Get-Mailbox adele | fl"], "no pipeline", id="pipeline"),
        pytest.param(["Get-Mailbox $user"], "variable of PowerShell", id="variable"),
        pytest.param("Get-EXOMailbox -Async", "use Get-Mailbox", id="native"),
        pytest.param("Get-EXOMailboxStatistics", "Name the mailbox", id="native without a key"),
        pytest.param("Get-VivaModuleFeature", "not of the service", id="module"),
        pytest.param(['Get-Mailbox "adele'], "too few", id="quote"),
    ],
)
def test_a_wrong_line_is_told_with_what_to_write(words, says):
    typed = words.split() if isinstance(words, str) else words

    with pytest.raises((WrongLine, BadCall), match=re.escape(says)):
        values(*typed)


def test_a_secret_is_never_told():
    with pytest.raises(WrongLine) as caught:
        values("Set-Mailbox", WHO, "-Password", "hunter2-canary")

    assert "canary" not in str(caught.value)


_words = st.one_of(
    st.sampled_from(
        ["-Identity", "--all", "@{Add=", "'", '"', "-Confirm:", "@x.csv", "a,", "$null"]
    ),
    st.text(max_size=12),
)


@given(
    st.sampled_from(["Set-Mailbox", "Get-EXOMailbox", "New-TransportRule", "Get-Mailbox -Filter "]),
    st.lists(_words, max_size=6),
    st.booleans(),
)
def test_whatever_is_typed_is_a_call_or_a_sentence(cmdlet, words, joined):
    typed = [" ".join([cmdlet, *words])] if joined else [cmdlet, *words]

    with suppress(WrongLine, BadCall):
        asked(read(catalogue(), typed), PLACE)


@given(st.sampled_from(sorted(catalogue().names)), st.data())
def test_whatever_a_parameter_is_given_is_a_value_or_a_sentence(cmdlet, data):
    found = catalogue().find(cmdlet)
    parameter = data.draw(st.sampled_from(sorted(found.parameters)))
    typed = data.draw(
        st.text(max_size=20) | st.from_regex(r"@\{[A-Za-z=\",;' ]*\}", fullmatch=True)
    )

    with suppress(WrongLine, BadCall):
        asked(read(catalogue(), [cmdlet, f"-{parameter}:{typed}"]), PLACE)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(["Get-Mailbox", "-Filter", "AuditEnabled -eq $true"], id="words"),
        pytest.param(['Get-Mailbox -Filter "AuditEnabled -eq $true"'], id="one word"),
        pytest.param(["Get-Mailbox -Filter {AuditEnabled -eq $true}"], id="script block"),
    ],
)
def test_a_filter_goes_as_the_module_sends_it(typed):
    assert values(*typed)["Filter"] == "AuditEnabled -eq 'True'"
