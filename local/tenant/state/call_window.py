"""A quota over a running window: so many calls in so many seconds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class CallWindow:
    """The calls of the last *seconds*, of which there may be *most*."""

    most: int
    seconds: float
    calls: list[datetime] = field(default_factory=list)

    def admit(self, now: datetime) -> float:
        """Count a call at *now*; when there were too many, the seconds until one is free."""
        ago = now - timedelta(seconds=self.seconds)
        self.calls = [one for one in self.calls if one > ago]
        if len(self.calls) >= self.most:
            return self.seconds - (now - self.calls[0]).total_seconds()
        self.calls.append(now)
        return 0.0
