"""The storage account as plain REST shows it, beside the app and its SDKs."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import httpx

from local.stack import Stack

_MOST = 32  # messages in one answer


class Account:
    """Queues, tables and blobs of a running stack."""

    def __init__(self, stack: Stack) -> None:
        self._http = stack.http
        self._at = stack.storage
        self._headers = {
            "Authorization": f"Bearer {stack.token()}",
            "x-ms-version": "2021-12-02",
        }

    def send(self, queue: str, body: str, *, visible_after_s: int = 0) -> None:
        """*body* is on *queue*, and stays until it is taken."""
        text = f"<QueueMessage><MessageText>{escape(body)}</MessageText></QueueMessage>"
        answer = self._http.post(
            self._messages(queue),
            content=text.encode(),
            params={"messagettl": "-1", "visibilitytimeout": str(visible_after_s)},
            headers=self._headers,
        )
        assert answer.status_code == httpx.codes.CREATED, answer.text

    def take(self, queue: str) -> list[str]:
        """What could be seen on *queue*, which no longer has it."""
        found = self._http.get(
            self._messages(queue), params={"numofmessages": str(_MOST)}, headers=self._headers
        )
        bodies = []
        for message in ET.fromstring(found.content).findall("QueueMessage"):  # noqa: S314 - our own
            place = f"{self._messages(queue)}/{message.findtext('MessageId')}"
            receipt = {"popreceipt": message.findtext("PopReceipt") or ""}
            deleted = self._http.delete(place, params=receipt, headers=self._headers)
            assert deleted.is_success, deleted.text
            bodies.append(message.findtext("MessageText") or "")
        return bodies

    def waiting(self, queue: str) -> int:
        """How many messages *queue* has, those that are hidden included."""
        place = f"{self._at.queue}/{queue}"
        answer = self._http.get(place, params={"comp": "metadata"}, headers=self._headers)
        return int(answer.headers["x-ms-approximate-messages-count"])

    def rows(self, table: str, **equal: str) -> list[dict[str, Any]]:
        """The rows of *table* in which each of *equal* holds."""
        wanted = " and ".join(f"{name} eq '{value}'" for name, value in equal.items())
        answer = self._http.get(
            f"{self._at.table}/{table}()",
            params={"$filter": wanted},
            headers={**self._headers, "Accept": "application/json;odata=nometadata"},
        )
        assert answer.is_success, answer.text
        found: list[dict[str, Any]] = answer.json()["value"]
        return found

    def document(self, container: str, name: str) -> Mapping[str, Any] | None:
        """The JSON in a blob; None when there is no such blob."""
        answer = self._http.get(f"{self._at.blob}/{container}/{name}", headers=self._headers)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        assert answer.is_success, answer.text
        found: Mapping[str, Any] = json.loads(answer.content)
        return found

    def _messages(self, queue: str) -> str:
        return f"{self._at.queue}/{queue}/messages"
