"""All findings, found by being there: each module of `shared.doctor.findings` is looked through."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from shared.doctor import findings
from shared.doctor.finding import Finding


@cache
def catalogue() -> tuple[Finding, ...]:
    """
    Every finding, by code.

    Raises:
        ValueError: Two findings have the same code.

    """
    found: dict[str, Finding] = {}
    for module in iter_modules(findings.__path__, f"{findings.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Finding) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"two findings are called {value.code}")
    return tuple(found[code] for code in sorted(found))
