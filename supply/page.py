"""docs/dependencies.md: what the tool stands on, what each of it is for, what it costs, and what could go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Standing:
    """The references of packages by their names, what each needs, and the names that each extra declares; those that
    are always needed are of the extra ""."""

    refs: Mapping[str, str]
    graph: Mapping[str, list[str]]
    declared: Mapping[str, list[str]]

    def reached(self, names: Iterable[str]) -> set[str]:
        """These packages, and what they need."""
        seen: set[str] = set()
        refs = [self.refs[name] for name in names]
        while refs:
            ref = refs.pop()
            if ref not in seen:
                seen.add(ref)
                refs += self.graph[ref]
        return seen

    def brought(self, name: str) -> set[str]:
        """The package, and what nobody else among the declared would bring."""
        others = {other for names in self.declared.values() for other in names} - {name}
        return (self.reached([name]) - self.reached(others)) | {self.refs[name]}

    def added(self, extra: str) -> set[str]:
        """What an extra adds to what is always there."""
        core = self.reached(self.declared[""])
        return self.reached(self.declared[extra]) - core if extra else core


def page(
    bom: Mapping[str, Any],
    stands: Standing,
    said: Mapping[str, Any],
    english: Mapping[str, str],
    costs: Mapping[str, Any],
) -> Iterator[str]:
    """The lines of the page in both languages; the same for the same arguments."""
    components = {of["bom-ref"]: of for of in bom["components"]}
    megabytes = {stands.refs[name]: size for name, size in costs["megabytes"].items() if name in stands.refs}

    def size(refs: Iterable[str]) -> str:
        return f"{sum(megabytes[ref] for ref in refs):.1f}"

    yield from (
        "# 依存ライブラリ / Dependencies",
        "",
        "公開ツールが使うライブラリ、そのライセンスと重さです。`make sbom` が [sbom.cdx.json](sbom.cdx.json)"
        "（CycloneDX）とともに作ります。版とハッシュ値は `requirements.lock` にあります。",
        "",
        "What the release tool stands on, with licences and costs. `make sbom` makes this page together with",
        "[sbom.cdx.json](sbom.cdx.json) (CycloneDX). Versions and hashes are pinned in `requirements.lock`.",
        "",
        "## 追加機能 / Extras",
        "",
        f"`opendata` が始まるまでの CPU 時間は {costs['start']} ミリ秒で、click だけを読み込みます。"
        "ほかは、要るコマンドだけが要るときに読み込みます。",
        "",
        f"Starting `opendata` takes {costs['start']} ms of processor time and imports click alone; each of the others",
        "is imported by the verbs that need it, when they do.",
        "",
        "| 追加機能 / Extra | 加わる MB / Adds MB | 宣言 / Declares | パッケージ数 / Packages |",
        "|---|--:|---|--:|",
    )
    for extra, names in stands.declared.items():
        shown = f"`{extra}`" if extra else "（必須 / always）"
        added = stands.added(extra)
        yield f"| {shown} | {size(added)} | {', '.join(names)} | {len(added)} |"
    everything = set().union(*(stands.added(extra) for extra in stands.declared))
    yield f"| `all` | {size(everything - stands.added(''))} | | {len(everything - stands.added(''))} |"
    yield from (
        "",
        "## 直接の依存 / Direct",
        "",
        "MB は入れたファイルの大きさで、「連れ」はほかが使わない間接の依存を含みます。ミリ秒は import の CPU 時間"
        f"（5回の中央値）で、ある1台（Python {costs['python']}）の値です。`make costs` が測ります。",
        "",
        'MB are the files as installed, "brings" with what nothing else here would bring; ms is the processor time of',
        f"its import (median of 5), with all that it imports itself, on one machine (Python {costs['python']}).",
        "`make costs` measures.",
        "",
        "| 名前 / Name | 版 / Version | ライセンス / Licence | 追加機能 / Extra "
        "| MB | 連れ / Brings | ms | 用途 | What for |",
        "|---|---|---|---|--:|--:|--:|---|---|",
    )
    direct = [(name, extra) for extra, names in stands.declared.items() for name in names]
    for name in dict(direct):
        ref = stands.refs[name]
        extras = ", ".join(f"`{extra}`" for other, extra in direct if other == name and extra)
        brings, milliseconds = size(stands.brought(name)), costs["milliseconds"][name]
        yield (
            f"| {_cells(components[ref])} | {extras} | {size([ref])} | {brings} | {milliseconds} "
            f"| {said['purposes'][name]} | {english[name]} |"
        )
    yield from ("", "## 減らせるか / What could go", "")
    for name, (japanese, words) in said["kept"].items():
        yield f"- {name}: {japanese} / {words}"
    yield from (
        "",
        "## 間接の依存 / Indirect",
        "",
        "| 名前 / Name | 版 / Version | ライセンス / Licence | MB | 使う側 / Needed by |",
        "|---|---|---|--:|---|",
    )
    parents: dict[str, list[str]] = {}
    for of in bom["dependencies"][1:]:
        for ref in of["dependsOn"]:
            parents.setdefault(ref, []).append(components[of["ref"]]["name"])
    declared = set(bom["dependencies"][0]["dependsOn"])
    for ref, of in components.items():
        if ref not in declared:
            yield f"| {_cells(of)} | {size([ref])} | {', '.join(sorted(parents[ref], key=str.lower))} |"


def _cells(component: Mapping[str, Any]) -> str:
    [licence] = component["licenses"]
    spdx = licence.get("expression") or licence["license"]["id"]
    return f"{component['name']} | {component['version']} | {spdx}"
