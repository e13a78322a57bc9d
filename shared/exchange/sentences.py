"""
What Exchange Online says of a failure: the names of its exceptions and one sentence. Pure.

Facts that surprised us:
- The sentence is in `details[0].message`, as `id|type|text`; newer back ends put a JSON document
  there instead. `error.message` is one of three constants that say nothing.
- The same member is spelled `internalException` or `internalexception`.
- A cmdlet that was passed on to another server comes back in a wrapper. Its text repeats the
  whole command, with what a person may have written, before it says what happened.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.web.document import json_of
from shared.web.request import Json

_TYPE = re.compile(r"[A-Za-z_][\w.+`]*", re.ASCII)
_ID = re.compile(r"\w{0,12}", re.ASCII)
_NAMED = re.compile(r"\b(?:\w+\.)+(\w+Exception)\b", re.ASCII)
_PROXIED = re.compile(r"\AError on proxy command .*?Proxy method \w+:", re.DOTALL)
_EMPTY = frozenset({"error executing cmdlet", "invalid operation", "an server side error occured."})
_LONGEST = 1000  # of a sentence that is passed on
_LONGEST_READ = 4000  # of what is searched for names; the search takes its square


@dataclass(frozen=True, slots=True)
class Said:
    """The last segments of the exceptions' names, the most telling first, and the sentence."""

    names: tuple[str, ...]
    text: str
    code: str = ""


def said(headers: Mapping[str, str], document: Json, raw: str = "") -> Said:
    """
    What a failed answer says; *raw* is its body as text, for an answer that is no JSON.

    The names of *headers* are in lower case.
    """
    error = lowered(lowered(document).get("error"))
    inner = lowered(error.get("innererror"))
    internal = lowered(inner.get("internalexception"))
    details = [_read(text) for text in _messages(error.get("details"))]
    types = [headers.get("x-exceptiontype", ""), internal.get("type"), inner.get("type")]
    names = [name for one in details for name in one.names]
    names += [_last(one) for one in types if isinstance(one, str) and one]
    texts = [one.text for one in details]
    spoken = [internal.get("message"), inner.get("message"), error.get("message")]
    texts += [one.text for one in (_read(text) for text in spoken if isinstance(text, str))]
    texts += [headers.get("x-ms-diagnostics", ""), _printable(raw)]
    telling = [text for text in texts if _tells(text)]
    empty = [text for text in texts if text.casefold().strip() in _EMPTY]
    text = next(iter([*telling, *empty]), "")
    return Said(tuple(dict.fromkeys(names)), text[:_LONGEST], str(error.get("code", "")))


def said_beside(entries: Json) -> Said:
    """What the entries of `@adminapi.errors` say, which may come beside a success."""
    read = [_read(text) for text in _messages(entries)]
    names = tuple(dict.fromkeys(name for one in read for name in one.names))
    text = "; ".join(one.text for one in read if one.text)
    return Said(names, text[:_LONGEST])


def lowered(value: Json) -> dict[str, Json]:
    """The object with its keys in lower case (the service is not of one mind about them)."""
    return {key.lower(): part for key, part in value.items()} if isinstance(value, Mapping) else {}


def _messages(entries: Json) -> Iterator[str]:
    """The texts of error entries, be they texts or objects with a message."""
    for entry in entries if isinstance(entries, list) else [entries]:
        text = lowered(entry).get("message") if isinstance(entry, Mapping) else entry
        if isinstance(text, str) and text.strip():
            yield text


def _read(message: str) -> Said:
    """The names and the sentence of one message, in any of its shapes."""
    text = message.strip()
    name = ""
    if text.startswith("{"):
        name, text = _unfolded(text)
    parts = text.split("|", 2)
    if len(parts) == 3 and _ID.fullmatch(parts[0]) and _TYPE.fullmatch(parts[1] or "_"):  # noqa: PLR2004 - id, type, text
        name, text = _last(parts[1]) or name, parts[2].strip()
    names = [name] if name else []
    if wrapper := _PROXIED.match(text):
        text = text[wrapper.end() :][:_LONGEST_READ].strip()
        names = [*dict.fromkeys(_NAMED.findall(text)), *names]
    return Said(tuple(names), text)


def _unfolded(text: str) -> tuple[str, str]:
    """The exception's name and the sentence of a message that is a JSON document."""
    try:
        document = lowered(json_of(text.encode("utf-8", "replace")))
    except ValueError:
        return "", text
    name, message = document.get("classname"), document.get("message")
    name = _last(name) if isinstance(name, str) else ""
    return name, message.strip() if isinstance(message, str) else ""


def _tells(text: str) -> bool:
    plain = text.strip()
    if not plain or plain.startswith("Exception of type"):
        return False
    return plain.casefold() not in _EMPTY


def _last(type_name: str) -> str:
    return type_name.strip().rsplit(".", 1)[-1]


def _printable(raw: str) -> str:
    text = "".join(one if one.isprintable() else " " for one in raw[:_LONGEST]).strip()
    return "" if text.startswith(("{", "[", "<")) else text
