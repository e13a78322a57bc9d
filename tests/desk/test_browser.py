"""Where a browser would open that nobody sees, a code is used instead."""

import pytest

from shared.desk.browser import may_be_seen

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environment", "system", "release", "seen"),
    [
        ({}, "Windows", "11", True),
        ({}, "Darwin", "25.0", True),
        (SSH, "Darwin", "25.0", False),
        (SSH, "Windows", "11", False),
        (SCREEN, "Linux", "6.8", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "Linux", "6.8", True),
        (SSH | SCREEN, "Linux", "6.8", True),
        (SSH | {"BROWSER": "lynx"}, "Linux", "6.8", False),
        ({"BROWSER": "wslview"}, "Linux", "6.8", True),
        ({}, "Linux", "6.8", False),
        ({}, "Linux", "5.15-microsoft-standard-WSL2", True),
    ],
)
def test_a_browser_is_used_where_its_window_is_seen(environment, system, release, seen):
    assert may_be_seen(environment, system, release) is seen
