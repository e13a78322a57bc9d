"""
The queues, tables and containers of the app, made as the infrastructure makes them in Azure.

Plain REST: a dozen calls are sooner made than three SDKs are imported.
"""

from collections.abc import Mapping

import httpx

from local.stack.child import StackError
from shared.store.names import CONTAINERS, QUEUES, TABLES

_VERSION = "2021-12-02"  # tokens are accepted from 2017-11-09 on
_EXISTS = 409


def make(addresses: Mapping[str, str], token: str, http: httpx.Client) -> None:
    """
    Everything the app expects exists; what was there stays as it is.

    Raises:
        StackError: Storage refused.

    """
    headers = {"Authorization": f"Bearer {token}", "x-ms-version": _VERSION}
    for queue in QUEUES:
        _sent(http.put(f"{addresses['queue']}/{queue}", headers=headers))
    for container in CONTAINERS:
        where = f"{addresses['blob']}/{container}"
        _sent(http.put(where, params={"restype": "container"}, headers=headers))
    for table in TABLES:
        body = {"TableName": table}
        kind = {"Accept": "application/json;odata=nometadata", "Prefer": "return-no-content"}
        _sent(http.post(f"{addresses['table']}/Tables", json=body, headers={**headers, **kind}))


def _sent(answer: httpx.Response) -> None:
    if answer.is_success or answer.status_code == _EXISTS:
        return
    raise StackError(
        f"storage answered {answer.status_code} to {answer.request.method} {answer.url.path}: "
        f"{answer.text[:200]}"
    )
