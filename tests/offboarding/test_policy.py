"""The offboarding policy as people write it, and what they may get wrong."""

from pathlib import Path

import pytest

from shared.config import ConfigError
from shared.offboarding.plan import check_profiles
from shared.offboarding.policy import load_policy

STANDARD = "profiles:\n  standard:\n    steps: [{steps}]\n"


def policy(folder: Path, text: str, steps: str = "block-sign-in"):
    (folder / "offboarding.yaml").write_text(text + STANDARD.format(steps=steps))
    loaded = load_policy(folder).value
    check_profiles(loaded)
    return loaded


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("workdayEnds: 18:00\n", "in quotes", id="base-60"),
        pytest.param("workdayEnds: 18\n", "in quotes", id="number"),
        pytest.param('workdayEnds: "25:00"\n', "in quotes", id="no-hour"),
        pytest.param("breakGlass: [breakglass1]\n", "protects nobody", id="no-domain"),
        pytest.param("breakGlass: [a@b.c]\nbreakGlass: [d@e.f]\n", "a second time", id="twice"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, told):
    with pytest.raises(ConfigError, match=told):
        policy(tmp_path, text)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("free-licences", "needs convert-to-shared"),
        ("block-sign-im", "no offboarding step"),
        ("block-sign-in, block-sign-in", "twice"),
    ],
)
def test_a_profile_that_cannot_run_is_refused_by_name(tmp_path, steps, told):
    with pytest.raises(ConfigError, match=f"profile standard: .*{told}"):
        policy(tmp_path, "", steps)


def test_only_known_placeholders_stand_in_a_reply(tmp_path):
    text = "profiles:\n  standard:\n    steps: [x]\n    autoReply: {internal: 'Hi {boss}'}\n"
    (tmp_path / "offboarding.yaml").write_text(text)

    with pytest.raises(ConfigError, match="managerMail"):
        load_policy(tmp_path)


def test_the_policy_that_is_shipped_is_sound():
    shipped = load_policy(Path(__file__).resolve().parents[2] / "config").value
    check_profiles(shipped)

    assert "free-licences" in shipped.profiles["standard"].steps
    assert "forward-mail" not in shipped.profiles["standard"].steps
