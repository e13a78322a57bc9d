"""
What the host says when something is not as it must be.

```text
* HostError
  - BadApp             the app or its host.json cannot be used; nothing runs
  - PortTaken          the admin port is in use by another program
  - SettingMissing     a function names a setting that is not there; that function does not run
  - Unsupported        a function needs a binding that this host does not have; likewise
  - InvocationFailed   the function did not return; the message goes back to its queue
  - StorageFault
    + MessageGone      somebody else has the message, or it is deleted
    + QueueMissing     there is no such queue
    + Unavailable      storage did not answer as it should; it is asked again later
```
"""


class HostError(Exception):
    """A failure of the host; its text is a sentence for the person who started it."""


class BadApp(HostError):
    """The app in the directory cannot be loaded."""


class PortTaken(HostError):
    """Another program listens on the port that was asked for."""


class SettingMissing(HostError):
    """A setting that a function names is absent; that function stays off."""


class Unsupported(HostError):
    """A function has a trigger or binding that only the real host can serve."""


class InvocationFailed(HostError):
    """The function raised, was cancelled or ran out of time; `trace` is its traceback."""

    def __init__(self, reason: str, trace: str = "") -> None:
        super().__init__(reason)
        self.trace = trace


class StorageFault(HostError):
    """Storage refused or could not be reached."""


class MessageGone(StorageFault):
    """The pop receipt is no longer good: the message is deleted or another has taken it."""


class QueueMissing(StorageFault):
    """The queue does not exist."""


class Unavailable(StorageFault):
    """Storage cannot be reached or refuses; trying again later may help."""
