"""The account of a visit that is kept nowhere."""

from shared.web.request import Answer, Request


class Aside:
    """
    Takes what happens and forgets it.

    A visit from a desk only reads, and must work also where the storage is what is broken.
    """

    async def intend(self, request: Request) -> None:
        """Nothing is kept; nothing that writes is sent."""

    async def sent(
        self, request: Request, outcome: str, *, rows: int | None, answer: Answer | None, ms: int
    ) -> None:
        """Nothing is kept."""
