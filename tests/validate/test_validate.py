"""Whole tables: order and places of problems, none cut off, keys between tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.package import load
from pipeline.problem import Problem
from pipeline.table import Table, frame
from tests.stages import parse, read, validate
from tests.validate.sample import Document, field, schema

Place = tuple[str, int | None, str, int | None, str | None]


def found(text: str, *fields: Document, **rest: object) -> list[Problem]:
    table, problems = parse(text, "t", "raw/t.csv")
    assert not problems
    return validate({"t": table}, {"t": schema(*fields, **rest)})


def places(problems: list[Problem]) -> list[Place]:
    return [(problem.code, problem.row, problem.field, problem.column, problem.cell) for problem in problems]


def test_the_real_raw_tables_are_good(root: Path) -> None:
    package = load(root)
    tables, problems = read(package)
    assert problems == []
    assert len(tables) == len(package.raw) > 10
    assert validate(tables, package.raw) == []


def test_a_problem_names_file_line_field_column_and_cell() -> None:
    problem = found('a,b\n"two\nlines",1\nx,?\n', field("a"), field("b", "integer"))[0]
    assert problem == Problem("E-TYPE", "raw/t.csv", "", 4, "b", 2, "?", {"type": "integer"})


def test_problems_come_in_order_of_row_and_column() -> None:
    fields = [field("a", required=True), field("b", "integer", minimum=5), field("c", enum=["x"])]
    assert places(found("a,c,b\n,1,y\n\nz,?,x,more\nz", *fields, primaryKey=["a"])) == [
        ("E-LABEL-WRONG", 1, "b", 2, "c"),
        ("E-LABEL-WRONG", 1, "c", 3, "b"),
        ("E-REQUIRED", 2, "a", 1, ""),
        ("E-PRIMARY-KEY-EMPTY", 2, "a", 1, ""),
        ("E-MINIMUM", 2, "b", 2, "1"),
        ("E-ENUM", 2, "c", 3, "y"),
        ("E-ROW-BLANK", 3, "", None, None),
        ("E-PRIMARY-KEY-EMPTY", 3, "a", 1, None),
        ("E-TYPE", 4, "b", 2, "?"),
        ("E-CELL-EXTRA", 4, "", 4, "more"),
        ("E-PRIMARY-KEY", 5, "a", 1, "z"),
        ("E-CELL-MISSING", 5, "b", 2, ""),
        ("E-CELL-MISSING", 5, "c", 3, ""),
    ]


def test_every_one_of_5000_errors() -> None:
    text = "a,b\n" + "".join(f"{number},x{number % 7}\n" for number in range(2500))
    problems = found(text, field("a", "integer", maximum=-1), field("b", "integer"))
    assert len(problems) == 5000
    assert {problem.row for problem in problems} == set(range(2, 2502))


def test_a_repeated_value_names_the_line_of_the_one_before() -> None:
    problems = found('a\n"x\ny"\nz\n"x\ny"\n"x\ny"\n', field("a", unique=True))
    assert [(problem.row, problem.facts["first"]) for problem in problems] == [(5, "2"), (7, "5")]


def test_the_message_facts_of_an_enum_and_a_category() -> None:
    fields = [field("a", "integer", enum=[1, 2]), field("b") | {"categories": ["x", {"value": "y", "label": "why"}]}]
    assert [dict(problem.facts) for problem in found("a,b\n3,z\n", *fields)] == [
        {"allowed": "1, 2"},
        {"allowed": "x, y"},
    ]


def test_a_blank_row_by_the_missing_values_of_each_field() -> None:
    fields = [field("a"), field("b", missing=["-"])]
    assert [p.code for p in found("a,b\n,-\n,\n※,-\n", *fields, missingValues=["", "※"])] == ["E-ROW-BLANK"] * 2


def test_missing_values_of_the_schema_do_not_hold_for_a_column_without_a_field() -> None:
    problems = found("a,extra\n※,※\n※,\n", field("a"), missingValues=["※"])
    assert places(problems) == [("E-LABEL-EXTRA", 1, "", 2, "extra"), ("E-ROW-BLANK", 3, "", None, None)]


def test_no_rows_no_problems() -> None:
    assert found("a,b\n", field("a", required=True), field("b"), primaryKey=["a"], uniqueKeys=[["b"]]) == []


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ({"resource": "parent", "fields": ["key"]}, ["9"]),
        ({"resource": "", "fields": ["a"]}, []),
        ({"resource": "not among the tables", "fields": ["key"]}, []),
    ],
)
def test_foreign_keys_look_among_the_tables(reference: dict[str, object], wrong: list[str]) -> None:
    tables = {
        "child": parse("a\n1\n9\n?\n\n", "child", "child.csv")[0],
        "parent": parse("key,name\n1,one\n", "parent", "parent.csv")[0],
    }
    referring = schema(field("a", "integer"), foreignKeys=[{"fields": ["a"], "reference": reference}])
    problems = validate(tables, {"child": referring, "parent": schema(field("key", "integer"), field("name"))})
    assert [problem.cell for problem in problems if problem.code == "E-FOREIGN-KEY"] == wrong


def test_a_table_that_the_pipeline_made_is_named_by_its_name_and_the_lines_of_its_csv() -> None:
    made = Table("made", frame(["a", "b"], [["1", "x"], ["?", "x"], [None, None]]), labels=["a", "b"])
    problems = validate({"made": made}, {"made": schema(field("a", "integer"), field("b", unique=True))})
    assert [(p.code, p.file, p.row) for p in problems] == [
        ("E-TYPE", "made", 3),
        ("E-UNIQUE", "made", 3),
        ("E-ROW-BLANK", "made", 4),
    ]


def test_a_foreign_key_of_two_fields_shows_both_cells_and_its_own_table_by_name() -> None:
    own = {"fields": ["b", "a"], "reference": {"resource": "", "fields": ["a", "b"]}}
    problems = validate(
        {"own": parse("a,b\nx,y\n", "own", "own.csv")[0]},
        {"own": schema(field("a"), field("b"), foreignKeys=[own])},
    )
    assert [(p.field, p.cell, p.facts["table"]) for p in problems] == [("b, a", "y, x", "own")]
