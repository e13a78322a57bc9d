"""Whether a browser that opens on this machine is one that the person at the terminal sees."""

import os
import platform
import webbrowser
from collections.abc import Mapping


def browser_here() -> bool:
    """Whether the interactive sign-in can work at this terminal."""
    if not may_be_seen(os.environ, platform.system(), platform.release()):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        # Under WSL azure-identity opens the browser of Windows.
        return "microsoft" in platform.release().casefold()
    return True


def may_be_seen(environment: Mapping[str, str], system: str, release: str) -> bool:
    """
    Whether windows of this machine appear before the person.

    Not over SSH without a display, nor on a Linux without one: a browser would open in the server
    room, or in text mode, where the page of Entra does not work.
    """
    display = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return display
    if system != "Linux":
        return True
    windows_beneath = "microsoft" in release.casefold()
    return display or windows_beneath or bool(environment.get("BROWSER"))
