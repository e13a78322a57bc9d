"""What is refused before anything is sent, and what the person who wrote it reads."""

import pytest

from shared.exchange.catalogue import catalogue
from shared.exchange.client import Exchange
from shared.exchange.command import command
from shared.exchange.protocol import Organization
from shared.web.errors import BadCall


def refusal(name, **given):
    with pytest.raises(BadCall) as caught:
        command(catalogue(), name, given)
    return caught.value


@pytest.mark.parametrize(
    ("name", "why", "advice"),
    [
        ("Get-MailboxStatistic", "Exchange Online has no such cmdlet",
         "did you mean Get-MailboxStatistics or Get-MailboxFolderStatistics?"),
        ("get-mesagetrace", "Exchange Online has no such cmdlet",
         "did you mean Get-MessageTraceV2?"),
        ("Frobnicate", "Exchange Online has no such cmdlet",
         "look it up in Microsoft's cmdlet reference"),
        ("Get-ClientAccessRule",
         "Exchange Online has no such cmdlet any more (the reference last listed it on 2025-07-01)",
         "look it up in Microsoft's cmdlet reference"),
        ("Get-MessageTrace", "Exchange Online lists it as replaced", "use Get-MessageTraceV2"),
        ("New-MailboxSearch", "Exchange Online lists it as retired",
         "use New-ComplianceSearch (Security & Compliance)"),
        ("New-MailboxImportRequest", "Exchange Online lists it as unsupported",
         "there is no successor"),
        ("Get-EXOCasMailbox", "it is a command of the PowerShell module, not of the service",
         "use Get-CASMailbox"),
    ],
)  # fmt: skip
def test_a_cmdlet_that_cannot_be_called_is_refused_with_what_to_do(name, why, advice):
    assert refusal(name, Identity="a").detail == f"{why}, so nothing was sent; {advice}"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"HiddenFromAdressListsEnabled": True},
         ("Set-Mailbox has no parameter HiddenFromAdressListsEnabled in Exchange Online; "
          "did you mean HiddenFromAddressListsEnabled?")),
        ({"ArchiveQuota": "1 GB"},
         "Set-Mailbox has the parameter ArchiveQuota on premises only, not in Exchange Online"),
        ({"Type": "Sharde"}, 'Type does not take "Sharde"; did you mean Shared?'),
        ({"Type": "x"},
         'Type does not take "x"; it takes Desk, Equipment, Regular, Room, Shared, Workspace'),
        ({"identity": "b"},
         "a parameter is given twice in different letter case; name it once"),
    ],
)  # fmt: skip
def test_a_parameter_that_does_not_fit_is_refused_with_what_does(given, problem):
    error = refusal("Set-Mailbox", Identity="a", **given)

    assert error.detail == f"nothing was sent: {problem}"
    assert (error.call.name, error.call.target, error.status) == ("Set-Mailbox", "a", None)


def test_what_is_mandatory_in_every_set_must_be_there():
    assert refusal("Remove-RecipientPermission", Identity="a").detail == (
        "nothing was sent: Remove-RecipientPermission needs AccessRights and Trustee; give it"
    )


def test_what_only_some_sets_demand_may_be_absent():
    given = {"Identity": "a", "Owner": "b"}

    assert command(catalogue(), "Add-MailboxPermission", given).parameters.items() >= given.items()
    assert not command(catalogue(), "Get-HostedOutboundSpamFilterPolicy", {}).parameters


def test_several_mistakes_are_told_at_once():
    detail = refusal("Set-Mailbox", Typ="Shared", Type="x").detail

    assert "no parameter Typ " in detail
    assert 'does not take "x"' in detail
    assert "needs Identity" in detail


@pytest.mark.parametrize("value", ["shared", "Shared", None, 2, True])
def test_a_value_of_the_enumeration_or_of_another_kind_is_left_to_the_service(value):
    taken = command(catalogue(), "Set-Mailbox", {"Identity": "a", "Type": value})

    assert taken.parameters["Type"] == value


def test_each_value_of_several_is_looked_at():
    wanted = {"RecipientTypeDetails": ["UserMailbox", "SharedMailbox"]}
    command(catalogue(), "Get-Mailbox", wanted)
    command(catalogue(), "Get-Mailbox", {"RecipientTypeDetails": "UserMailbox, SharedMailbox"})

    assert '"SharedBox"' in refusal("Get-Mailbox", RecipientTypeDetails=["SharedBox"]).detail


def test_names_go_out_in_the_catalogue_s_spelling():
    made = command(catalogue(), "set-MAILBOX", {"IDENTITY": "a", "type": "Shared", "verbose": True})

    assert made.cmdlet.name == "Set-Mailbox"
    assert made.parameters == {"Identity": "a", "Type": "Shared", "Verbose": True}


def test_parameters_of_a_cmdlet_the_reference_does_not_describe_are_not_judged():
    made = command(catalogue(), "set-organization", {"Whatever": 1})

    assert (made.cmdlet.name, made.parameters) == ("Set-Organization", {"Whatever": 1})


class NoLine:
    """A line on which nothing may be said."""

    async def call(self, request, read, *, if_not_sent):
        raise AssertionError(f"{request.call.name} was sent")


@pytest.mark.parametrize(
    ("name", "given"), [("Get-Nothing", {}), ("Get-Mailbox", {"Identities": "a"})]
)
async def test_nothing_reaches_the_line(name, given):
    exchange = Exchange(NoLine(), Organization("https://outlook.office365.com", "t"))

    with pytest.raises(BadCall):
        await exchange.invoke(name, **given)
    with pytest.raises(BadCall):
        await anext(exchange.pages(name, **given))
    assert exchange.calls == 0
