"""New tables of three shapes become CSV, cube and catalogue entry by one command and no Python."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.add import add
from pipeline.add.columns import are_fiscal_years
from pipeline.build import build, verify
from pipeline.errors import Stop
from pipeline.package import load
from tests.conftest import ROOT
from tests.sparql import BASE, ask, opened

SAMPLES = ROOT / "tests" / "samples"


def built(project: Path, file: Path) -> list[dict[str, str]]:
    add(load(project), file)
    run = build(load(project), lambda stage, count: None)
    assert [problem.code for problem in run.problems if problem.severity == "error"] == []
    assert run.published
    assert verify(project / "output") == []
    name = file.stem
    cube = (
        f"SELECT ?structure {{ ?catalogue dcat:dataset <dataset/{name}> . <dataset/{name}> qb:structure ?structure }}"
    )
    assert ask(opened(project / "output" / "rdf"), cube) == [[f"{BASE}dataset/{name}/structure"]]
    with (project / f"output/data/{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_a_wide_table_with_years_as_columns(project: Path) -> None:
    rows = built(project, SAMPLES / "population.csv")
    assert [(row["code"], row["fiscal_year"]) for row in rows] == [
        *(("042021", year) for year in ("2021", "2022", "2023")),
        *(("042030", year) for year in ("2021", "2022")),
    ]
    assert rows[0]["code_area"] == "04202"
    assert [row for row in rows if "139944" in row.values()] == rows[:1]


def test_a_list_of_municipalities(project: Path) -> None:
    rows = built(project, SAMPLES / "cities.csv")
    assert (rows[0]["code"], rows[0]["population"], rows[0]["population_unit"], rows[0]["area"]) == (
        *("041009", "1096704", "person", "786.35"),
    )
    dataset = f"<{BASE}dataset/cities>"
    store = opened(project / "output" / "rdf")
    measures = f"SELECT ?m {{ {dataset} qb:structure/qb:component/qb:measure ?m }} ORDER BY ?m"
    assert ask(store, measures) == [
        [f"{BASE}def/cities-area"],
        [f"{BASE}def/cities-population"],
    ]
    files = f"SELECT ?url {{ {dataset} dcat:distribution/dcat:downloadURL ?url FILTER(STRENDS(STR(?url), '.ttl')) }}"
    assert ask(store, files) == [[f"{BASE}rdf/cities.ttl"]]


def test_a_workbook_with_a_title_and_a_header_of_two_rows(project: Path) -> None:
    rows = built(project, SAMPLES / "libraries.xlsx")
    assert [row["fiscal_year"] for row in rows] == ["2022", "2023", "2023"]
    assert [list(row.values())[:1] + list(row.values())[1:2] for row in rows][2] == ["2023", "分館"]
    assert {"1300", "310"} <= set(rows[1].values())


@pytest.mark.parametrize(
    ("label", "cells", "are"),
    [
        ("値", ["1200", "1885"], False),  # quantities of four digits
        ("利用者数", ["2021", "2023"], False),
        ("年間利用者数", ["1990", "2020"], False),
        ("西暦", ["2021", "2022", "2021", "2023"], True),
        ("利用年度（西暦）", ["1990", "2020"], True),
        ("Fiscal year", ["1990", "2020"], True),
        ("時点", ["R3", "R5"], True),
        ("時点", ["2021年度", "R5"], True),
        ("年度", ["1822"], False),
        ("年度", [], False),
    ],
)
def test_bare_numbers_are_years_only_where_something_says_so(label: str, cells: list[str], are: bool) -> None:
    assert are_fiscal_years(label, cells) == are


def test_a_wide_workbook_of_quantities_of_four_digits(project: Path) -> None:
    book = Workbook()
    for row in (["施設名", "令和4年度", "令和5年度"], ["本館", 1200, 1885], ["分館", 1310, None]):
        book.active.append(row)
    for cell in (cell for row in book.active["B2:C3"] for cell in row):
        cell.number_format = "#,##0"
    book.save(project / "visits.xlsx")
    add(load(project), project / "visits.xlsx")
    schema = load(project).raw["visits"]
    assert [field.notation and field.notation.kind for field in schema.fields] == [None, "fiscal_year", "quantity"]


def test_what_a_person_must_decide_is_listed(project: Path) -> None:
    (project / "t.csv").write_text("施設名,謎の列\nA,1\nB,2\n", "utf-8")
    found = [english for _, english in add(load(project), project / "t.csv").decisions]
    assert all(english in (project / "schemas/t.todo.md").read_text("utf-8") for english in found)
    assert "schemas/published/t.json: name (column_2) and English title (Column 2) of 「謎の列」" in found
    assert "schemas/published/t.json: the unit of column_2" in found


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("図書館.csv", "a,b\n1,2\n", "no name of a table"),
        ("kpis.csv", "a,b\n1,2\n", "there is a table 'kpis' already"),
        ("t.csv", "a,b\nx,y\nx,y\n", "tell the rows apart"),
    ],
)
def test_what_cannot_be_added_is_told_and_nothing_written(file: str, text: str, reason: str, project: Path) -> None:
    before = (project / "datapackage.json").read_bytes()
    (project / file).write_text(text, "utf-8")
    with pytest.raises(Stop) as stop:
        add(load(project), project / file)
    assert [problem.code for problem in stop.value.problems] == ["E-ADD"]
    assert reason in stop.value.problems[0].facts["reason"]
    assert (project / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("t.csv", b"", "E-EMPTY"),
        ("t.csv", b"a,b\n\x81\xff,2\n", "E-BYTE"),
        ("t.csv", b'a,b\n"1,2\n', "E-CSV"),
        ("t.xlsx", b"no zip", "E-EXCEL"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_as_a_build_would(
    file: str, content: bytes, code: str, project: Path
) -> None:
    (project / file).write_bytes(content)
    with pytest.raises(Stop) as stop:
        add(load(project), project / file)
    assert [problem.code for problem in stop.value.problems] == [code]
    assert not (project / "schemas/raw/t.json").exists()


def test_a_file_of_the_project_is_not_written_over(project: Path) -> None:
    (project / "raw/t.csv").write_text("what was there\n", "utf-8")
    (project / "t.csv").write_text("a,b\n1,x\n2,y\n", "utf-8")
    with pytest.raises(Stop) as stop:
        add(load(project), project / "t.csv")
    assert [(one.code, one.facts["reason"]) for one in stop.value.problems] == [("E-ADD", "raw/t.csv is there already")]
    assert (project / "raw/t.csv").read_text("utf-8") == "what was there\n"


def test_without_its_units_a_project_takes_no_table(project: Path) -> None:
    (project / "raw/units.csv").unlink()
    (project / "t.csv").write_text("a,b\n1,x\n2,y\n", "utf-8")
    with pytest.raises(Stop) as stop:
        add(load(project), project / "t.csv")
    assert [(one.code, one.file) for one in stop.value.problems] == [("E-FILE", "raw/units.csv")]


def test_units_whose_encoding_is_only_supposed_are_units(project: Path) -> None:
    descriptor, units = project / "datapackage.json", project / "raw/units.csv"
    document = json.loads(descriptor.read_text("utf-8"))
    (source,) = (of["origin"]["raw"] for of in document["resources"] if of["name"] == "units")
    del source["encoding"]
    descriptor.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    units.write_bytes(units.read_text("utf-8").encode("cp932"))
    (project / "t.csv").write_text("施設名,件数\nA,1件\nB,2件\n", "utf-8")
    assert "raw/t.csv" in add(load(project), project / "t.csv").files
