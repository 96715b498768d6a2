"""A new table by files alone, as CONTRIBUTING.md says: a raw file, two schemas, a resource entry."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from pipeline.build import build, verify
from pipeline.package import load

RAW = """\
library,printed_year,printed_visits,page,printed_label
lib01,R5年度,約12万3千人,7,県図書館
lib02,令和5年度,"4,560人",7,分館
"""


def words(ja: str, en: str) -> dict[str, object]:
    return {"titles": {"ja": ja, "en": en}, "descriptions": {"ja": ja, "en": en}}


def write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def test_a_new_table_becomes_csv_rdf_and_dictionary_without_python(project: Path) -> None:
    (project / "raw/図書館 R5.csv").write_text(RAW, "utf-8")
    write(
        project / "schemas/raw/libraries.json",
        {
            "fields": [
                {"name": "library", **words("図書館", "Library"), "constraints": {"required": True}},
                {"name": "printed_year", **words("年度", "Year"), "notation": {"kind": "fiscal_year"}},
                {"name": "printed_visits", **words("来館者", "Visits"), "notation": {"kind": "quantity"}},
                {"name": "page", "type": "integer", **words("ページ", "Page")},
                {"name": "printed_label", **words("見出し", "Label")},
            ],
            "primaryKey": ["library"],
        },
    )
    write(
        project / "schemas/published/libraries.json",
        {
            "aboutUrl": "id/library/{library}",
            "fields": [
                {"name": "library", **words("図書館", "Library"), "propertyUrl": "skos:notation"},
                {
                    "name": "fiscal_year",
                    "type": "year",
                    **words("年度", "Fiscal year"),
                    "from": "printed_year.fiscal_year",
                    "valueUrl": "id/fiscal-year/{fiscal_year}",
                },
                {"name": "visits", "type": "integer", **words("来館者", "Visits"), "from": "printed_visits.value"},
                {"name": "unit", **words("単位", "Unit"), "from": "printed_visits.unit", "valueUrl": "id/unit/{unit}"},
                {
                    "name": "approximate",
                    "type": "boolean",
                    **words("概数", "About"),
                    "from": "printed_visits.approximate",
                },
                {"name": "source_page", "type": "integer", **words("ページ", "Page"), "from": "page"},
            ],
            "primaryKey": ["library"],
            "foreignKeys": [{"fields": ["unit"], "reference": {"resource": "units", "fields": ["unit"]}}],
        },
    )
    descriptor = json.loads((project / "datapackage.json").read_text("utf-8"))
    raw = {"path": "raw/図書館 R5.csv", "schema": "schemas/raw/libraries.json", "encoding": "utf-8"}
    descriptor["resources"].append(
        {
            "name": "libraries",
            "path": "output/data/libraries.csv",
            "schema": "schemas/published/libraries.json",
            **words("図書館", "Libraries"),
            "origin": {"raw": raw},
        }
    )
    rows = {"name": "library-rows", "kind": "count", "table": "libraries", "expected": 2}
    descriptor["pipeline"]["identities"].append({**rows, "titles": {"ja": "図書館は2", "en": "2 libraries"}})
    write(project / "datapackage.json", descriptor)

    run = build(load(project), lambda stage, count: None)

    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    assert verify(project / "output") == []
    assert (project / "output/data/libraries.csv").read_text("utf-8") == (
        "library,fiscal_year,visits,unit,approximate,source_page\n"
        "lib01,2023,123000,person,true,7\n"
        "lib02,2023,4560,person,false,7\n"
    )
    assert "id/library/lib01> skos:notation" in (project / "output/rdf/libraries.ttl").read_text("utf-8")
    with (project / "output/data/dictionary.csv").open(encoding="utf-8", newline="") as file:
        assert "libraries" in {row["table"] for row in csv.DictReader(file)}
