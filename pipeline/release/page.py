"""Differences between two releases as one page for people: complete, in both languages, with nothing that a browser
would fetch or run. The page is `diff.html.j2`; what it puts in is escaped, all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.language import Language
from pipeline.release.asked import Compared
from pipeline.release.differences import Difference
from pipeline.release.groups import Group, grouped, titles_of
from pipeline.release.words import level_in_words, percent, said, value, why
from pipeline.report.templates import rendered

_SHOWN = 10
"""Values of a table that stand open; the rest can be unfolded."""
_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "title": "公開物の差",
        "other": "English",
        "none": "差はない。",
        "level": "全体として",
        "least": "必要な版",
        "enough": "新しい版で足りる。",
        "short": "新しい版では足りない。",
        "blocked": "公開できない。",
        "passed": "公開を止めるものはない。",
        "unexplained": "説明のない変更",
        "vanished": "消えた行か表",
        "table": "表",
        "added": "増えた行",
        "removed": "消えた行",
        "values": "変わった値",
        "described": "項目などの変更",
        "key": "キー",
        "field": "項目",
        "old": "旧",
        "new": "新",
        "relative": "増減",
        "why": "理由",
        "rest": "ほか {count}",
        "run": "実行の記録",
    },
    "en": {
        "title": "Differences between releases",
        "other": "日本語",
        "none": "There are no differences.",
        "level": "In all",
        "least": "Version needed",
        "enough": "The new version is enough.",
        "short": "The new version is not enough.",
        "blocked": "No release can be made.",
        "passed": "Nothing blocks a release.",
        "unexplained": "unexplained changes",
        "vanished": "vanished rows or tables",
        "table": "Table",
        "added": "Rows added",
        "removed": "Rows removed",
        "values": "Values changed",
        "described": "Fields and words",
        "key": "Key",
        "field": "Field",
        "old": "Old",
        "new": "New",
        "relative": "Change",
        "why": "Why",
        "rest": "another {count}",
        "run": "record of the run",
    },
}


def page(compared: Compared) -> str:
    """The page, Japanese first."""
    groups = grouped(compared.differences, titles_of(compared.old, compared.new))
    level = compared.verdict.level
    return rendered(
        "pipeline.release",
        "diff.html.j2",
        languages=tuple(_WORDS),
        words=_WORDS,
        old=compared.old,
        new=compared.new,
        verdict=compared.verdict,
        levels={language: level_in_words(level, language) if level else "" for language in _WORDS},
        groups={language: list(_groups(groups, language)) for language in _WORDS},
        shown=_SHOWN,
    )


def _groups(groups: list[Group], language: Language) -> Iterator[dict[str, Any]]:
    for group in groups:
        yield {
            "table": group.table,
            "title": group.titles[language],
            "incidental": group.incidental,
            "described": [said(one, language) for one in group.described],
            "added": [one.key for one in group.added],
            "removed": [one.key for one in group.removed],
            "values": [_value(one, language) for one in group.values],
        }


def _value(one: Difference, language: Language) -> dict[str, Any]:
    return {
        "key": one.key,
        "field": one.field,
        "old": value(one.old, language),
        "new": value(one.new, language),
        "relative": percent(one),
        "why": why(one, language),
        "unexplained": one.unexplained,
    }
