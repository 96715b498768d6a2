"""Tables back to the departments: as received, each problem on its cell, and nothing in them that runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from pipeline.examine import examine
from pipeline.package import Package, load
from pipeline.package.descriptor import Dialect, Raw
from pipeline.problem import Problem
from pipeline.report.cells import MAX_COLUMNS, MAX_COMMENT, MAX_ROWS
from pipeline.report.marked import _mark, copies
from pipeline.table import Table, frame
from tests.conftest import ROOT

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


@pytest.fixture(scope="module")
def package() -> Package:
    return load(ROOT)


def with_source(package: Package, root: Path, **source: Any) -> Package:
    """The package with one raw table, of our own."""
    resource = next(r for r in package.descriptor.resources if r.origin.raw)
    raw = Raw(**{"schema": "", "encoding": "utf-8", **source})
    ours = msgspec.structs.replace(resource, origin=msgspec.structs.replace(resource.origin, raw=raw))
    descriptor = msgspec.structs.replace(package.descriptor, resources=[ours])
    return msgspec.structs.replace(package, root=root, descriptor=descriptor)


def marked(package: Package, root: Path, content: bytes, problems: list[Problem], **source: Any) -> Any:
    """The workbook that comes back for one raw file."""
    path = problems[0].file
    (root / path).write_bytes(content)
    made = copies(problems, with_source(package, root, path=path, **source), {})
    return load_workbook(io.BytesIO(made[path][1]))


def typed(file: str, row: int | None, column: int | None, cell: str = "x", sheet: str = "") -> Problem:
    return Problem("E-TYPE", file, sheet, row, "n", column, cell, {"type": "integer"})


def colour(cell: Any) -> str | None:
    return cell.fill.start_color.rgb if cell.fill.fill_type else None


def test_a_csv_comes_back_as_text_with_its_problems(package: Package, tmp_path: Path) -> None:
    content = '名,n\n"a\nb",1\n=1+1,"1,234"\n#N/A,007\n'
    problems = [typed("t.csv", 4, 2, "1,234"), Problem("W-FORMULA", "t.csv", "", 4, "名", 1, "=1+1")]
    book = marked(package, tmp_path, content.encode("cp932"), problems, encoding="cp932")
    assert book.sheetnames == ["点検結果", "原表"]
    sheet = book["原表"]
    rows = [["名", "n"], ["a\nb", "1"], ["=1+1", "1,234"], ["#N/A", "007"]]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == rows
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    filled = {c.coordinate: colour(c) for row in sheet.iter_rows() for c in row if colour(c)}
    assert filled == {"A3": YELLOW, "B3": RED}  # line 4 is the third record
    assert sheet["B3"].comment.text.startswith("E-TYPE: integer として読めない: 「1,234」\n直し方: ")
    assert sheet["B3"].comment.text.endswith("\n候補: 1234")
    assert sheet["A1"].comment is None


def test_the_first_sheet_lists_all_problems_of_the_file_and_links_nowhere(package: Package, tmp_path: Path) -> None:
    problems = [
        Problem("W-HIDDEN", "t.csv", facts={"hidden": "C"}),
        Problem("E-PRIMARY-KEY", "t.csv", "", 3, "a, b", None, "=HYPERLINK(1)", {"fields": "a, b", "first": "2"}),
        typed("t.csv", 3, 5, "http://example.jp/"),
    ]
    book = marked(package, tmp_path, b"a,b\n1,2\n1,2\n", problems)
    listed = [list(row) for row in book["点検結果"].iter_rows(min_row=4, values_only=True)]
    assert [row[1:4] for row in listed] == [
        ["E-PRIMARY-KEY", "原表", "A3"],
        ["E-TYPE", "原表", "E3"],
        ["W-HIDDEN", None, None],
    ]
    assert listed[0][5] == "=HYPERLINK(1)"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert colour(book["原表"]["A3"]) == colour(book["原表"]["E3"]) == RED


def test_a_workbook_comes_back_as_it_was_with_marks(package: Package, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "第1表"
    for row in (
        ["題"],
        [None, "市", "人口"],
        [None, "仙台市", "1,096,704"],
        [None, "石巻市", 140151],
        [None, "計", "=C4"],
    ):
        sheet.append(row)
    sheet["C4"].number_format = "#,##0"
    sheet["C3"].comment = Comment("県の注", "県")
    sheet.merge_cells("B3:B4")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("ほか").append(["=1+1"])
    out = io.BytesIO()
    book.save(out)
    file = "t.xlsx"
    problems = [
        typed(file, 3, 3, "1,096,704", "第1表"),
        Problem("W-ROUNDING", file, "第1表", 4, "市", 2, "", dict.fromkeys(_ROUNDING, "")),
        Problem("I-BELOW", file, "第1表", 5, cell="計", facts={"count": "1"}),
    ]
    back = marked(package, tmp_path, out.getvalue(), problems, dialect=Dialect(sheet_name="第1表"))
    assert back.sheetnames == ["点検結果", "第1表", "ほか"]
    assert [s.title for s in back if s.sheet_view.tabSelected] == ["点検結果"]
    ours = back["第1表"]
    assert (ours["C4"].value, ours["C4"].number_format, ours["C5"].value) == (140151, "#,##0", "=C4")
    assert ours.column_dimensions["B"].width == 33
    assert back["ほか"]["A1"].value == "=1+1"
    assert colour(ours["C3"]) == RED
    assert ours["C3"].comment.text.startswith("県の注\n\nE-TYPE: ")
    assert colour(ours["B3"]) == YELLOW  # row 4 is merged into it
    assert ours["A5"].comment.text.startswith("I-BELOW")


_BYTE = {"when_ja": "", "when_en": "", "bytes": "ff", "encoding": "utf-8", "offset": "6"}
_ROUNDING = ("title_ja", "title_en", "scope", "parts", "whole", "difference", "bound")


def test_a_row_of_a_table_that_begins_further_right_is_marked_there(package: Package, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append([None, "a"])
    out = io.BytesIO()
    book.save(out)
    table = Table("t", frame((), ()), "t.xlsx", "Sheet", received=out.getvalue(), first_column=2)
    problems = [Problem("E-ROW-BLANK", "t.xlsx", "Sheet", 2)]
    made = copies(problems, with_source(package, tmp_path, path="t.xlsx"), {"t": table})
    assert colour(load_workbook(io.BytesIO(made["t.xlsx"][1]))["Sheet"]["B2"]) == RED


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a,b\n1,\x0b\xff\n", Problem("E-BYTE", "t.csv", "", 2, "b", 2, "0xff", _BYTE)),
        (b'a,b\n1,"2\n3,4\n', Problem("E-CSV", "t.csv", row=2, facts={"reason": "unexpected end of data"})),
        (b"", Problem("E-EMPTY", "t.csv", row=1)),
        (b"a,b\n1,_x0041_\n", typed("t.csv", 2, 2, "_x0041_\x0c\ud800\ufffe")),
    ],
)
def test_what_cannot_be_read_comes_back_as_far_as_it_can(
    package: Package, tmp_path: Path, content: bytes, problem: Problem
) -> None:
    book = marked(package, tmp_path, content, [problem])
    assert book["点検結果"]["B4"].value == problem.code
    place = book["点検結果"]["D4"].value
    assert not content or book["原表"][place].comment.text.startswith(problem.code)


def test_a_workbook_that_may_not_be_opened_is_not_opened(package: Package, tmp_path: Path) -> None:
    problems = [typed("t.xlsx", 2, 1, sheet="S"), Problem("E-EXCEL-LIMIT", "t.xlsx", facts={"limit": "expansion"})]
    book = marked(package, tmp_path, b"PK bomb", problems)
    assert book.sheetnames == ["点検結果"]


def test_a_department_has_a_folder_and_no_name_leads_elsewhere(package: Package, tmp_path: Path) -> None:
    paths = set()
    for department in ("", "企画部 統計課", "../../x", "/etc", "..", "report.html"):
        (tmp_path / "t.csv").write_bytes(b"a\n1\n")
        ours = with_source(package, tmp_path, path="t.csv", department=department)
        paths.add(copies([typed("t.csv", 2, 1)], ours, {})["t.csv"][0])
    assert paths == {
        "t.xlsx",
        "企画部 統計課/t.xlsx",
        "______x/t.xlsx",
        "_etc/t.xlsx",
        "__/t.xlsx",
        "report_html/t.xlsx",
    }


def test_files_without_a_problem_in_a_row_do_not_come_back(package: Package) -> None:
    assert copies([Problem("I-SKIPPED"), Problem("E-FILE", "raw/goals.csv")], package, {}) == {}


def test_the_same_names_are_kept_apart(package: Package, tmp_path: Path) -> None:
    for name in ("a/t.csv", "b/T.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"a\n1\n")
    one = with_source(package, tmp_path, path="a/t.csv")
    two = with_source(package, tmp_path, path="b/T.csv").descriptor.resources[0]
    two = msgspec.structs.replace(two, name="two")
    both = msgspec.structs.replace(one.descriptor, resources=[*one.descriptor.resources, two])
    made = copies([typed("a/t.csv", 2, 1), typed("b/T.csv", 2, 1)], msgspec.structs.replace(one, descriptor=both), {})
    assert sorted(path for path, _ in made.values()) == ["b-T.csv.xlsx", "t.xlsx"]


def test_the_cells_of_the_real_tables_are_those_of_the_files(project: Path) -> None:
    values = project / "raw" / "kpi_values.csv"
    values.write_text(values.read_text("utf-8").replace("1,768人", "1,76O人"), "utf-8")
    package = load(project)
    run = examine(package, lambda stage, count: None)
    made = copies(run.problems, package, run.raw)
    book = load_workbook(io.BytesIO(made["raw/kpi_values.csv"][1]))
    assert colour(book["原表"]["C7"]) == RED
    assert book["原表"]["C7"].value == "1,76O人"
    assert book["原表"].max_row == len(values.read_text("utf-8").splitlines())
    assert not [n for n in zipfile.ZipFile(io.BytesIO(made["raw/kpi_values.csv"][1])).namelist() if "vba" in n.lower()]


@pytest.mark.parametrize(
    ("row", "column", "there"), [(MAX_ROWS, MAX_COLUMNS, True), (MAX_ROWS + 1, 1, False), (1, MAX_COLUMNS + 1, False)]
)
def test_a_problem_beyond_what_a_sheet_holds_is_not_marked(row: int, column: int, there: bool) -> None:
    assert _mark(typed("t.csv", row, column), "原表", (), {}) == (("原表", row, column) if there else None)


def test_a_comment_is_not_longer_than_excel_shows(package: Package, tmp_path: Path) -> None:
    sheet = marked(package, tmp_path, b"n\nx\n", [typed("t.csv", 2, 1)] * 500)["原表"]
    assert sheet["A2"].comment.text.endswith("…（続きはシート「点検結果」）")
    assert len(sheet["A2"].comment.text) < MAX_COMMENT + 30
