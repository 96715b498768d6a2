"""What is published of what a run records, by the fields that the schemas ask for."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.examine import examine
from pipeline.package import load
from tests.conftest import quiet


def test_a_report_has_the_fields_of_its_schema_and_no_others(project: Path) -> None:
    path = project / "schemas" / "published" / "audit.json"
    document = json.loads(path.read_text("utf-8"))
    document["fields"] = [f for f in document["fields"] if f["name"] in (*document["primaryKey"], "printed", "value")]
    path.write_text(json.dumps(document), "utf-8")
    audit = examine(load(project), quiet).tables["audit"]
    assert {field["name"] for field in document["fields"]} == {*audit.frame.column_names}
    assert {
        "printed": "20.2億円",
        "table": "budget",
        "key": "2023/box-1",
        "published_field": "amount_jpy",
        "value": "2020000000",
        "rule": "number.myriad",
    } in audit.rows()
