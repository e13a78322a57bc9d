"""Things by id, which come, change and go; a lag shows readers what was."""

from collections.abc import Iterable, Iterator

from local.tenant.state.lag import Before, Lag

type _Was[V] = tuple[V] | tuple[()]


class Shelf[V]:
    """All things of one sort in a tenant."""

    def __init__(self, things: Iterable[tuple[str, V]], lag: Lag) -> None:
        self._things = dict(things)
        self._before = Before[str, _Was[V]](lag)

    def __iter__(self) -> Iterator[V]:
        """The things as readers see them."""
        keys = dict.fromkeys([*self._things, *self._before.keys()])
        return (one for key in keys if (one := self.read(key)) is not None)

    def read(self, key: str) -> V | None:
        """The thing *key* as readers see it; not to be changed."""
        was = self._before.of(key)
        if was is not None:
            return was[0] if was else None
        return self._things.get(key)

    def write(self, key: str) -> V:
        """
        The thing *key*, to be changed.

        Raises:
            KeyError: There is none.

        """
        thing = self._things[key]
        self._before.note(key, (thing,))
        return thing

    def saved(self) -> dict[str, V]:
        """The things as they are, whatever readers see yet."""
        return self._things

    def restore(self, saved: dict[str, V]) -> None:
        """The things in *saved* are there and no others."""
        self._things = saved

    def put(self, key: str, thing: V) -> None:
        """*thing* is there, in place of what had the same key."""
        self._note(key)
        self._things[key] = thing

    def drop(self, key: str) -> None:
        """Nothing is there under *key*."""
        self._note(key)
        self._things.pop(key, None)

    def _note(self, key: str) -> None:
        there = key in self._things
        self._before.note(key, (self._things[key],) if there else ())
