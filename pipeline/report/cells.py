"""How problems look in a workbook: a sheet that lists them, and the cells that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.letters import letter
from pipeline.package.document import NO_TEXT
from pipeline.problem import Problem
from pipeline.report.catalogue import message, remedy
from pipeline.report.suggestions import suggestion

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 1_048_576, 16_384, 32_767  # of a sheet
MAX_COMMENT = 2_000
LIST = "点検結果"
_NOTE = (
    "色の付いたセルに問題がある（赤はエラー、黄は注意、青は情報）。説明はセルのコメントと下の表にある。"
    "直した表を送るときは、このシートを消す。図形やグラフは、この写しに残らないことがある。"
)
_HEADER = ("区分", "コード", "シート", "セル", "項目", "値", "内容", "直し方", "候補")
_WIDTHS = (8, 18, 14, 8, 18, 24, 50, 60, 18)
_SEVERITY = {"error": "エラー", "warning": "注意", "information": "情報"}
_FILLS = {
    severity: PatternFill("solid", start_color=colour)
    for severity, colour in (("error", "FFFFC7CE"), ("warning", "FFFFEB9C"), ("information", "FFDDEBF7"))
}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
Mark = tuple[str, int, int]
"""Sheet, row and column, as the sheet numbers them."""


def list_problems(sheet: Any, problems: Sequence[Problem], marks: Sequence[Mark | None]) -> None:
    """Fills a sheet with every problem of the file, also those that belong to no cell."""
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[letter(column)].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.append([text_cell(sheet, _NOTE)])
    sheet.append([])
    sheet.append([text_cell(sheet, text, font=Font(bold=True)) for text in _HEADER])
    listed = zip(problems, marks, strict=True)
    for row, (problem, mark) in enumerate(islice(listed, MAX_ROWS - 3), 4):
        texts = [*_row(problem, mark)]
        lines = max(2 * len(text) // width + 1 for text, width in zip(texts, _WIDTHS, strict=True))  # full-width
        sheet.row_dimensions[row].height = min(15 * lines, 400)
        cells = [text_cell(sheet, text, alignment=_WRAPPED) for text in texts]
        cells[0].fill = _FILLS[problem.severity]
        sheet.append(cells)


def _row(problem: Problem, mark: Mark | None) -> Iterator[str]:
    sheet, place = (mark[0], f"{letter(mark[2])}{mark[1]}") if mark else (problem.sheet, "")
    yield from (_SEVERITY[problem.severity], problem.code, sheet, place, problem.field, problem.cell or "")
    yield from (message(problem, "ja"), remedy(problem, "ja"), suggestion(problem) or "")


def text_cell(sheet: Any, text: str, **look: Any) -> Any:
    """A cell of text, whatever the text is: no formula, no number, no link."""
    cell = WriteOnlyCell(sheet, _escaped(text) or None)
    cell.data_type = "s"
    cell.number_format = "@"
    for name, value in look.items():
        setattr(cell, name, value)
    return cell


def mark_cell(cell: Any, problems: Sequence[Problem]) -> None:
    """Gives a cell fill and comment; the gravest problem comes first, and what was noted on the cell before stays."""
    cell.fill = _FILLS[problems[0].severity]
    said = [cell.comment.text] if cell.comment else []
    for problem in problems:
        better = suggestion(problem)
        lines = [f"{problem.code}: {message(problem, 'ja')}", f"直し方: {remedy(problem, 'ja')}"]
        said.append("\n".join([*lines, *([f"候補: {better}"] if better is not None else [])]))
    text = _text("\n\n".join(said))
    text = text if len(text) <= MAX_COMMENT else f"{text[:MAX_COMMENT]}…（続きはシート「{LIST}」）"
    height = 20 * sum(len(line) // 22 + 1 for line in text.split("\n"))
    cell.comment = Comment(text, "opendata", width=340, height=min(height, 600))


def _text(text: str) -> str:
    """Text that XML can carry."""
    return NO_TEXT.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def _escaped(text: str) -> str:
    """The text of a cell; Excel takes `_x0041_` for an escape, so that it has to be written as one."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", _text(text)[:MAX_CELL])
