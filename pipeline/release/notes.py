"""What changed with a release, in one line of words for its entry in the list of releases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.language import Language
from pipeline.package.models import Words
from pipeline.release.differences import Difference
from pipeline.release.groups import Group, grouped
from pipeline.release.words import said, value

_MOST = 10
"""Corrections of a table that are told one by one."""
_LONG = 100
"""Characters of a part of a schema that are told."""
_LINE_BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "first": "最初の公開",
        "none": "変更なし",
        "corrected": "{key} の {field} を {old} から {new} に訂正（{reason}）",
        "corrections": "訂正した値: {count}",
        "followed": "それに伴って変わった導出値: {count}",
        "redefined": "意味か求め方の変更で変わった値: {count}",
        "unexplained": "説明のない変更: {count}",
        "texts": "説明の修正: {count}",
        "table": "{title}: {parts}",
        "comma": "、",
        "end": "。",
        "between": "",
    },
    "en": {
        "first": "First release",
        "none": "No changes",
        "corrected": "{field} of {key} corrected from {old} to {new} ({reason})",
        "corrections": "values corrected: {count}",
        "followed": "derived values that followed: {count}",
        "redefined": "values changed by a change of meaning or derivation: {count}",
        "unexplained": "changes not explained: {count}",
        "texts": "descriptions revised: {count}",
        "table": "{title}: {parts}",
        "comma": ", ",
        "end": ".",
        "between": " ",
    },
}


def notes(differences: Sequence[Difference] | None, titles: Mapping[str, Words]) -> Words:
    """The words in both languages, without a line break: of each table, by its title, the weightiest first. None is a
    first release, which differs from nothing; what a run only reports of itself is left out."""
    return Words(ja=_notes(differences, titles, "ja"), en=_notes(differences, titles, "en"))


def _notes(differences: Sequence[Difference] | None, titles: Mapping[str, Words], language: Language) -> str:
    words = _WORDS[language]
    if differences is None:
        return words["first"]
    told = grouped([one for one in differences if not one.incidental], titles)
    tables = [
        words["table"].format(title=group.titles[language], parts=words["comma"].join(_parts(group, language)))
        for group in told
    ]
    text = words["between"].join(table + words["end"] for table in tables) or words["none"]
    return _LINE_BREAKS.sub(" ", text)


def _parts(group: Group, language: Language) -> Iterator[str]:
    """What is told of a table, each sort of difference where its weightiest one stands."""
    sorts: dict[str, list[Difference]] = {}
    for one in group.differences:
        sorts.setdefault(_sort(one), []).append(one)
    for sort in sorted(sorts, key=lambda name: name == "followed"):  # what follows, behind what it follows
        several = sorts[sort]
        if sort == "corrections" and len(several) <= _MOST:
            yield from (_corrected(one, language) for one in several)
        elif sort in _WORDS[language]:
            yield _WORDS[language][sort].format(count=f"{len(several):,}")
        elif several[0].key:
            yield said(several[0], language, len(several))
        else:
            yield from dict.fromkeys(
                said(replace(one, old=_short(one.old), new=_short(one.new)), language) for one in several
            )


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONG else text[:_LONG] + "…"


def _sort(one: Difference) -> str:
    """What is told or counted together."""
    if one.kind == "value-redefined":
        return "redefined"
    if one.kind == "value-changed":
        return "corrections" if one.reason else "followed" if one.causes else "unexplained"
    return "texts" if one.kind == "text-changed" else one.kind


def _corrected(one: Difference, language: Language) -> str:
    old, new = value(one.old, language), value(one.new, language)
    reason = one.reason[language] if one.reason else ""
    return _WORDS[language]["corrected"].format(key=one.key, field=one.field, old=old, new=new, reason=reason)
