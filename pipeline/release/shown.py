"""Differences between two releases on a terminal: table by table, the weightiest first, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import click

from pipeline.language import Language
from pipeline.release.asked import Compared
from pipeline.release.differences import Difference
from pipeline.release.groups import ADDED, REMOVED, VALUES, Group, grouped, titles_of
from pipeline.release.verdict import Verdict
from pipeline.release.words import level_in_words, percent, said, value, why
from pipeline.report.visible import visible

_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "none": "差はない。",
        "rows": "行",
        "changed": "変更",
        "cells": "{count}セル",
        "fields": "項目",
        "described": "{count}件",
        "same": "変更なし",
        "run": "実行の記録（内訳は --json）",
        "rest": "… ほか {count}（すべては --json）",
        "level": "全体として {level}（{words}）。",
        "least": "{old} の次は {least} 以上の版にする（新しい側は {new}: {enough}）。",
        "enough": "足りる",
        "short": "足りない",
        "unexplained": "説明のない変更 {count}",
        "vanished": "消えた行か表 {count}",
        "blocked": "公開できない: ",
        "comma": "、",
    },
    "en": {
        "none": "No differences.",
        "rows": "rows",
        "changed": "changed",
        "cells": "{count} cells",
        "fields": "fields",
        "described": "{count} changes",
        "same": "as before",
        "run": "record of the run (more with --json)",
        "rest": "… and {count} more (all with --json)",
        "level": "In all: {level} ({words}). ",
        "least": "After {old} comes {least} or higher (the new one is {new}: {enough}).",
        "enough": "enough",
        "short": "not enough",
        "unexplained": "unexplained changes: {count}",
        "vanished": "vanished rows or tables: {count}",
        "blocked": "No release: ",
        "comma": ", ",
    },
}
_VALUES, _KEYS, _LONG = 20, 3, 200
"""Values and keys of a table that are shown, and how much of a text."""


def text(compared: Compared, language: Language) -> str:
    """All of it. Colour is plain ANSI; the caller strips it."""
    old, new, words = compared.old, compared.new, _WORDS[language]
    lines = [visible(f"{old.version} ({old.folder}) → {new.version} ({new.folder})"), ""]
    if not compared.differences:
        return "\n".join([*lines, words["none"]])
    for group in grouped(compared.differences, titles_of(old, new)):
        is_new = any(one.kind == "table-added" for one in group.differences)
        rows = sum(1 for _ in new.rows(group.table)) if is_new else 0
        lines += [*_table(group, language, rows), ""]
    return "\n".join([*lines, *_verdict(compared.verdict, old.version, new.version, language)])


def _table(group: Group, language: Language, rows_of_new: int) -> Iterator[str]:
    """`rows_of_new`: how many rows a table has that is new as a whole."""
    words, added = _WORDS[language], len(group.added) or rows_of_new
    title = click.style(f"{group.table or '-'} {visible(group.titles[language])}", bold=True)
    counts = [f"+{added:,}" if added else "", f"-{len(group.removed):,}" if group.removed else ""]
    rows = " ".join(filter(None, counts)) or words["same"]
    cells = words["cells"].format(count=f"{len(group.values):,}")
    described = words["described"].format(count=f"{len(group.described):,}") if group.described else words["same"]
    head = f"{title}  {words['rows']} {rows}  {words['changed']} {cells}  {words['fields']} {described}"
    if group.incidental:
        yield f"{head}  {words['run']}"
        return
    yield head
    shown: Counter[str] = Counter()
    for one in group.differences:
        kind = "value" if one.kind in VALUES else one.kind
        shown[kind] += 1
        if kind == ADDED and shown[kind] == 1:
            yield f"  + {_keys(group.added, _KEYS, words)}"
        elif kind == REMOVED and shown[kind] == 1:
            yield click.style(f"  - {_keys(group.removed, _VALUES, words)}", fg="red")
        elif kind == "value" and shown[kind] <= _VALUES:
            yield from _value(one, language)
        elif kind not in ("value", ADDED, REMOVED):
            yield f"  {_short(said(one, language))}"
    if shown["value"] > _VALUES:
        yield f"  {_rest(shown['value'] - _VALUES, words)}"


def _value(one: Difference, language: Language) -> Iterator[str]:
    old, new = (_short(value(text, language)) for text in (one.old, one.new))
    share = f"  ({percent(one)})" if percent(one) else ""
    yield f"  {_short(one.key)}  {one.field}  {old} → {new}{share}"
    reason = _short(why(one, language))
    if reason:
        yield click.style(f"      ! {reason}", fg="red") if one.unexplained else f"      ← {reason}"


def _keys(rows: Sequence[Difference], most: int, words: dict[str, str]) -> str:
    """The first keys, and how many more there are."""
    rest = [_rest(len(rows) - most, words)] if len(rows) > most else []
    return " ".join([", ".join(_short(one.key) for one in rows[:most]), *rest])


def _rest(count: int, words: dict[str, str]) -> str:
    return words["rest"].format(count=f"{count:,}")


def _verdict(verdict: Verdict, old: str, new: str, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    assert verdict.level, "there are differences"
    level = words["level"].format(level=verdict.level, words=level_in_words(verdict.level, language))
    if verdict.least and verdict.enough is not None:
        enough = words["enough" if verdict.enough else "short"]
        level += words["least"].format(old=old, least=verdict.least, new=new, enough=enough)
    yield visible(level.rstrip())
    counts = {"unexplained": len(verdict.unexplained), "vanished": len(verdict.vanished)}
    reasons = [words[name].format(count=f"{count:,}") for name, count in counts.items() if count]
    if reasons:
        yield click.style(words["blocked"] + words["comma"].join(reasons), fg="red")


def _short(text: str) -> str:
    return visible(text if len(text) <= _LONG else text[:_LONG] + "…")
