"""A run's problems as one page for people: complete, in both languages, with nothing that a browser would fetch or run.

The page is `report.html.j2`; what it puts in is escaped, all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.language import LANGUAGES, Language
from pipeline.letters import letter
from pipeline.package import Package
from pipeline.problem import SEVERITIES, Problem
from pipeline.report.catalogue import by_cause, entry, message, remedy
from pipeline.report.suggestions import suggestion
from pipeline.report.templates import rendered
from pipeline.tally import counts

_SHOWN = 10
"""Places of one cause that stand open; the rest can be unfolded."""

_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "title": "点検結果",
        "other": "English",
        "error": "エラー",
        "warning": "注意",
        "information": "情報",
        "failed": "エラーがある。直すまで、公開物は作られない。",
        "passed": "エラーはない。",
        "published": "公開物（output/）を作った。",
        "checked": "点検した原表",
        "tables": "表",
        "rows": "行",
        "comma": "、",
        "table": "表",
        "file": "ファイル",
        "unread": "読めない",
        "marked": "印を付けた写し",
        "causes": "問題",
        "none": "問題はない。",
        "run": "全体",
        "sheet": "シート",
        "field": "項目",
        "places": "か所",
        "place": "場所",
        "row": "行",
        "column": "列",
        "cell": "値",
        "message": "内容",
        "suggestion": "候補",
        "remedy": "直し方",
        "more": "説明",
        "rest": "ほか",
        "codes": "コードの説明",
        "bad": "例（誤）",
        "good": "例（正）",
    },
    "en": {
        "title": "Report of the check",
        "other": "日本語",
        "error": "error",
        "warning": "warning",
        "information": "note",
        "failed": "There are errors. No release is built until they are mended.",
        "passed": "There are no errors.",
        "published": "The release (output/) has been built.",
        "checked": "Raw tables checked",
        "tables": "tables",
        "rows": "rows",
        "comma": ", ",
        "table": "Table",
        "file": "File",
        "unread": "not readable",
        "marked": "Marked copy",
        "causes": "Problems",
        "none": "There are no problems.",
        "run": "the run as a whole",
        "sheet": "sheet",
        "field": "field",
        "places": "places",
        "place": "Place",
        "row": "row",
        "column": "column",
        "cell": "Cell",
        "message": "Message",
        "suggestion": "Suggestion",
        "remedy": "Remedy",
        "more": "Explanation",
        "rest": "another",
        "codes": "What the codes mean",
        "bad": "Example, wrong",
        "good": "Example, mended",
    },
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A raw table that was looked at, and how many rows it has (None where it cannot be read)."""

    titles: Mapping[Language, str]
    file: str
    rows: int | None


def checked(package: Package, counted: Mapping[str, int]) -> list[Checked]:
    """Every raw table of the package; `counted` are the rows of those that could be read."""
    found = []
    for name, source in package.raw_sources().items():
        words = package.resource(name).titles
        found.append(Checked({"ja": words.ja, "en": words.en}, source.path, counted.get(name)))
    return found


def page(
    problems: Sequence[Problem], tables: Sequence[Checked], copies: Mapping[str, str], *, published: bool = False
) -> str:
    """The page. `copies` are the marked workbooks by the raw file, as paths beside the page."""
    return rendered(
        "pipeline.report",
        "report.html.j2",
        languages=LANGUAGES,
        words=_WORDS,
        severities=list(SEVERITIES.values()),
        counts=counts(problems),
        by_file=_by_file(problems),
        tables=tables,
        rows=sum(table.rows or 0 for table in tables),
        copies=copies,
        published=published,
        groups={language: list(_groups(problems, language)) for language in _WORDS},
        entries=[entry(code) for code in sorted({problem.code for problem in problems})],
        shown=_SHOWN,
    )


def _by_file(problems: Sequence[Problem]) -> Counter[tuple[str, str]]:
    """How many of each severity there are in a file."""
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    return Counter({(file, s): n for file, found in files.items() for s, n in counts(found).items()})


def _groups(problems: Sequence[Problem], language: Language) -> Iterator[dict[str, Any]]:
    """Problems of one cause together, errors first, as on a terminal."""
    for group in by_cause(problems):
        first = group[0]
        head = message(first, language)
        places = [
            {
                "place": _place(problem, language),
                "cell": problem.cell or "",
                "message": message(problem, language),
                "suggestion": suggestion(problem) or "",
            }
            for problem in group
        ]
        yield {
            "first": first,
            "message": head,
            "remedy": remedy(first, language),
            "places": places,
            "columns": [
                column
                for column in ("place", "cell", "message", "suggestion")
                if any(place[column] != (head if column == "message" else "") for place in places)
            ],
        }


def _place(problem: Problem, language: Language) -> str:
    """`C4` in a sheet; row and column in a CSV, as a text editor counts them."""
    words = _WORDS[language]
    if problem.sheet and problem.row and problem.column:
        return f"{letter(problem.column)}{problem.row}"
    numbers = (("row", problem.row), ("column", problem.column))
    return ", ".join(f"{words[name]} {number}" for name, number in numbers if number)
