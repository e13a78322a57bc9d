"""Each step: it changes, already so changes nothing, and what it leaves to others."""

from dataclasses import replace

import pytest

from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.offboarding.decision import (
    Change,
    Cmdlet,
    Context,
    Done,
    Fresh,
    GraphWrite,
    Manual,
    Skip,
)
from shared.offboarding.facts import License
from shared.offboarding.model import Outcome
from shared.offboarding.plan import catalogue, plan
from shared.offboarding.policy import load_policy
from shared.settings import from_environment
from tests.offboarding.builders import (
    CONTEXT,
    distribution_group,
    facts,
    group,
    mailbox,
    manager,
    user,
)

GIB = 1024**3


def decide(step_id: str, context: Context = CONTEXT, **given: object):
    return catalogue()[step_id].decide(facts(**given), context)


def after(**before: object) -> Context:
    return replace(CONTEXT, before=before)


def test_an_account_that_can_sign_in_is_blocked():
    decision = decide("block-sign-in")

    assert decision.writes == (GraphWrite("PATCH", "/users/u-1", {"accountEnabled": False}),)
    assert decision.before == {"accountEnabled": True}


def test_a_blocked_account_is_left_alone():
    assert decide("block-sign-in", user=user(enabled=False)) == Done({"accountEnabled": False})


def test_a_password_is_reset_and_the_decision_does_not_know_it():
    [write] = decide("reset-password").writes

    assert write.body["passwordProfile"]["password"] is Fresh.PASSWORD


def test_a_password_that_changed_since_the_first_attempt_is_not_reset_again():
    earlier = after(lastPasswordChangeDateTime="2025-01-01T00:00:00Z")

    assert isinstance(decide("reset-password", earlier), Done)


def test_a_password_that_did_not_change_since_the_first_attempt_is_reset():
    earlier = after(lastPasswordChangeDateTime="2026-01-01T00:00:00Z")

    assert isinstance(decide("reset-password", earlier), Change)


def test_sessions_are_revoked_unless_they_were_since_the_first_attempt():
    earlier = after(signInSessionsValidFromDateTime="2025-01-01T00:00:00Z")

    [write] = decide("revoke-sessions").writes
    assert (write.method, write.path) == ("POST", "/users/u-1/revokeSignInSessions")
    assert isinstance(decide("revoke-sessions", earlier), Done)


def test_a_user_mailbox_becomes_shared():
    decision = decide("convert-to-shared")

    assert decision.writes == (Cmdlet("Set-Mailbox", {"Identity": "m-1", "Type": "Shared"}),)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        pytest.param(mailbox(type="SharedMailbox"), Done, id="shared-already"),
        pytest.param(None, Skip, id="no-mailbox"),
        pytest.param(mailbox(type="RoomMailbox"), Manual, id="a-room"),
    ],
)
def test_a_mailbox_that_is_no_user_s_is_not_converted(box, expected):
    assert isinstance(decide("convert-to-shared", mailbox=box), expected)


def test_a_visible_mailbox_is_hidden():
    change = {"Identity": "m-1", "HiddenFromAddressListsEnabled": True}

    assert decide("hide-from-address-lists").writes == (Cmdlet("Set-Mailbox", change),)


def test_a_hidden_mailbox_is_left_alone():
    assert isinstance(decide("hide-from-address-lists", mailbox=mailbox(hidden=True)), Done)
    assert isinstance(decide("hide-from-address-lists", mailbox=None), Skip)


def test_the_automatic_reply_names_leaver_and_manager_escaped():
    [write] = decide("set-automatic-reply").writes

    assert write.parameters["AutoReplyState"] == "Enabled"
    assert "Adele &lt;Vance&gt;" in write.parameters["InternalMessage"]
    assert "boss@contoso.com" in write.parameters["ExternalMessage"]


def test_an_automatic_reply_that_exchange_wrapped_in_html_is_recognised():
    [write] = decide("set-automatic-reply").writes
    kept = f"<html>\r\n<body>\n{write.parameters['InternalMessage']}</body></html>"
    now = AutoReplyConfiguration("Enabled", kept, kept, "Known")

    assert isinstance(decide("set-automatic-reply", auto_reply=now), Done)
    assert isinstance(
        decide("set-automatic-reply", auto_reply=replace(now, state="Disabled")), Change
    )


def test_the_request_s_own_text_goes_before_the_profile_s():
    [write] = decide("set-automatic-reply", replace(CONTEXT, auto_reply_text="<b>Bye</b>")).writes

    assert write.parameters["InternalMessage"] == "&lt;b&gt;Bye&lt;/b&gt;"


def test_without_a_manager_the_reply_names_none():
    [write] = decide("set-automatic-reply", manager=None).writes

    assert "write to" not in write.parameters["InternalMessage"]


def test_the_manager_gets_full_access():
    [write] = decide("grant-full-access").writes

    assert write.parameters["User"] == "boss@contoso.com"
    assert write.parameters["AccessRights"] == ["FullAccess"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"permissions": ("boss@contoso.com",)}, Done, id="has-it"),
        pytest.param({"manager": None}, Skip, id="no-manager"),
        pytest.param({"manager": manager(enabled=False)}, Skip, id="manager-blocked"),
        pytest.param({"mailbox": None}, Skip, id="no-mailbox"),
    ],
)
def test_nobody_gets_access_twice_or_in_vain(given, expected):
    assert isinstance(decide("grant-full-access", **given), expected)


def test_approved_delegates_go_before_the_manager():
    [write] = decide("grant-full-access", replace(CONTEXT, delegates=("c@contoso.com",))).writes

    assert write.parameters["User"] == "c@contoso.com"


def test_cloud_groups_are_left_one_by_one():
    decision = decide(
        "leave-groups", groups=(group(), group(id="g-2", unified=True, mail_enabled=True))
    )

    assert [write.path for write in decision.writes] == [
        "/groups/g-1/members/u-1/$ref",
        "/groups/g-2/members/u-1/$ref",
    ]


@pytest.mark.parametrize(
    ("stays", "outcome", "code"),
    [
        pytest.param({"gives_license": True}, Outcome.SKIPPED, "gives-licence", id="licence"),
        pytest.param({"gives_license": None}, Outcome.MANUAL, "licence-unknown", id="unknown"),
        pytest.param({"dynamic": True}, Outcome.SKIPPED, "dynamic-group", id="dynamic"),
        pytest.param({"synced": True}, Outcome.MANUAL, "synced-group", id="synced"),
        pytest.param({"role_assignable": True}, Outcome.MANUAL, "role-assignable-group", id="role"),
    ],
)
def test_a_group_that_we_may_not_leave_stays_with_its_reason(stays, outcome, code):
    decision = decide("leave-groups", groups=(group(**stays),))

    assert isinstance(decision, Done)
    [item] = decision.left
    assert (item.outcome, item.reason.code) == (outcome, code)


def test_mail_enabled_groups_are_left_through_exchange():
    lists = (group(mail_enabled=True),)

    assert decide("leave-groups", groups=lists) == Done({"groups": []})
    [write] = decide(
        "leave-distribution-groups", distribution_groups=(distribution_group(),)
    ).writes
    assert write.parameters["BypassSecurityGroupManagerCheck"] is True


def test_a_list_from_active_directory_is_left_to_a_person():
    decision = decide(
        "leave-distribution-groups", distribution_groups=(distribution_group(synced=True),)
    )

    assert isinstance(decision, Done)
    assert decision.left[0].outcome is Outcome.MANUAL


SHARED = mailbox(type="SharedMailbox")


def test_direct_licences_are_freed_once_the_mailbox_is_shared():
    held = (License("sku-e3", None), License("sku-f3", "g-9"))
    decision = decide("free-licences", mailbox=SHARED, user=user(licenses=held))

    [write] = decision.writes
    assert write.body == {"addLicenses": [], "removeLicenses": ["sku-e3"]}
    assert decision.left[0].reason.code == "by-group"


@pytest.mark.parametrize(
    ("given", "expected", "code"),
    [
        pytest.param({"mailbox": mailbox()}, Manual, "not-shared", id="not-converted"),
        pytest.param({"mailbox": replace(SHARED, on_hold=True)}, Skip, "on-hold", id="hold"),
        pytest.param(
            {"mailbox": replace(SHARED, has_archive=True)}, Skip, "has-archive", id="archive"
        ),
        pytest.param({"mailbox": SHARED, "usage": None}, Manual, "size-unknown", id="unknown-size"),
        pytest.param({"mailbox": SHARED, "usage": 50 * GIB + 1}, Skip, "over-50-gb", id="large"),
    ],
)
def test_a_licence_that_the_mailbox_needs_stays(given, expected, code):
    decision = decide("free-licences", **given)

    assert isinstance(decision, expected)
    assert decision.reason.code == code


def test_a_mailbox_of_exactly_50_gb_needs_no_licence():
    assert isinstance(decide("free-licences", mailbox=SHARED, usage=50 * GIB), Change)


def test_a_dry_run_takes_the_conversion_as_done():
    assumed = replace(CONTEXT, assumed=frozenset({"convert-to-shared"}))

    assert isinstance(decide("free-licences", assumed), Change)


def test_mail_is_forwarded_only_to_whom_the_request_names():
    assert isinstance(decide("forward-mail"), Skip)
    [write] = decide("forward-mail", replace(CONTEXT, forward_to="c@contoso.com")).writes
    assert write.parameters["ForwardingAddress"] == "c@contoso.com"


# What holds for every step, whatever it is.


@pytest.mark.parametrize("step_id", sorted(catalogue()))
def test_a_step_is_named_for_its_file_documented_and_sourced(step_id):
    step = catalogue()[step_id]

    assert step.decide.__module__.endswith("." + step_id.replace("-", "_"))
    assert step.decide.__doc__
    assert step.source
    assert (step.after | step.needs) <= catalogue().keys()


def test_no_profile_frees_a_licence_before_the_conversion():
    policy = load_policy(from_environment({}).config_dir).value

    for profile in policy.profiles.values():
        order = [step.id for step in plan(profile.steps, catalogue())]
        assert order.index("convert-to-shared") < order.index("free-licences")
    assert "convert-to-shared" in catalogue()["free-licences"].needs
