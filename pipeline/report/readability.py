"""Findings of the rules of machine-readable tables, as text and as JSON: by file and rule, every place counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from pipeline.language import Language
from pipeline.letters import letter
from pipeline.rules import Finding, Subject, rules, undecided

Found = Sequence[tuple[str, Subject, list[Finding]]]
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "ja": {
        "none": "指摘なし",
        "places": "{count} か所",
        "more": "ほか",
        "remedy": "直し方",
        "person": "人が確かめること",
        "rest": "残りは人が確かめる",
    },
    "en": {
        "none": "nothing found",
        "places": "{count} places",
        "more": "and more",
        "remedy": "remedy",
        "person": "For a person to decide",
        "rest": "the rest is for a person to decide",
    },
}
_SHOWN = 3


def text(found: Found, language: Language) -> str:
    """A block for each file: its rules with the number of places, the first of them, and the remedy."""
    lines = [line for path, subject, findings in found for line in _file(path, subject, findings, language)]
    media = sorted({subject.media for _, subject, _ in found})
    lines += ["", f"{_WORDS[language]['person']}:"]
    for name in dict.fromkeys(name for kind in media for name in undecided(kind)):
        rule = rules()[name]
        partly = f" ({_WORDS[language]['rest']})" if rule.decided == "partly" else ""
        lines.append(f"  {name} {rule.text[language]}: {rule.why[language]}{partly}")
    return "\n".join(lines)


def document(found: Found) -> str:
    """Every finding as JSON, with its rule and the numbers that the rule has elsewhere."""
    listed = [
        {"file": path, **asdict(finding), "mic": rules()[finding.rule].mic, "estat": rules()[finding.rule].estat}
        for path, _, findings in found
        for finding in findings
    ]
    return json.dumps({"schema": "opendata/rules/1", "findings": listed}, ensure_ascii=False, indent=1)


def _file(path: str, subject: Subject, findings: Sequence[Finding], language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield path if findings else f"{path}: {words['none']}"
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for name, several in by_rule.items():
        rule, count = rules()[name], words["places"].format(count=f"{len(several):,}")
        numbers = [f"MIC {', '.join(rule.mic)}"] if rule.mic else []
        numbers += [f"e-Stat {', '.join(rule.estat)}"] if rule.estat else []
        also = f" ({'; '.join(numbers)})" if numbers else ""
        yield f"  {name} [{rule.severity}] {rule.text[language]}{also}: {count}"
        for finding in several[:_SHOWN]:
            yield f"    {_place(finding, subject)} {finding.note_ja if language == 'ja' else finding.note_en}"
        if len(several) > _SHOWN:
            yield f"    … {words['more']} {len(several) - _SHOWN:,} (--json)"
        yield f"    {words['remedy']}: {rule.remedy[language]}"


def _place(finding: Finding, subject: Subject) -> str:
    if subject.table.sheet and finding.row and finding.column:
        return f"{letter(finding.column + subject.table.first_column - 1)}{finding.row}"
    return ":".join(str(number) for number in (finding.row, finding.column) if number)
