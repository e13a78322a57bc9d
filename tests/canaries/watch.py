"""Secrets that were planted or made on the way, and everything that can be read afterwards."""

import json
import logging
import traceback
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

from local.tenant.entra import browser, delegated, device_code
from local.tenant.world import World
from tests.fakes import MemoryStore

_SHORTEST = 8  # shorter texts stand in others by chance


class Watch:
    """Knows secrets, sees what may be read, and tells where the one is in the other."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}  # the secret, and what it is
        self.seen: dict[str, list[str]] = {}  # by where it was seen

    def guard(self, what: str, secret: str | None) -> str:
        """*secret* must be seen nowhere, in no form and in no part of several lines."""
        for part in (secret or "").splitlines():
            if len(part) >= _SHORTEST and not part.startswith("-----"):
                forms = (part, quote(part, safe=""), b64encode(part.encode()).decode())
                self.secrets.update(dict.fromkeys((*forms, json.dumps(part)[1:-1]), what))
        return secret or ""

    def see(self, where: str, what: object) -> None:
        """*what* could be read *where*."""
        self.seen.setdefault(where, []).append(what if isinstance(what, str) else str(what))

    def see_error(self, where: str, error: BaseException) -> None:
        """Every way to print *error* and what it came from."""
        for one in (error, error.__cause__, error.__context__):
            if one is not None:
                self.see(where, f"{one} {one!r} {getattr(one, 'args', '')!r}")
        self.see(where, "".join(traceback.format_exception(error)))

    def see_store(self, memory: MemoryStore) -> None:
        """Everything that was stored or sent."""
        for (container, name), data in memory.blobs.blobs.items():
            self.see(container, f"{name} {data.decode(errors='replace')}")
        for (table, *_), entity in memory.tables.rows.items():
            self.see(f"table {table}", f"{entity.partition} {entity.row} {entity.values}")
        for queue, bodies in memory.queues.sent.items():
            for body in bodies:
                self.see(f"queue {queue}", body)

    def leaks(self) -> list[str]:
        """Which kind of secret can be read, and where."""
        return sorted(
            {
                f"{what} in {where}"
                for where, texts in self.seen.items()
                for text in texts
                for secret, what in self.secrets.items()
                if secret in text
            }
        )

    @contextmanager
    def over(self, world: World) -> Iterator[None]:
        """Within the block, what *world* keeps or makes is guarded, and each log line is seen."""
        self.guard("the identity header", world.recipe.identity_header)
        for tenant in world.tenants:
            for client in tenant.clients:
                self.guard("a client's secret", client.secret)
        world.signer = _Signer(world.signer, self)  # type: ignore[assignment]  # signs like the other
        with self._opaque_tokens(), self._logs():
            yield
        for versions in world.vault.names.values():
            for version in versions:
                self.guard("a secret of the vault", version.secret.value)

    @contextmanager
    def _opaque_tokens(self) -> Iterator[None]:
        """Refresh tokens, authorization codes and device codes are guarded when they are made."""
        makers = {module: module.token_urlsafe for module in (browser, delegated, device_code)}
        for module, make in makers.items():
            module.token_urlsafe = lambda size, make=make: self.guard("a code", make(size))  # type: ignore[attr-defined]  # a name that the module imported
        try:
            yield
        finally:
            for module, make in makers.items():
                module.token_urlsafe = make  # type: ignore[attr-defined]  # likewise

    @contextmanager
    def _logs(self) -> Iterator[None]:
        root, handler = logging.getLogger(), _Handler(self)
        before = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            root.removeHandler(handler)
            root.setLevel(before)


class _Signer:
    def __init__(self, signer: object, watch: Watch) -> None:
        self._signer, self._watch = signer, watch

    def sign(self, claims: Mapping[str, object]) -> str:
        token: str = self._signer.sign(claims)  # type: ignore[attr-defined]  # a Signer
        self._watch.guard("the signature of a token", token.rpartition(".")[2])
        return self._watch.guard("a token", token)

    def __getattr__(self, name: str) -> object:
        return getattr(self._signer, name)


class _Handler(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.see("log", f"{record.name}: {self.format(record)} {record.args!r}")
