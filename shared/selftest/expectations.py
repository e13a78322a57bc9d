"""
What the local tenant answers to each question, as this version of it does.

The file beside this one is made from the local tenant by `local.setup.shapes`, and a test holds it
against the tenant: it cannot be bent to what somebody would like to hear.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from pkgutil import iter_modules

from shared.selftest import probes
from shared.selftest.observation import Observation
from shared.selftest.probe import Probe
from shared.web.request import Json


@cache
def questions() -> tuple[Probe, ...]:
    """
    Every question, by id.

    Raises:
        ValueError: Two questions have the same id.

    """
    found: dict[str, Probe] = {}
    for module in iter_modules(probes.__path__, f"{probes.__name__}."):
        for probe in import_module(module.name).PROBES:
            if found.setdefault(probe.id, probe) is not probe:
                raise ValueError(f"two questions are called {probe.id}")
    return tuple(found[name] for name in sorted(found))


@cache
def expectations() -> Mapping[str, Observation]:
    """What the local tenant answers, by the question's id."""
    file = resources.files("shared.selftest") / "shapes.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    return {name: Observation.of_document(one) for name, one in document["answers"].items()}


def written(answers: Mapping[str, Observation]) -> str:
    """The text of the file that keeps *answers*, one line each so that changes can be read."""
    lines: list[str] = []
    for name in sorted(answers):
        document: dict[str, Json] = answers[name].document()
        lines.append(f"  {json.dumps(name)}: {json.dumps(document, ensure_ascii=False)}")
    body = ",\n".join(lines)
    return f'{{"schema": "nightshift.shapes/1", "answers": {{\n{body}\n}}}}\n'
