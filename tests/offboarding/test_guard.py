import pytest

from shared.offboarding.guard import Ask, Pass, Refuse, judge
from shared.offboarding.model import Access
from shared.offboarding.person import Subject
from shared.offboarding.policy import OffboardingPolicy, Profile
from shared.offboarding.request import validate
from tests.offboarding.builders import mailbox, manager, user

POLICY = OffboardingPolicy(
    break_glass=("Emergency@contoso.com", "77777777-2222-3333-4444-555555555555"),
    profiles={"standard": Profile(steps=("x",))},
)


def verdict(request: dict | None = None, *, unfinished: bool = False, **given: object):
    plain = {"user": user(), "manager": manager(), "mailbox": mailbox(), "roles": ()}
    subject = Subject(**{**plain, **given})
    asked = validate({"requestId": "r", "user": "adele@contoso.com", **(request or {})})
    return judge(subject, asked, POLICY, unfinished=unfinished)


def test_nothing_speaks_against_an_ordinary_leaver():
    assert verdict() == Pass()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"user": user(upn="EMERGENCY@contoso.com")}, "break-glass", id="by-upn"),
        pytest.param(
            {"user": user(id="77777777-2222-3333-4444-555555555555".upper())},
            "break-glass",
            id="by-id",
        ),
        pytest.param({"user": user(synced=True)}, "user-synced", id="synced"),
        pytest.param(
            {"user": user(enabled=False), "mailbox": mailbox(type="SharedMailbox")},
            "already-gone",
            id="gone",
        ),
    ],
)
def test_who_must_not_be_offboarded_is_refused(given, code):
    found = verdict(**given)

    assert isinstance(found, Refuse)
    assert found.reason.code == code


def test_a_refusal_goes_before_a_question():
    assert isinstance(verdict(user=user(synced=True), roles=("Global Administrator",)), Refuse)


def test_a_refused_person_s_access_is_told():
    gone = verdict(user=user(enabled=False, synced=True))

    assert isinstance(gone, Refuse)
    assert gone.access is Access.CLOSED


@pytest.mark.parametrize(
    ("given", "request_", "code"),
    [
        pytest.param({"roles": ("Helpdesk Administrator",)}, {}, "privileged-role", id="role"),
        pytest.param({"roles": None}, {}, "roles-unreadable", id="unreadable"),
        pytest.param({"mailbox": mailbox(type="SharedMailbox")}, {}, "not-a-person", id="shared"),
        pytest.param({}, {"delegateTo": ["x@contoso.com"]}, "delegate-differs", id="delegate"),
        pytest.param({"manager": None}, {"manager": "x@y.z"}, "manager-differs", id="manager"),
        pytest.param(
            {},
            {"user": {"upn": "adele@contoso.com", "employeeId": "E999999"}},
            "facts-disagree",
            id="facts",
        ),
    ],
)
def test_what_is_unusual_or_unknown_needs_a_second_person(given, request_, code):
    found = verdict(request_, **given)

    assert isinstance(found, Ask)
    assert found.reason.code == code


def test_the_directory_s_manager_may_be_named_and_delegated_to():
    asked = {"manager": "Boss@contoso.com", "delegateTo": ["BOSS@contoso.com", "u-9"]}

    assert verdict(asked) == Pass()


def test_who_was_left_half_way_by_a_failed_case_may_be_offboarded_again():
    half_way = {"user": user(enabled=False), "mailbox": mailbox(type="SharedMailbox")}

    assert verdict(unfinished=True, **half_way) == Pass()
