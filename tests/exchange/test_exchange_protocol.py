"""What is sent for a cmdlet, beside the values of its parameters."""

import json

import pytest

from shared.exchange import protocol
from shared.exchange.answers import Page
from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.web.errors import BadCall, Call, Malformed
from tests.exchange.calling import CUT, asked

CALL = Call("Get-Mailbox")


def parameters(cmdlet, **given):
    body = json.loads(asked(cmdlet, **given).body)
    assert body["CmdletInput"]["CmdletName"] == cmdlet
    return body["CmdletInput"]["Parameters"]


def test_a_write_confirms_itself_and_a_read_does_not():
    assert parameters("Set-Mailbox", Identity="m-1", Type="Shared") == {
        "Identity": "m-1",
        "Type": "Shared",
        "Confirm": False,
    }
    assert parameters("Get-Mailbox", Identity="m-1") == {"Identity": "m-1"}


def test_a_write_that_cannot_prompt_is_not_told_to_confirm_itself():
    assert parameters("Set-Clutter", Identity="m-1", Enable=False) == {
        "Identity": "m-1",
        "Enable": False,
    }


def test_a_person_s_words_and_bytes_do_not_reach_the_transcript():
    words = asked(
        "Set-MailboxAutoReplyConfiguration", Identity="m-1", InternalMessage="I was let go"
    )
    people = asked("New-MigrationBatch", Name="m-1", CSVData=b"many people")

    assert b"let go" in (words.body or b"")
    assert "let go" not in str(words.shown)
    assert people.shown["CSVData"] == "(not kept)"


@pytest.mark.parametrize("identity", ["", "  ", None])
def test_an_identity_of_nothing_is_not_sent_since_it_may_mean_everything(identity):
    with pytest.raises(BadCall, match="Identity is empty"):
        asked("Get-Mailbox", Identity=identity)


def test_a_password_is_never_sent_and_the_sentence_says_where_to_set_one():
    with pytest.raises(BadCall, match=r"Password takes a password.*Entra ID") as caught:
        asked("Set-Mailbox", Identity="m-1", Password="hunter2")

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "identity",
    ["o'brien@contoso.com", "a/b", "guest_fabrikam.com#EXT#@contoso.com", "Zoë 😀", "x" * 300],
)
def test_any_identity_arrives_as_it_is(identity):
    assert parameters("Get-Mailbox", Identity=identity) == {"Identity": identity}


def test_half_a_character_is_refused_with_a_sentence_that_can_be_printed():
    with pytest.raises(BadCall, match="half a character") as caught:
        asked("Get-Mailbox", Identity="m\ud800")

    assert str(caught.value).encode()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, BadCall, id="nothing-said"),
        pytest.param({"ResultSize": "Unlimited"}, Malformed, id="all-wanted"),
        pytest.param({"ResultSize": 3}, None, id="three-wanted"),
    ],
)
def test_a_list_that_was_cut_is_no_list_unless_so_many_were_wanted(given, expected):
    wanted = command(catalogue(), "Get-Mailbox", given)
    cut = Page([{}], (CUT,))

    if expected is None:
        protocol.whole(wanted, CALL, cut)
    else:
        with pytest.raises(expected):
            protocol.whole(wanted, CALL, cut)
    protocol.whole(wanted, CALL, Page([{}], ("another warning",)))
