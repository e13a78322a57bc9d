"""
Make shared/exchange/cmdlets.json from a reading of Microsoft's cmdlet reference.

    python -m local.setup.catalogue SOURCE

SOURCE is one JSON object: a member for each cmdlet (`exo`, `scc_only`, `parameters`, `mandatory`,
`status`, …) and, under names that begin with `_`, where it was read, the common parameters, what
Exchange Online had once, and what only its module shows. The output is the same for the same
source, one line a cmdlet, so that a new reading shows as a readable difference.

A parameter is written `Name`, `Name!` when every parameter set needs it, and `Name:kind` where it
is no plain text; kind `=Type` is an enumeration and `[]` marks several values.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[2] / "shared" / "exchange" / "cmdlets.json"
_KINDS = {
    "Boolean": "bool",
    "Byte[]": "bytes",
    "ByteQuantifiedSize": "size",
    "DateTime": "time",
    "DateTimeOffset": "time",
    "Double": "number",
    "EnhancedTimeSpan": "span",
    "ExDateTime": "time",
    "Guid": "guid",
    "Hashtable": "table",
    "Int16": "number",
    "Int32": "number",
    "MultiValuedProperty": "many",
    "PSCredential": "secret",
    "ProxyAddressCollection": "many",
    "PswsHashtable": "table",
    "SecureString": "secret",
    "SwitchParameter": "switch",
    "TimeSpan": "span",
    "UInt16": "number",
    "UInt32": "number",
    "Unlimited": "limit",
    "UnlimitedInt": "limit",
}
# The reference lists examples for them, which are no enumerations.
_NO_ENUMERATIONS = frozenset({"Object", "ProxyAddress", "RegionInfo", "String", "string"})
_FEWEST_MEMBERS = 2  # a list of one is an example, too

type Source = Mapping[str, Any]


def generate(source: Source) -> str:
    """The text of the catalogue that *source* gives."""
    cmdlets = {
        name: one
        for name, one in source.items()
        if not name.startswith("_") and one["exo"] and not one["scc_only"]
    }
    choices = _enumerations(cmdlets)
    undocumented = source["_undocumented_but_seen_in_module"]["exchange_online"]
    entries = {name: _entry(one, choices) for name, one in cmdlets.items()}
    entries |= {name: {"takes": "", "status": "undocumented"} for name in undocumented}
    former = {
        name: one["last_listed"]
        for name, one in source["_formerly_exchange_online"].items()
        if name not in entries
    }
    origin = source["_source"]
    sections: dict[str, dict[str, Any]] = {
        "source": {
            "repository": origin["repository"],
            "commit": origin["commit"],
            "date": origin["commit_date"],
            "path": origin["path"],
        },
        "common": {"takes": " ".join(source["_common_parameters"]["names"])},
        "choices": {name: " ".join(members) for name, members in choices.items()},
        "former": former,
        "cmdlets": entries,
    }
    return "{\n" + ",\n".join(_section(*one) for one in sections.items()) + "\n}\n"


def _section(name: str, members: Mapping[str, Any]) -> str:
    lines = [f"{json.dumps(key)}: {json.dumps(members[key])}" for key in sorted(members)]
    return f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}"


def _enumerations(cmdlets: Source) -> dict[str, list[str]]:
    """
    The members of each enumeration, from all parameters of that type.

    One page may list only the members that make sense there; the type has them all.
    """
    found: dict[str, set[str]] = {}
    for cmdlet in cmdlets.values():
        for parameter in _online(cmdlet).values():
            name = _bare(parameter["type"])
            values = parameter.get("accepted_values", ())
            found.setdefault(name, set()).update(one for one in values if one != "$null")
    return {
        name: sorted(members)
        for name, members in found.items()
        if len(members) >= _FEWEST_MEMBERS and _may_be_enumeration(name)
    }


def _may_be_enumeration(name: str) -> bool:
    return name not in _KINDS and name not in _NO_ENUMERATIONS and not name.endswith("IdParameter")


def _entry(cmdlet: Source, choices: Mapping[str, object]) -> dict[str, object]:
    entry: dict[str, object] = {"takes": " ".join(_parameters(cmdlet, choices))}
    if absent := cmdlet["on_premises_only"]:
        entry["onPremises"] = " ".join(absent)
    if cmdlet.get("module_only"):
        entry["moduleOnly"] = True
    if status := cmdlet.get("status"):
        entry["status"] = status
    if instead := cmdlet.get("replaced_by"):
        entry["instead"] = instead
    return entry


def _parameters(cmdlet: Source, choices: Mapping[str, object]) -> Iterator[str]:
    mandatory = set(cmdlet["mandatory"])
    for name, parameter in _online(cmdlet).items():
        kind = _kind(parameter["type"], choices)
        yield name + "!" * (name in mandatory) + (f":{kind}" if kind != "text" else "")
    for name, type_name in cmdlet.get("seen_in_module_only", {}).items():
        yield f"{name}:{_kind(type_name.removeprefix('System.'), choices)}".removesuffix(":text")


def _online(cmdlet: Source) -> dict[str, Source]:
    return {name: one for name, one in cmdlet["parameters"].items() if one["applies_to_exo"]}


def _kind(type_name: str, choices: Mapping[str, object]) -> str:
    if type_name in _KINDS:
        return _KINDS[type_name]
    bare = _bare(type_name)
    kind = f"={bare}" if bare in choices else _KINDS.get(bare, "text")
    return f"{kind}[]" if type_name.endswith("[]") else kind


def _bare(type_name: str) -> str:
    """The last part of a .NET name, without the brackets of an array."""
    return type_name.removesuffix("[]").rpartition(".")[2]


def main() -> int:
    """0 when the catalogue is written."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
        sys.stderr.write("usage: python -m local.setup.catalogue SOURCE\n")
        return 2
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(generate(source), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
