"""CHANGELOG of the releases in both languages, the newest first; of the newest every change that reaches a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.language import Language
from pipeline.package import Package
from pipeline.release.differences import Difference, kinds, ranked
from pipeline.release.records import Release

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "ja": {"title": "変更履歴", "all": "すべての変更", "more": "ほか{count}件（`opendata diff`）"},
    "en": {"title": "Changelog", "all": "Every change", "more": "and {count} more (`opendata diff`)"},
}
_LISTED = 500
"""Changes of the newest release that are listed one by one."""


def changelog(
    package: Package, releases: Sequence[Release], differences: Sequence[Difference], language: Language
) -> bytes:
    """Markdown. Texts of the data stand as code, so that nothing in them is read as markup."""
    words, titles = _WORDS[language], {r.name: r.titles[language] for r in package.descriptor.resources}
    lines = [f"# {words['title']}: {package.descriptor.pipeline.catalogue.series.titles[language]}"]
    for release in reversed(releases):
        lines += ["", f"## {release.version} ({release.issued})", "", release.notes[language]]
        if release is releases[-1] and differences:
            lines += ["", f"### {words['all']}", "", *_listed(differences, titles, language)]
    return ("\n".join(lines) + "\n").encode()


def _listed(differences: Sequence[Difference], titles: dict[str, str], language: Language) -> Iterator[str]:
    listed = [one for one in ranked(differences) if not one.incidental]
    for one in listed[:_LISTED]:
        said = (
            kinds()[one.kind]
            .words[language]
            .format(key=_code(one.key), field=_code(one.field), old=_code(one.old), new=_code(one.new), count=1)
        )
        place = f" {_code(one.key)}" if one.kind.startswith("row-") else ""
        why = f": {one.reason[language]}" if one.reason else ""
        yield f"- {titles.get(one.table, one.table)}{place}: {said}{why}"
    if len(listed) > _LISTED:
        yield f"- {_WORDS[language]['more'].format(count=f'{len(listed) - _LISTED:,}')}"


def _code(text: str | None) -> str:
    return f"`{(text or '').replace('`', chr(39))}`" if text else "``"
