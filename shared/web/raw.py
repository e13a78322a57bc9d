"""Answers as they came, for who studies the service rather than uses it."""

from collections.abc import Callable

from shared.web.errors import Call, ServiceError, Throttled
from shared.web.request import Answer, Outcome

NO_ANSWER = Answer(0, {}, b"")  # stands for the answer of a write that a dry run held back
_UNAVAILABLE = 503


def as_it_came(
    call: Call, failure: Callable[[Call, Answer], ServiceError]
) -> Callable[[Answer], Outcome[Answer]]:
    """How to read an answer without judging it; only what asks us to wait is an error."""

    def read(answer: Answer) -> Outcome[Answer]:
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - the bounds of success
            error = failure(call, answer)
            if isinstance(error, Throttled) or answer.status == _UNAVAILABLE:
                raise error
        return Outcome(answer)

    return read
