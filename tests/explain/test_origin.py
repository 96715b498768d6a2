"""Where values were read, in raw tables that are no plain CSV: workbooks, wide tables, folders; and corrected ones."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.build import build
from pipeline.errors import Stop
from pipeline.explain import explain
from pipeline.explain.said import Origin
from pipeline.package import load
from tests.conftest import Opendata, quiet, sources
from tests.test_correct import GOOD

RECORDS = {"a.csv": "library,printed\nlib01,12人\nlib02,約5人\n", "b.csv": 'library,printed\n"lib\n03",7人\n'}


def words(text: str) -> dict[str, object]:
    return {"titles": {"ja": text, "en": text}, "descriptions": {"ja": text, "en": text}}


def declare(project: Path, name: str, raw: dict[str, Any], columns: list[str], notation: dict[str, str]) -> None:
    """A table of libraries: a key, perhaps a year, and a number that is printed with its unit."""
    keys = [column for column in columns if column != "printed"]
    rows = [*keys, "which"] if notation["kind"] == "quantities" else keys
    kinds = {"year": {"kind": "fiscal_year"}, "printed": notation}
    described = [{"name": c, **words(c), **({"notation": kinds[c]} if c in kinds else {})} for c in columns]
    parts = {
        "year": "year.fiscal_year",
        "which": "printed.position",
        "visits": "printed.value",
        "counted_in": "printed.unit",
        "about": "printed.approximate",
    }
    fields = [{"name": n, **words(n), **({"from": parts[n]} if n in parts else {})} for n in (*rows, *list(parts)[2:])]
    schema = {"aboutUrl": f"id/{name}/" + "/".join(f"{{{key}}}" for key in rows), "fields": fields, "primaryKey": rows}
    documents = {f"raw/{name}": {"fields": described, "primaryKey": keys}, f"published/{name}": schema}
    for path, document in documents.items():
        (project / f"schemas/{path}.json").write_text(json.dumps(document), "utf-8")
    entry = {"name": name, "path": f"output/data/{name}.csv", "schema": f"schemas/published/{name}.json", **words(name)}
    descriptor = json.loads((project / "datapackage.json").read_text("utf-8"))
    descriptor["resources"].append(entry | {"origin": {"raw": raw | {"schema": f"schemas/raw/{name}.json"}}})
    (project / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project with a correction, a wide table in a workbook, and one that is a folder of files."""
    project = sources(tmp_path_factory.mktemp("origin") / "project")
    (project / "corrections.csv").write_text(",".join(GOOD) + "\n" + ",".join(GOOD.values()) + "\n", "utf-8")
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "第1表"
    for row in (
        [None, "来館者"],
        [None, "library", "R4", "R5"],
        [None, "lib01", None, "8人"],
        [None, "lib02", "9人", "約1人"],
    ):
        sheet.append(row)
    book.save(project / "raw/wide.xlsx")
    quantity = {"kind": "quantity"}
    wide: dict[str, Any] = {"path": "raw/wide.xlsx", "dialect": {"sheetName": "第1表", "range": "B2:D"}}
    wide["unpivot"] = {"keep": ["library"], "name": "year", "value": "printed"}
    declare(project, "wide", wide, ["library", "year", "printed"], quantity)
    (project / "raw/records").mkdir()
    for name, content in RECORDS.items():
        (project / "raw/records" / name).write_text(content, "utf-8")
    declare(project, "records", {"path": "raw/records/", "encoding": "utf-8"}, ["library", "printed"], quantity)
    (project / "raw/pairs.csv").write_text("library,R4,R5\nlib01,7人→25人,38人・76人\n", "utf-8")
    pairs = {"path": "raw/pairs.csv", "encoding": "utf-8", "unpivot": wide["unpivot"]}
    declare(project, "pairs", pairs, ["library", "year", "printed"], {"kind": "quantities"})
    run = build(load(project), quiet)
    assert run.published, run.problems
    shutil.move(project / "output", project.parent / "release")  # with nothing but its folder
    shutil.rmtree(project)
    return project.parent / "release"


def origin(release: Path, *cell: str) -> Origin:
    found = explain(release, *cell).origin
    assert found
    return found


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (("wide", "lib01/2023", "visits"), ("raw/wide.xlsx", "第1表", 3, 4, "R5", "8人")),
        (("wide", "lib02/2022", "visits"), ("raw/wide.xlsx", "第1表", 4, 3, "R4", "9人")),
        (("wide", "lib02/2023", "year"), ("raw/wide.xlsx", "第1表", 2, 4, "R5", "R5")),
        (("wide", "lib02/2023", "library"), ("raw/wide.xlsx", "第1表", 4, 2, "library", "lib02")),
        (("records", "lib02", "about"), ("raw/records/a.csv", "", 3, 2, "printed", "約5人")),
        (("records", "lib\n03", "visits"), ("raw/records/b.csv", "", 2, 2, "printed", "7人")),
    ],
)
def test_a_value_stands_in_its_cell(
    release: Path, cell: tuple[str, str, str], place: tuple[str, str, int, int, str, str]
) -> None:
    found = origin(release, *cell).cell
    assert (found.file, found.sheet, found.row, found.column, found.header, found.text) == place


def test_several_numbers_of_several_cells_of_one_line_keep_their_cells(release: Path) -> None:
    with (release / "data/pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        row["visits"]: origin(release, "pairs", f"{row['library']}/{row['year']}/{row['which']}", "visits").cell
        for row in rows
    }
    assert {value: (cell.row, cell.column, cell.text) for value, cell in found.items()} == {
        "7": (2, 2, "7人→25人"),
        "25": (2, 2, "7人→25人"),
        "38": (2, 3, "38人・76人"),
        "76": (2, 3, "38人・76人"),
    }


def test_a_corrected_value_shows_what_was_received_and_what_was_made_of_it(release: Path) -> None:
    found = origin(release, "kpi_observations", "kpi09/2023", "value")
    assert found.cell.text == "377人"
    [correction] = found.corrections
    assert (correction.expected, correction.value, correction.reason.en) == ("377人", "379人", "Counted wrongly")
    assert correction.place == ("corrections.csv", 2)
    assert [(change.printed, change.value) for change in found.changes] == [("379人", "379")]
    assert origin(release, "kpi_observations", "kpi09/2021", "value").corrections == []


def test_the_correction_is_told_in_both_languages(release: Path, opendata: Opendata) -> None:
    cell = ("explain", "kpi_achievement", "kpi09", "value", "--release", str(release))
    japanese, english = (re.sub(r"[│\s]+", "", opendata(*cell, "--lang", lang).stdout) for lang in ("ja", "en"))
    assert "2026-11-01に情報政策の担当が379人に訂正:集計の誤り" in japanese
    assert "correctedto379人on2026-11-01by情報政策の担当:Countedwrongly" in english


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("data/kpi_observations.csv", "kpi09,2023,379", "kpi09,2023,378", "E-RELEASE-FORM"),
        ("raw/kpi_values.csv", "kpi,printed_year", "kpi,year", "E-RELEASE-FORM"),
        ("raw/datapackage.json", '"tables"', '"table"', "E-RELEASE-FORM"),
        ("raw/datapackage.json", '"path": "raw/kpi_values.csv"', '"path": "../kpi_values.csv"', "E-PATH"),
        ("raw/datapackage.json", '"kind": "quantity"', '"kind": "magic"', "E-RELEASE-FORM"),
        ("datapackage.json", '"field": "fiscal_year"', '"field": "nothing"', "E-DESCRIPTOR"),
        ("raw/kpi_values.csv", "R5,377人", "R5,多数", "E-QUANTITY"),
        ("raw/kpi_values.csv", "kpi09,R5,377人", 'kpi09,R5,"377人', "E-CSV"),
        ("raw/kpi_values.csv", "(?s)kpi09,R3.*", "", "E-RELEASE-FORM"),
        ("corrections.csv", "377人", "376人", "E-RELEASE-FORM"),
        ("corrections.csv", "reason_en", "reason", "E-CORRECTION"),
    ],
)
def test_a_spoilt_release_is_told(release: Path, tmp_path: Path, path: str, old: str, new: str, code: str) -> None:
    shutil.copytree(release, tmp_path / "release")
    spoilt = tmp_path / "release" / path
    content = spoilt.read_text("utf-8")
    changed, count = re.subn(old, new, content, count=1)
    assert count
    spoilt.write_text(changed, "utf-8")
    with pytest.raises(Stop) as stop:
        explain(tmp_path / "release", "kpi_observations", "kpi09/2023", "value")
    assert {problem.code for problem in stop.value.problems} == {code}
    assert not any("unpack" in problem.facts.get("reason", "") for problem in stop.value.problems)  # by what it hit
