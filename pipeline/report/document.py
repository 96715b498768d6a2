"""A run's problems as JSON, in both languages (`opendata/report/1`), complete or with how many more there are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.problem import Problem
from pipeline.report.catalogue import message, remedy
from pipeline.report.suggestions import suggestion
from pipeline.tally import MORE, counts


def document(problems: Sequence[Problem], **facts: object) -> str:
    """The report; `facts` are further members of it. `counts` are exact; it is `truncated` where some problems are only
    counted, and then an I-MORE for each cause of these says how many."""
    found = counts(problems)
    report = {
        "schema": "opendata/report/1",
        **facts,
        "counts": {severity: found[severity] for severity in ("error", "warning", "information")},
        "truncated": any(problem.code == MORE for problem in problems),
        "problems": [_entry(problem) for problem in problems],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _entry(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "field": problem.field,
        "cell": problem.cell,
        "message": {"ja": message(problem, "ja"), "en": message(problem, "en")},
        "remedy": {"ja": remedy(problem, "ja"), "en": remedy(problem, "en")},
        "suggestion": suggestion(problem),
        "facts": dict(problem.facts),
        "doc": f"docs/errors/{problem.code}.md",
    }
