"""A call of Graph as a declaration: what it is, and which permission it takes."""

import re
from dataclasses import dataclass

from shared.graph.query import segment
from shared.web.request import Effect

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class GraphCall:
    """
    A method on a path below the version, segments in braces standing for names.

    `least` is the application permission that allows it and least else; each of `wider` does
    too. `sets` is the property of the body that they are about, where another property takes
    another permission. `source` is the page of Microsoft's Graph reference, by its name.
    """

    method: str
    template: str
    least: str
    source: str
    wider: tuple[str, ...] = ()
    sets: str | None = None

    @property
    def effect(self) -> Effect:
        """GET reads, everything else writes."""
        return Effect.READ if self.method == "GET" else Effect.WRITE

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that the path wants."""
        return tuple(_PLACEHOLDER.findall(self.template))

    def path(self, **names: str) -> str:
        """
        The path with *names* in it, each as one segment.

        Raises:
            KeyError: A name is missing.
            BadCall: A name names nothing.

        """
        return _PLACEHOLDER.sub(lambda found: segment(names[found[1]]), self.template)

    def fits(self, path: str) -> bool:
        """Whether *path*, without its query, is one of this call's, in any letter case."""
        literals = _PLACEHOLDER.split(self.template)[::2]
        pattern = "[^/$][^/]*".join(map(re.escape, literals))
        return re.fullmatch(pattern, path, re.IGNORECASE) is not None


def reads(template: str, least: str, source: str, *wider: str) -> GraphCall:
    """A GET."""
    return GraphCall("GET", template, least, source, wider)


def writes(
    method: str, template: str, least: str, source: str, *wider: str, sets: str | None = None
) -> GraphCall:
    """Any other method."""
    return GraphCall(method, template, least, source, wider, sets)
