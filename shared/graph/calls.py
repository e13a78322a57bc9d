"""
Every call of Graph that this project sends or knows how to send, with what it needs.

A test sees to it that nothing is sent that is not declared here, and that none of the writes
leaves in a dry run.
"""

from shared.graph.declaration import GraphCall
from shared.graph.declared import access, directory, groups, users

CALLS: tuple[GraphCall, ...] = (*users.CALLS, *access.CALLS, *groups.CALLS, *directory.CALLS)


def declared(method: str, path: str) -> tuple[GraphCall, ...]:
    """
    The declarations of *method* on *path*, which has no version and no query; none if unknown.

    They are several where each property takes its own permission. A name never stands where
    another declaration has a word: `/users/delta` is nobody called delta.
    """
    fitting = [call for call in CALLS if call.method == method and call.fits(path)]
    fewest = min((len(call.placeholders) for call in fitting), default=0)
    return tuple(call for call in fitting if len(call.placeholders) == fewest)


def least_for(method: str, path: str) -> tuple[str, ...]:
    """
    The least permission for the call; none when it is not declared.

    They are several where it depends on the property that is set.
    """
    return tuple(dict.fromkeys(call.least for call in declared(method, path)))
