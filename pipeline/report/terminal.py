"""Problems on a terminal: message, place, excerpt with a caret, remedy; the same cause counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click
from rich.cells import cell_len

from pipeline.language import Language
from pipeline.letters import letter
from pipeline.problem import Problem
from pipeline.report.catalogue import by_cause, message, remedy
from pipeline.report.lines import Lines
from pipeline.report.suggestions import suggestion
from pipeline.report.visible import visible
from pipeline.tally import counts

_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "error": "エラー",
        "warning": "注意",
        "information": "情報",
        "remedy": "直し方",
        "suggestion": "候補",
        "same": "同じ原因",
        "times": "この項目に {count} か所（行 {rows}）",
        "times_only": "{count} か所",
        "rest": "ほか {count}（すべては --json）",
        "others": "ほかの値",
        "more": "詳しく",
        "row": "行",
        "field": "項目",
    },
    "en": {
        "error": "error",
        "warning": "warning",
        "information": "note",
        "remedy": "remedy",
        "suggestion": "suggestion",
        "same": "same cause",
        "times": "{count} places in this field (rows {rows})",
        "times_only": "{count} places",
        "rest": "and {count} more (all with --json)",
        "others": "other values",
        "more": "more",
        "row": "row",
        "field": "field",
    },
}
_COLOURS = {"error": "red", "warning": "yellow", "information": "cyan"}
_WINDOW = 160
_CONTEXT = 20
_MOST = 20
_LONG = 400


def render(problems: Sequence[Problem], language: Language, lines: Lines) -> str:
    """Every problem, errors first, those of one cause together. Colour is plain ANSI; the caller strips it."""
    return "\n".join(line for group in by_cause(problems) for line in _group(group, language, lines))


def summary(problems: Sequence[Problem], language: Language) -> str:
    """The counts on one line."""
    found = counts(problems)
    return "  ".join(f"{_WORDS[language][s]} {found[s]}" for s in ("error", "warning"))


def _group(group: Sequence[Problem], language: Language, lines: Lines) -> Iterator[str]:
    words, first = _WORDS[language], group[0]
    severity = first.severity
    head = click.style(f"{words[severity]}[{first.code}]", fg=_COLOURS[severity], bold=True)
    yield f"{head} {click.style(_short(message(first, language)), bold=True)}"
    if first.file:
        yield f"  --> {_place(first, words)}"
    yield from _excerpt(first, lines)
    yield f"   = {words['remedy']}: {visible(remedy(first, language))}"
    if (better := suggestion(first)) is not None:
        yield f"   = {words['suggestion']}: {_short(better)}"
    if len(group) > 1:
        rows = _listed(_ranges([problem.row for problem in group if problem.row]), words)
        times = words["times"] if rows else words["times_only"]
        yield f"   = {words['same']}: {times.format(count=f'{len(group):,}', rows=rows)}"
        others = list(dict.fromkeys(p.cell for p in group[1:] if p.cell and p.cell != first.cell))
        if others:
            yield f"   = {words['others']}: {_listed([_short(cell) for cell in others], words)}"
    yield f"   = {words['more']}: opendata errors {first.code}"
    yield ""


def _place(problem: Problem, words: dict[str, str]) -> str:
    sheet = f"[{problem.sheet}]" if problem.sheet else ""
    numbers = "".join(f":{n}" for n in (problem.row, problem.column) if n)
    if problem.sheet and problem.row:
        numbers = f"!{letter(problem.column)}{problem.row}" if problem.column else f"!{problem.row}"
    named = [f"{words['field']} {problem.field}"] if problem.field else []
    named += [f"{words['row']} {problem.row}"] if problem.row else []
    return f"{problem.file}{sheet}{numbers}" + (f"  ({', '.join(named)})" if named else "")


def _excerpt(problem: Problem, lines: Lines) -> Iterator[str]:
    """The line above and the line itself, with a caret under the cell."""
    if problem.row is None:
        return
    text = lines(problem.file)
    try:
        start, end = _span(text[problem.row - 1], problem)
    except IndexError:  # it is asked for no length: a large file would be read to its end
        return
    margin = len(str(problem.row))
    begin = max(0, min(start, end - _WINDOW + _CONTEXT)) if end > _WINDOW else 0
    yield f" {' ' * margin} |"
    for number in range(max(1, problem.row - 1), problem.row + 1):
        yield f" {number:>{margin}} | {_window(text[number - 1], begin)}"
    if end > start:
        line = text[problem.row - 1]
        before, under = (cell_len(_window(line[:at], begin)) for at in (start, end))
        yield f" {' ' * margin} | {' ' * before}{click.style('^' * (under - before), bold=True)}"


def _span(line: str, problem: Problem) -> tuple[int, int]:
    """Where the cell stands in its line: the field at its position, if it holds the cell."""
    fields = list(re.finditer(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)', line))
    if problem.column and problem.column <= len(fields):
        found = fields[problem.column - 1]
        if problem.cell in (found[1], found[1].strip('"').replace('""', '"')):
            return found.span(1)
    start = line.find(problem.cell) if problem.cell else -1
    return (start, start + len(problem.cell or "")) if start >= 0 else (0, 0)


def _window(line: str, begin: int) -> str:
    """The part of a line that is shown, from `begin` on, with … where it goes on."""
    shown = visible(line[begin : begin + _WINDOW])
    return ("…" if begin else "") + shown + ("…" if len(line) > begin + _WINDOW else "")


def _ranges(rows: Sequence[int]) -> list[str]:
    """`4-15` and `20`: every row, in short."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [str(a) if a == b else f"{a}-{b}" for a, b in spans]


def _listed(items: Sequence[str], words: dict[str, str]) -> str:
    """The first of the items, and how many more there are."""
    more = [words["rest"].format(count=f"{len(items) - _MOST:,}")] if len(items) > _MOST else []
    return ", ".join([*items[:_MOST], *more])


def _short(text: str) -> str:
    return visible(text if len(text) <= _LONG else text[:_LONG] + "…")
