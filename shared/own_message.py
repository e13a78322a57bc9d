"""Reading back the messages that we send ourselves: nothing but our own shapes passes. Pure."""

import json
import re

TENANT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def members(body: str, **shapes: re.Pattern[str]) -> tuple[str, ...] | None:
    """
    The members of *body* named by *shapes*, in that order; None for any body not of ours.

    Each must be a text that fits its shape whole: only what we wrote may become a table key.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    found = {name: content.get(name) for name in shapes}
    if all(isinstance(v, str) and shapes[name].fullmatch(v) for name, v in found.items()):
        return tuple(str(value) for value in found.values())
    return None
