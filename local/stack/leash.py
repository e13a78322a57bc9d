"""
Run a command that does not outlive the process that started it.

`python leash.py PARENT COMMAND...`: on Linux the kernel kills the command when its parent is gone,
whatever ended the parent; elsewhere this process stays beside the command and watches a pipe.
The parent's *thread* counts on Linux: start children from a thread that lives as long as they may.
"""

import os
import subprocess
import sys
import threading

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9


def main(arguments: list[str]) -> int:
    """The command's exit code; on Linux this process becomes the command."""
    parent, *command = arguments
    if sys.platform == "linux":
        _become(command, int(parent))
    return _watched(command)


def _watched(command: list[str]) -> int:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child:
        threading.Thread(target=_kill_at_end_of_input, args=(child,), daemon=True).start()
        return child.wait()


def _become(command: list[str], parent: int) -> None:
    import ctypes  # noqa: PLC0415 - only here is it needed, and every start pays for it

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:  # it was gone before the kernel was told
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


def _kill_at_end_of_input(child: "subprocess.Popen[bytes]") -> None:
    sys.stdin.buffer.read()  # the parent holds the other end and never writes
    child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
