"""Who manages whom: by arithmetic until changed; a lag shows readers the old manager."""

from collections.abc import Callable, Sequence

from local.tenant.state.lag import Before, Lag


class Managers:
    """The managers of one tenant, in both directions."""

    def __init__(
        self, born: Callable[[int], int | None], reports: Callable[[int], Sequence[int]], lag: Lag
    ) -> None:
        self._born = born
        self._born_reports = reports
        self._set: dict[int, int | None] = {}
        self._before = Before[int, tuple[int | None]](lag)

    def of(self, index: int) -> int | None:
        """Who manages person *index*, as readers see it."""
        before = self._before.of(index)
        if before is not None:
            return before[0]
        return self._now(index)

    def reports(self, index: int) -> list[int]:
        """Whom person *index* manages, as readers see it."""
        candidates = dict.fromkeys([*self._born_reports(index), *self._set])
        return sorted(one for one in candidates if self.of(one) == index)

    def put(self, index: int, manager: int | None) -> None:
        """Person *index* is managed by *manager*, or by nobody."""
        self._before.note(index, (self._now(index),))
        self._set[index] = manager

    def saved(self) -> dict[int, int | None]:
        """The managers that were changed."""
        return self._set

    def restore(self, saved: dict[int, int | None]) -> None:
        """The managers in *saved* are as they are there, all others as they are born."""
        self._set = saved

    def _now(self, index: int) -> int | None:
        return self._set[index] if index in self._set else self._born(index)
