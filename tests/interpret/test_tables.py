"""Raw tables to the published shape, on the package that ships: rows, audit, and what cannot be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.notations import NEUTRAL, Options
from pipeline.interpret.notations import read as read_cell
from pipeline.interpret.quantities import Unread
from pipeline.interpret.tables import interpret_part
from pipeline.interpret.units import Units
from pipeline.package import Package, load
from pipeline.package.models import Schema
from pipeline.table import Table, frame
from tests.interpret.conftest import ROOT
from tests.stages import interpret, read


@pytest.fixture(scope="module")
def package() -> Package:
    return load(ROOT)


@pytest.fixture(scope="module")
def raw(package: Package) -> dict[str, Table]:
    tables, problems = read(package)
    assert not problems
    return tables


def spoiled(raw: dict[str, Table], name: str, field: str, *cells: str) -> dict[str, Table]:
    """The raw table cut to as many rows as there are `cells`, with these in `field`; and the units."""
    table = raw[name]
    rows = [list(row.values()) for row in table.rows()[: len(cells)]]
    for row, cell in zip(rows, cells, strict=True):
        row[table.labels.index(field)] = cell
    cut = replace(table, frame=frame(table.labels, rows), lines=table.lines[: len(rows)])
    return {"units": raw["units"], name: cut}


def test_an_arrow_becomes_two_rows(package: Package, raw: dict[str, Table]) -> None:
    tables, changes, problems = interpret(
        spoiled(raw, "initiative_quantities", "printed", "R4:約62万→R5:162万件", "５回"), package
    )
    assert not problems
    made = tables["initiative_quantities"]
    columns = ("quantity", "position", "value", "unit", "value_step", "approximate", "fiscal_year", "printed")
    assert [[row[c] for c in columns] for row in made.rows()] == [
        ["1", "from", "620000", "unstated", "10000", "true", "2022", "R4:約62万→R5:162万件"],
        ["1", "to", "1620000", "case", "10000", "false", "2023", "R4:約62万→R5:162万件"],
        ["1", "single", "5", "time", None, "false", None, "５回"],
    ]
    assert made.lines == [2, 2, 3]
    assert made.file == "raw/initiative_quantities.csv"
    assert [(c.row, c.published_field, c.value, c.rule) for c in changes] == [
        (2, "position", "from", "position.arrow"),
        (2, "value", "620000", "number.myriad"),
        (2, "unit", "unstated", "unit.unstated"),
        (2, "approximate", "true", "qualifier.約"),
        (2, "fiscal_year", "2022", "era.fiscal_year"),
        (2, "position", "to", "position.arrow"),
        (2, "value", "1620000", "number.myriad"),
        (2, "unit", "case", "unit.form"),
        (2, "fiscal_year", "2023", "era.fiscal_year"),
        (3, "value", "5", "characters.narrow"),
        (3, "unit", "time", "unit.form"),
    ]
    assert {(c.file, c.field, c.table) for c in changes} == {
        ("raw/initiative_quantities.csv", "printed", "initiative_quantities")
    }
    assert [(c.key, c.printed) for c in changes][-1] == ("ini05/1/single", "５回")


def test_phrases_give_the_status_and_no_value(package: Package, raw: dict[str, Table]) -> None:
    tables, changes, problems = interpret(
        spoiled(raw, "kpi_observations", "printed", "※翌年度に数値確定", "延べ12件"), package
    )
    assert not problems
    columns = ("fiscal_year", "value", "unit", "approximate", "cumulative", "status")
    assert [[row[c] for c in columns] for row in tables["kpi_observations"].rows()] == [
        ["2020", None, None, "false", "false", "not_yet_final"],
        ["2023", "12", "case", "false", "true", "reported"],
    ]
    assert ("status", "not_yet_final", "phrase") in [(c.published_field, c.value, c.rule) for c in changes]


@pytest.mark.parametrize(
    ("name", "field", "cell", "code", "rest"),
    [
        ("kpi_observations", "printed", "007人", "E-QUANTITY", "007人"),
        ("kpi_observations", "printed", "約5匹", "E-UNIT", "匹"),
        ("kpi_observations", "printed", "7種→25種", "E-SEVERAL", "7種→25種"),
        ("kpi_observations", "printed_year", "R5年", "E-FISCAL-YEAR", "R5年"),
        ("kpi_observations", "printed", "12件以上", "E-PART-LOST", "qualifier=at_least"),
        ("kpi_observations", "printed", "R4:12件", "E-PART-LOST", "fiscal_year=2022"),
        ("budget", "printed_projects", "約60件", "E-PART-LOST", "approximate=true"),
        ("budget", "printed_projects", "延べ60件", "E-PART-LOST", "cumulative=true"),
        ("budget", "printed_projects", "60人", "E-UNIT-OTHER", "case"),
        ("budget", "printed_amount_label", "決算", "E-PHRASE", "決算額、予算額"),
        ("initiative_dates", "printed", "R6.2月下旬", "E-DATE", "R6.2月下旬"),
    ],
)
def test_an_unread_cell_is_a_problem_with_its_place(
    name: str, field: str, cell: str, code: str, rest: str, package: Package, raw: dict[str, Table]
) -> None:
    good = raw[name].frame.columns[raw[name].labels.index(field)][0].as_py() or ""
    _, _, problems = interpret(spoiled(raw, name, field, good, cell), package)
    [problem] = problems
    assert (problem.code, problem.facts) == (code, {"rest": rest})
    assert (problem.file, problem.row, problem.field, problem.cell) == (raw[name].file, 3, field, cell)
    assert problem.column == list(raw[name].labels).index(field) + 1


def test_an_unread_cell_is_published_empty_and_the_rest_of_its_row_is_kept(
    package: Package, raw: dict[str, Table]
) -> None:
    tables, changes, _ = interpret(spoiled(raw, "kpi_observations", "printed", "007人"), package)
    [row] = tables["kpi_observations"].rows()
    assert (row["kpi"], row["fiscal_year"], row["value"], row["unit"]) == ("kpi01", "2020", None, None)
    assert [c.published_field for c in changes] == ["fiscal_year"]


def test_every_unread_cell_is_reported_each_time(package: Package, raw: dict[str, Table]) -> None:
    _, _, problems = interpret(spoiled(raw, "kpi_observations", "printed", *["５匹"] * 20), package)
    assert [problem.row for problem in problems] == list(range(2, 22))


def test_a_table_with_another_header_is_left_out(package: Package, raw: dict[str, Table]) -> None:
    wrong = replace(raw["goals"], labels=[*raw["goals"].labels[:-1], "remark"])
    tables, _, problems = interpret(raw | {"goals": wrong}, package)
    assert "goals" not in tables
    assert set(tables) == set(raw) - {"goals"}
    assert not problems


def test_without_a_sound_table_of_units_nothing_is_read(package: Package, raw: dict[str, Table]) -> None:
    assert interpret({name: table for name, table in raw.items() if name != "units"}, package) == ({}, [], [])
    assert interpret(raw | {"units": replace(raw["units"], labels=["unit"])}, package) == ({}, [], [])


def test_the_audit_holds_every_change_once_and_nothing_else(package: Package, raw: dict[str, Table]) -> None:
    """A part that is not neutral comes from what is printed, except the step and the word for a number."""
    tables, changes, _ = interpret(raw, package)
    expected: Counter[tuple[str, int | None, str, str]] = Counter()
    for name, table in tables.items():
        notations = {field.name: field.notation for field in package.raw[name].fields}
        for field in package.published[name].fields:
            source, dot, part = (field.from_ or "").partition(".")
            notation = notations.get(source)
            if not dot or notation is None or part == "step":
                continue
            silent = {None, NEUTRAL.get(part) if notation.kind != "period" else None, notation.otherwise or None}
            for index, row in enumerate(table.rows()):
                value = row[field.name]
                if value is not None and value not in silent:
                    expected[name, table.line(index), field.name, value] += 1
    assert Counter((c.table, c.row, c.published_field, c.value) for c in changes) == expected
    assert expected.total() > 300


def test_a_form_of_two_units_is_a_problem(package: Package, raw: dict[str, Table]) -> None:
    rows = [list(row.values()) for row in raw["units"].rows()]
    rows[-1][1] = "件"
    spoilt = raw | {"units": replace(raw["units"], frame=frame([str(n) for n in range(len(rows[0]))], rows))}
    problems = interpret(spoilt, package)[2]
    assert [(p.code, p.file, p.row, p.facts["rest"]) for p in problems] == [
        ("E-UNIT-DOUBLE", "raw/units.csv", 20, "件")
    ]


def test_typed_cells_have_one_spelling_and_the_change_is_recorded(package: Package, raw: dict[str, Table]) -> None:
    """Excel writes TRUE where we wrote true: the published value, and what it means, stay the same."""
    rows = [[cell.upper() if cell == "true" else cell for cell in row.values()] for row in raw["units"].rows()]
    excel = raw | {"units": replace(raw["units"], frame=frame([str(n) for n in range(len(rows[0]))], rows))}
    made, changes, problems = interpret(excel, package)
    before = interpret(raw, package)[0]
    assert not problems
    assert all(made[name].rows() == before[name].rows() for name in before)
    first = next(change for change in changes if change.table == "units")
    assert (first.row, first.field, first.printed, first.value, first.rule) == (
        2,
        "counted",
        "TRUE",
        "true",
        "canonical",
    )


def test_a_phrase_that_nothing_would_publish_is_not_lost(package: Package, raw: dict[str, Table]) -> None:
    field = next(f for f in package.raw["kpi_reported_rates"].fields if f.name == "printed")
    assert field.notation is not None
    field.notation.phrases["非公表"] = "withheld"
    try:
        problems = interpret(spoiled(raw, "kpi_reported_rates", "printed", "非公表"), package)[2]
    finally:
        del field.notation.phrases["非公表"]
    assert [(p.code, p.cell, p.facts["rest"]) for p in problems] == [("E-PART-LOST", "非公表", "phrase=withheld")]


PARTS = ("position", "value", "unit", "step", "approximate", "cumulative", "qualifier", "fiscal_year")
WORDS = {"ja": "値", "en": "value"}
PRINTED = {"name": "printed", "titles": WORDS, "notation": {"kind": "quantities", "unitOptional": True}}
FROM = [{"name": part, "titles": WORDS, "from": f"printed.{part}"} for part in PARTS]
RAW = msgspec.convert({"fields": [{"name": "id", "titles": WORDS}, PRINTED], "primaryKey": ["id"]}, Schema)
MADE = msgspec.convert({"fields": [{"name": "id", "titles": WORDS}, *FROM], "primaryKey": ["id"]}, Schema)
PIECES = st.sampled_from(["約", "延べ", "R5:", "5万2千", "12", "1.5", "△3", "件", "人", "→", "・", "以上", "、", "何"])
SAID = st.sampled_from(["5→7件", "38件・76件・9人", "R4:約62万→R5:162万件", "約5人", ""])
CELLS = st.none() | SAID | st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=4)


@given(st.lists(CELLS, max_size=6))
def test_a_cell_is_the_rows_that_it_says_with_its_audit_or_a_problem(known: Units, cells: list[str | None]) -> None:
    rows = [[f"k{number}", cell] for number, cell in enumerate(cells)]
    table = Table("t", frame(["0", "1"], rows), "raw/t.csv", "", range(2, 2 + len(rows)), ["id", "printed"])
    interpreted, changes, problems = interpret_part(table, RAW, MADE, known)
    unread = {problem.row: problem for problem in problems}
    expected: list[tuple[int, list[str | None]]] = []
    for line, cell in enumerate(cells, 2):
        said = read_cell("quantities", cell or "", Options(known, {}, "", "", unit_optional=True))
        assert isinstance(said, Unread) == (line in unread and unread[line].code != "E-PART-LOST")
        wrong = line in unread or isinstance(said, Unread)
        assert not wrong or unread[line].cell == (cell or "")
        several = [dict[str, str]()] if isinstance(said, Unread) or line in unread else [of.parts for of in said]
        expected += [(line, [f"k{line - 2}", *(parts.get(part) or None for part in PARTS)]) for parts in several]
    assert [(interpreted.line(n), [*row.values()]) for n, row in enumerate(interpreted.rows())] == expected
    published = {(line, value) for line, row in expected for value in row}
    for change in changes.to_pylist():
        assert change["printed"] == cells[change["row"] - 2]
        assert (change["row"], change["value"]) in published
