"""What a run records of itself, by the fields that the schemas ask for."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.build import examine
from pipeline.package import load
from pipeline.package.formula import derivation_text


def test_a_report_has_the_fields_of_its_schema_and_no_others(project: Path) -> None:
    path = project / "schemas" / "published" / "audit.json"
    document = json.loads(path.read_text("utf-8"))
    document["fields"] = [f for f in document["fields"] if f["name"] in (*document["primaryKey"], "printed", "value")]
    path.write_text(json.dumps(document), "utf-8")
    audit = examine(load(project), lambda stage, count: None).tables["audit"]
    assert {field["name"] for field in document["fields"]} == {*audit.frame.column_names}
    assert {
        "printed": "20.2億円",
        "table": "budget",
        "key": "2023/box-1",
        "published_field": "amount_jpy",
        "value": "2020000000",
        "rule": "number.myriad",
    } in audit.rows()


def test_a_derivation_reads_as_one_line(root: Path) -> None:
    fields = {field.name: field for field in load(root).published["kpi_achievement"].fields}
    assert derivation_text(fields["achievement_rate"].derivation) == (
        "achievement(value=value, target=target_value, unit=unit, target_unit=target_unit), 2 decimals"
    )
    assert derivation_text(fields["achievement_status"].derivation) == "status of achievement_rate"
    assert derivation_text(fields["baseline_fiscal_year"].derivation) == (
        "kpi_observations.fiscal_year[kpi=kpi, status='reported', fiscal_year before fiscal_year, earliest fiscal_year]"
    )
    assert derivation_text(None) == ""
