"""The bill of materials of the release tool, and a page of it: `make sbom`.

    cyclonedx-py environment … | python supply/sbom.py

What the environment holds comes in as CycloneDX; of it, what the tool needs goes to docs/, without what only tests
and checks need, and without where it was installed from.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from declared import declared, name_of
from packaging.utils import canonicalize_name
from page import Standing, page

ROOT = Path(__file__).parents[1]
KEPT = ("bom-ref", "type", "name", "version", "description", "purl")


def main() -> None:
    """Writes docs/sbom.cdx.json and docs/dependencies.md."""
    found = json.load(sys.stdin)
    said = tomllib.loads((ROOT / "supply" / "dependencies.toml").read_text("utf-8"))
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    refs = {canonicalize_name(of["name"]): of["bom-ref"] for of in found["components"]}
    stands = Standing(refs, _graph((ROOT / "requirements.lock").read_text("utf-8"), refs), declared(project))
    direct = set(itertools.chain(*stands.declared.values()))
    required, everything = stands.reached(stands.declared[""]), stands.reached(direct)
    components = [
        {key: of[key] for key in KEPT if key in of}
        | {
            "scope": "required" if of["bom-ref"] in required else "optional",
            "licenses": _licences(of, said["licences"]),
        }
        for of in found["components"]
        if of["bom-ref"] in everything
    ]
    root = found["metadata"]["component"]
    bom = {
        "$schema": found["$schema"],
        "bomFormat": "CycloneDX",
        "specVersion": found["specVersion"],
        "version": 1,
        "metadata": {"component": root},
        "components": sorted(components, key=lambda of: str(of["bom-ref"]).lower()),
        "dependencies": [
            {"ref": root["bom-ref"], "dependsOn": sorted(refs[name] for name in direct)},
            *({"ref": ref, "dependsOn": sorted(stands.graph[ref])} for ref in sorted(everything, key=str.lower)),
        ],
    }
    text = json.dumps(bom, ensure_ascii=False, indent=1) + "\n"
    if error := JsonStrictValidator(SchemaVersion.from_version(found["specVersion"])).validate_str(text):
        sys.exit(f"not CycloneDX: {error}")
    (ROOT / "docs" / "sbom.cdx.json").write_text(text, "utf-8")
    lines = page(bom, stands, said, _comments(project), _costs(everything, refs))
    (ROOT / "docs" / "dependencies.md").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _graph(lock: str, refs: dict[str, str]) -> dict[str, list[str]]:
    """What each package needs, by the `via` of the lock: the metadata of packages also name what they need for extras
    that nobody asked for. Packages of other machines are not in the environment."""
    graph: dict[str, list[str]] = {ref: [] for ref in refs.values()}
    for name, said in re.findall(r"^([a-z0-9.-]+)==[^#]*?\n +# via((?:.*\n)(?: +# .*\n)*)", lock, re.M):
        for parent in re.findall(r"[a-z0-9.-]+(?: \(pyproject.toml\))?", said):
            if canonicalize_name(name) in refs and parent in refs:
                graph[refs[parent]].append(refs[canonicalize_name(name)])
    return {ref: sorted(set(needed)) for ref, needed in graph.items()}


def _licences(component: dict[str, Any], by_hand: dict[str, str]) -> list[dict[str, Any]]:
    """One entry: as the package declares it in SPDX, or as its licence file says."""
    name = canonicalize_name(component["name"])
    if name in by_hand:
        return [{"expression": by_hand[name]}]
    declared = component.get("licenses", [])
    ids = [of["license"]["id"] for of in declared if "id" in of.get("license", {})]
    for of in declared:
        if "expression" in of:
            return [{"expression": of["expression"]}]
    if len(ids) != 1:
        sys.exit(f"{name}: say its licence in supply/dependencies.toml; its metadata say {declared}")
    return [{"license": {"id": ids[0]}}]


def _comments(project: str) -> dict[str, str]:
    """What stands beside each dependency in pyproject.toml."""
    return {name_of(name): text for name, text in re.findall(r'^  "([^"]+)", *# (.+)$', project, re.M)}


def _costs(everything: set[str], refs: dict[str, str]) -> dict[str, Any]:
    """What supply/costs.py has measured, if it is of the packages that are installed."""
    costs: dict[str, Any] = json.loads((ROOT / "supply" / "costs.json").read_text("utf-8"))
    if unmeasured := {name for name, ref in refs.items() if ref in everything} - costs["megabytes"].keys():
        sys.exit(f"make costs: not measured: {', '.join(sorted(unmeasured))}")
    return costs


if __name__ == "__main__":
    main()
