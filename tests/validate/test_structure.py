from __future__ import annotations

import pytest

from pipeline.table import Table, frame
from pipeline.validate.structure import header_problems, row_problems, told_once
from tests.stages import parse, validate
from tests.validate.sample import field, schema

GOAL_LABEL_PAGE = schema(field("goal"), field("label"), field("page"))


def table(text: str) -> Table:
    return parse(text, "t", "t.csv")[0]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("goal,label,page", []),
        ("goal,label", [("E-LABEL-MISSING", 3, "page", "")]),
        ("goal", [("E-LABEL-MISSING", 2, "label", ""), ("E-LABEL-MISSING", 3, "page", "")]),
        ("goal,label,page,note", [("E-LABEL-EXTRA", 4, "", "note")]),
        ("goal,label,page,", [("E-LABEL-EXTRA", 4, "", "")]),
        ("goal,,page", [("E-LABEL-BLANK", 2, "label", "")]),
        ("goal,　,page", [("E-LABEL-BLANK", 2, "label", "　")]),
        ("goal,goal,page", [("E-LABEL-DOUBLE", 2, "label", "goal")]),
        ("goal, goal,page", [("E-LABEL-DOUBLE", 2, "label", " goal")]),
        ("label,goal,page", [("E-LABEL-WRONG", 1, "goal", "label"), ("E-LABEL-WRONG", 2, "label", "goal")]),
        ("goal,label,page ", [("E-LABEL-WRONG", 3, "page", "page ")]),
        ("Goal,label,page", [("E-LABEL-WRONG", 1, "goal", "Goal")]),
    ],
)
def test_headers(header: str, expected: list[tuple[str, int, str, str]]) -> None:
    problems = list(header_problems(table(header), GOAL_LABEL_PAGE))
    assert [(p.code, p.column, p.field, p.cell) for p in problems] == expected
    assert all((p.row, p.file, p.facts["expected"]) == (1, "t.csv", p.field) for p in problems)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,b,1", []),
        ("a,b", [("E-CELL-MISSING", "page", 3, "")]),
        ("a", [("E-CELL-MISSING", "label", 2, ""), ("E-CELL-MISSING", "page", 3, "")]),
        ("a,b,1,x,", [("E-CELL-EXTRA", "", 4, "x"), ("E-CELL-EXTRA", "", 5, "")]),
    ],
)
def test_ragged_rows(row: str, expected: list[tuple[str, str, int, str]]) -> None:
    problems = list(row_problems(table(f'goal,label,page\n"a\na",b,1\n{row}\n'), GOAL_LABEL_PAGE, set()))
    assert [(p.code, p.field, p.column, p.cell) for p in problems] == expected
    assert all(p.row == 4 for p in problems)


def test_of_a_blank_row_nothing_else_is_said() -> None:
    problems = list(row_problems(table("goal,label,page\n\na,b,1\n"), GOAL_LABEL_PAGE, {0}))
    assert [(p.code, p.row) for p in problems] == [("E-ROW-BLANK", 2)]


def test_a_cell_missing_in_a_column_without_a_field_is_named_by_its_label() -> None:
    problems = list(row_problems(table("goal,label,page,note\na,b,1\n"), GOAL_LABEL_PAGE, set()))
    assert [(p.code, p.field, p.column) for p in problems] == [("E-CELL-MISSING", "note", 4)]


def test_rows_of_a_table_that_nobody_read_have_the_line_that_they_will_have() -> None:
    made = Table("made", frame(["goal"], [["a"], ["b"]]), labels=["goal"])
    assert [made.place(0)[2], made.place(1)[2]] == [2, 3]


def test_a_row_cut_short_is_one_problem() -> None:
    """However many of its cells are required."""
    needed = schema(*(field(name, required=True) for name in ("goal", "label", "page")))
    cut = table("goal,label,page\na\n,b,1\na,b\n")
    told = told_once(validate({"t": cut}, {"t": needed}))
    assert [(p.code, p.row, p.column, p.facts.get("columns"), p.facts.get("fields")) for p in told] == [
        ("E-CELL-MISSING", 2, 2, "2–3", "label, page"),
        ("E-REQUIRED", 3, 1, None, None),
        ("E-CELL-MISSING", 4, 3, "3", "page"),
    ]
